package dev.botbottle.scan;

import java.util.Arrays;

/**
 * A candidate that went on behind a {@link Joint}: its pieces, put together. Begins where the text
 * broke off in which the candidate was.
 */
final class Stitch {
  /** So many pieces are put together. */
  private static final int MOST_PIECES = 6;

  /** So many bytes are taken before the candidate looks at them. */
  private static final int MOST_AT_ONCE = 32;

  private final Reading text;
  private final Candidate candidate;

  private byte[] bytes;

  /** What each byte stands for in the message, behind the first of all. */
  private final long origin;

  private int[] from;
  private int[] to;
  private int length;

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
    int size = length + 100;
    this.bytes = new byte[size];
    this.from = new int[size];
    this.to = new int[size];
    System.arraycopy(text.buffer(), first, bytes, 0, length);
    for (int i = 0; i < length; i++) {
      from[i] = (int) (text.from(first + i) - origin);
      to[i] = (int) (text.to(first + i) - origin);
    }
    candidate.shift(first);
  }

  /** Whether a candidate that was rejected may go on behind a joint. */
  static boolean possible(Candidate rejected, byte[] buffer, int limit) {
    return rejected.at < limit && Joint.begins(buffer[rejected.at]);
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
        int joint = Joint.length(buffer, at, limit);
        if (joint == Joint.OPEN && !end) {
          return false;
        }
        if (joint <= 0) {
          conclude();
        } else if (++pieces > MOST_PIECES) {
          candidate.reject();
        } else {
          at += joint;
        }
      } else {
        do {
          take(buffer[at], text.from(at), text.to(at));
          at++;
        } while (at < limit && length % MOST_AT_ONCE != 0 && !Joint.begins(buffer[at]));
        candidate.pattern.advance(candidate, bytes, length, false);
      }
    }
    if (candidate.matched() && pieces > 1 && telling()) {
      int first = from[candidate.regionStart];
      int behind = to[candidate.regionEnd - 1];
      text.stitched(candidate, bytes, origin + first, origin + behind);
    }
    return true;
  }

  /** Decides as if the text ended here. */
  private void conclude() {
    candidate.pattern.advance(candidate, bytes, length, true);
    if (candidate.undecided()) {
      candidate.reject();
    }
  }

  private void take(byte b, long first, long behind) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
      from = Arrays.copyOf(from, 2 * length);
      to = Arrays.copyOf(to, 2 * length);
    }
    bytes[length] = b;
    from[length] = (int) (first - origin);
    to[length] = (int) (behind - origin);
    length++;
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
