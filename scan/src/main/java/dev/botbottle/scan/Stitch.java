package dev.botbottle.scan;

import java.util.Arrays;

/**
 * A candidate that went on behind a {@link Joint}: its pieces, put together. Begins where the text
 * broke off in which the candidate was.
 */
final class Stitch {
  /** So many pieces are put together. */
  private static final int MOST_PIECES = 4;

  /** So many bytes are taken before the candidate looks at them. */
  private static final int MOST_AT_ONCE = 32;

  private final Reading text;
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

  Stitch(Reading text, Candidate broken) {
    this.text = text;
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

  /**
   * Whether a candidate that was rejected may go on behind a joint.
   *
   * @param joint how long the one is that begins where it was rejected
   */
  static boolean possible(Candidate rejected, byte[] buffer, int limit, int joint) {
    int at = rejected.at;
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
        int own = own(buffer, limit, end);
        if (own == EscapedByte.OPEN) {
          return false;
        }
        if (own > 0 || !candidate.undecided()) {
          for (int i = 0; i < own; i++) {
            take(at++);
          }
          continue;
        }
        int joint = Joint.length(buffer, at, limit, end);
        if (joint == Joint.OPEN && !end) {
          return false;
        }
        if (joint <= 0) {
          conclude();
        } else if (++pieces > MOST_PIECES) {
          candidate.reject();
        } else {
          at += joint;
          starts[pieces - 1] = length;
          // What lies behind the limit is not there yet; each byte is as far on as the last.
          places[pieces - 1] = (int) (text.isMessage() ? text.from(at) - origin : 0);
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

  /** Where in the message each piece of the match begins, and behind it. */
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
    return Arrays.copyOf(regions, count);
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
