package dev.botbottle.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One byte that is written as an escape, nested or not: a percent sign and two digits, an escape of
 * JSON and its like, a character reference, and these in each other. Undone where something is
 * looked at closer anyway, which costs other text nothing.
 */
final class EscapedByte {
  /** No escape of what is wanted stands here. */
  static final int NONE = 0;

  /** One may, but its end has not come. */
  static final int OPEN = -1;

  /** The longest one, and how often one is escaped again; a row of backslashes counts once. */
  static final int LONGEST = 48;

  private static final int DEEPEST = 4;

  private EscapedByte() {}

  /** Whether one may begin with this byte. */
  static boolean begins(byte b) {
    return b == '%' || b == '\\' || b == '&';
  }

  /**
   * How long the escape at an index is, if it is one of a byte of this set.
   *
   * @return the length, {@link #NONE} or {@link #OPEN}
   */
  static int length(byte[] buffer, int at, int limit, boolean end, ByteSet wanted) {
    return length(buffer, at, limit, end, wanted, (byte) 0, false);
  }

  /**
   * The same for one byte.
   *
   * @param innermost whether what it stands for is undone again where that is the byte as well
   */
  static int length(byte[] buffer, int at, int limit, boolean end, byte wanted, boolean innermost) {
    return length(buffer, at, limit, end, null, wanted, innermost);
  }

  private static int length(
      byte[] buffer,
      int at,
      int limit,
      boolean end,
      @Nullable ByteSet set,
      byte only,
      boolean innermost) {
    int stop = Math.min(limit, at + LONGEST);
    boolean last = end || stop == at + LONGEST;
    int row = row(buffer, at, stop);
    int length = NONE;
    if (row > 1) {
      // Each two stand for one, in JSON in JSON again and again: what is left is the last.
      boolean any = set == null ? only == '\\' : set.has((byte) '\\');
      if (any && !innermost) {
        return 2;
      }
      if (at + row == stop) {
        return !last ? OPEN : any ? row : NONE;
      }
      length = any ? row : NONE;
    }
    byte[] text = Arrays.copyOfRange(buffer, at, stop);
    Escapes escapes = new Escapes();
    int from = Math.max(0, row - 1);
    for (int depth = 0; depth < DEEPEST && begins(text[from]); depth++) {
      int taken = escapes.read(text, from, text.length, last);
      if (taken == Notation.OPEN) {
        return OPEN;
      }
      if (taken == Notation.PLAIN && sign(text, from)) {
        // Whatever a backslash means elsewhere, it may stand before any sign.
        taken = 2;
        escapes.single(text[from + 1]);
      }
      if (taken == Notation.PLAIN || escapes.length != 1) {
        return length;
      }
      from += taken;
      byte meant = escapes.decoded[0];
      if (set == null ? meant == only : set.has(meant)) {
        length = from;
        if (!innermost) {
          return length;
        }
      }
      // It may stand for what the next escape begins with.
      from--;
      text[from] = meant;
    }
    return length;
  }

  /** How many backslashes stand in a row. */
  private static int row(byte[] buffer, int at, int stop) {
    int behind = at;
    while (behind < stop && buffer[behind] == '\\') {
      behind++;
    }
    return behind - at;
  }

  private static boolean sign(byte[] text, int at) {
    return text[at] == '\\' && at + 1 < text.length && !ByteSet.ALPHANUMERIC.has(text[at + 1]);
  }
}
