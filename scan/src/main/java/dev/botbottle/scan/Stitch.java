package dev.botbottle.scan;

import java.util.Arrays;

/**
 * A candidate that went on behind a {@link Joint}: its pieces, put together. Begins where the text
 * broke off in which the candidate was.
 */
final class Stitch {
  /** So many pieces are put together. */
  private static final int MOST_PIECES = 4;

  /** So many ways there are at most to put one together. */
  private static final int MOST_WAYS = 16;

  /** So many bytes are taken before the candidate looks at them. */
  private static final int MOST_AT_ONCE = 32;

  private final Reading text;
  private final Stitches all;
  private final Candidate candidate;

  private byte[] bytes;

  /** What each byte stands for in the message, behind the first of all; empty in the message. */
  private final long origin;

  private int[] from = {};
  private int[] to = {};
  private int length;

  /** In the message: where each piece begins here, and there, behind the first of all. */
  private final int[] starts = new int[MOST_PIECES];

  private final int[] places = new int[MOST_PIECES];

  /** The next byte of the text to look at, and how many pieces there are. */
  private int at;

  private int pieces = 1;

  /** Whether it has gone on from where the text broke off. */
  private boolean begun;

  /** How many ways this one may still become. */
  private int ways = MOST_WAYS;

  Stitch(Reading text, Candidate broken, Stitches all) {
    this.text = text;
    this.all = all;
    this.candidate = broken.copy();
    candidate.status = Candidate.Status.UNDECIDED;
    // What stands before the keyword was looked at already.
    int first = broken.start;
    this.at = broken.at;
    this.length = at - first;
    this.origin = text.from(first);
    int size = length + 44;
    this.bytes = new byte[size];
    System.arraycopy(text.buffer(), first, bytes, 0, length);
    if (!text.isMessage()) {
      this.from = new int[size];
      this.to = new int[size];
      for (int i = 0; i < length; i++) {
        from[i] = (int) (text.from(first + i) - origin);
        to[i] = (int) (text.to(first + i) - origin);
      }
    }
    candidate.shift(first);
  }

  /** Another way from where this one is: behind a joint. */
  private Stitch(Stitch other, int joint) {
    this.text = other.text;
    this.all = other.all;
    this.candidate = other.candidate.copy();
    this.bytes = other.bytes.clone();
    this.from = other.from.clone();
    this.to = other.to.clone();
    this.length = other.length;
    this.origin = other.origin;
    System.arraycopy(other.starts, 0, starts, 0, MOST_PIECES);
    System.arraycopy(other.places, 0, places, 0, MOST_PIECES);
    this.at = other.at;
    this.pieces = other.pieces;
    this.begun = true;
    other.ways /= 2;
    this.ways = other.ways;
    join(joint);
  }

  /**
   * Whether a candidate that was rejected may go on behind a joint.
   *
   * @param at where it was rejected
   * @param joint how long the one is that begins there
   */
  static boolean possible(Candidate rejected, byte[] buffer, int limit, int at, int joint) {
    // Most end here; what would end in its second piece is not begun.
    return joint == Joint.OPEN
        || (joint > 0
            && (at + joint >= limit
                || Joint.begins(buffer[at + joint])
                || rejected.pattern.goesOn(rejected, buffer, at + joint, limit)));
  }

  /** Looks at what has come; true when there is nothing more to come of it. */
  boolean settle(boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    while (candidate.undecided()) {
      if (at >= limit) {
        if (!end) {
          return false;
        }
        conclude();
      } else if (Joint.begins(buffer[at])) {
        if (!choose(buffer, limit, end)) {
          return false;
        }
      } else {
        do {
          take(at);
          at++;
        } while (at < limit && length % MOST_AT_ONCE != 0 && !Joint.begins(buffer[at]));
        candidate.pattern.advance(candidate, bytes, length, false);
      }
    }
    if (candidate.matched() && pieces > 1 && telling()) {
      text.stitched(candidate, bytes, regions());
    }
    return true;
  }

  /**
   * Goes on where a joint may be, which may be a sign of a known value's own as well, and of which
   * there may be two; false when more must come first.
   */
  private boolean choose(byte[] buffer, int limit, boolean end) {
    int own = own(buffer, limit, end);
    if (!candidate.undecided()) {
      return true;
    }
    int joint = Joint.length(buffer, at, limit, end);
    int names = joint;
    if (candidate.pattern instanceof KnownForm) {
      names = Joint.ofNames(buffer, at, limit, end);
    }
    boolean open = joint == Joint.OPEN || names == Joint.OPEN;
    // What stands behind a joint decides how many ways there are.
    if (own == EscapedByte.OPEN || (!end && (open || at + Math.max(joint, names) >= limit))) {
      return false;
    }
    if (!begun && !possible(buffer, limit, joint) && !possible(buffer, limit, names)) {
      // It was begun because the end of the joint had not come.
      candidate.reject();
      return true;
    }
    if (!begun) {
      // With what may be taken before more is counted: how much is depends on the cut.
      int counted = length + (MOST_AT_ONCE - length % MOST_AT_ONCE) % MOST_AT_ONCE;
      text.spend(origin, Effort.STITCH + counted * Effort.STITCHED);
    }
    text.spend(origin, Effort.CHOICE);
    begun = true;
    boolean more = names > 0 && names != joint;
    if (own > 0) {
      branch(joint);
      if (more) {
        branch(names);
      }
      for (int i = 0; i < own; i++) {
        take(at++);
      }
    } else if (joint > 0) {
      if (more) {
        branch(names);
      }
      join(joint);
    } else if (more) {
      join(names);
    } else {
      conclude();
    }
    return true;
  }

  private boolean possible(byte[] buffer, int limit, int joint) {
    return possible(candidate, buffer, limit, at, joint);
  }

  private void branch(int joint) {
    boolean may = joint > 0 && ways > 1 && pieces < MOST_PIECES;
    if (may && possible(text.buffer(), text.limit(), joint)) {
      text.spend(origin, Effort.STITCH + length * Effort.STITCHED);
      all.branch(new Stitch(this, joint));
    }
  }

  /** Passes over a joint. */
  private void join(int joint) {
    if (pieces == MOST_PIECES) {
      // As if nothing followed: it may be whole.
      conclude();
      return;
    }
    pieces++;
    at += joint;
    starts[pieces - 1] = length;
    // What lies behind the limit is not there yet; each byte is as far on as the last.
    places[pieces - 1] = (int) (text.isMessage() ? text.from(at) - origin : 0);
  }

  /**
   * Where in the message each piece of the match begins, and behind it. Of a format all is one:
   * what stands between may be more of a credential whose length nobody knows.
   */
  private long[] regions() {
    long[] regions = new long[2 * pieces];
    int count = 0;
    for (int piece = 0; piece < pieces; piece++) {
      int first = Math.max(candidate.regionStart, starts[piece]);
      int next = piece + 1 < pieces ? starts[piece + 1] : length;
      int behind = Math.min(candidate.regionEnd, next);
      if (first < behind) {
        regions[count++] = origin + place(first, from, 0);
        regions[count++] = origin + place(behind - 1, to, 1);
      }
    }
    return candidate.pattern instanceof KnownForm
        ? Arrays.copyOf(regions, count)
        : new long[] {regions[0], regions[count - 1]};
  }

  /** How many of the next bytes are a sign of a known value's own that a joint may begin with. */
  private int own(byte[] buffer, int limit, boolean end) {
    if (!(candidate.pattern instanceof KnownForm form)) {
      return EscapedByte.NONE;
    }
    form.advance(candidate, bytes, length, false);
    return candidate.undecided() && candidate.at == length
        ? form.next(candidate, buffer, at, limit, end)
        : EscapedByte.NONE;
  }

  /** Decides as if the text ended here. */
  private void conclude() {
    candidate.pattern.advance(candidate, bytes, length, true);
    if (candidate.undecided()) {
      candidate.reject();
    }
  }

  private void take(int index) {
    if (length % MOST_AT_ONCE == 0) {
      text.spend(origin, MOST_AT_ONCE * Effort.STITCHED);
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
      from = Arrays.copyOf(from, from.length == 0 ? 0 : 2 * length);
      to = Arrays.copyOf(to, to.length == 0 ? 0 : 2 * length);
    }
    bytes[length] = text.buffer()[index];
    if (from.length > 0) {
      from[length] = (int) (text.from(index) - origin);
      to[length] = (int) (text.to(index) - origin);
    }
    length++;
  }

  /** What a byte stands for in the message, behind the first of all. */
  private int place(int index, int[] known, int behind) {
    if (known.length > 0) {
      return known[index];
    }
    int piece = pieces - 1;
    while (starts[piece] > index) {
      piece--;
    }
    return places[piece] + index - starts[piece] + behind;
  }

  /** Whether it is no list of words: those have hardly any digits. */
  private boolean telling() {
    if (candidate.pattern instanceof KnownForm) {
      return true;
    }
    int digits = 0;
    int lower = 0;
    int upper = 0;
    for (int i = candidate.bodyStart; i < candidate.regionEnd; i++) {
      byte b = bytes[i];
      digits += b >= '0' && b <= '9' ? 1 : 0;
      lower += b >= 'a' && b <= 'z' ? 1 : 0;
      upper += b >= 'A' && b <= 'Z' ? 1 : 0;
    }
    int all = candidate.regionEnd - candidate.bodyStart;
    return digits * 8 >= all || (digits > 1 && lower > 1 && upper > 1);
  }

  /** The first byte of the message that belongs to it. */
  long hold() {
    return origin;
  }

  int mark() {
    return at;
  }

  void shift(int by) {
    at -= by;
  }
}
