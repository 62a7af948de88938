package dev.botbottle.scan;

/**
 * Whether a token may begin at an index. It may not in the middle of a word, but an escape sequence
 * ending in a letter or digit ({@code \n}, four hex digits behind {@code \}{@code u}, {@code %22},
 * a terminal's colour code) is no part of a word.
 */
final class Boundary {
  /** The most bytes looked back at; a stream keeps at least as many. */
  static final int LOOK_BEHIND = 64;

  private static final ByteSet HEX = ByteSet.named("hex");

  private Boundary() {}

  /** Whether a token may begin at {@code at}, knowing the bytes from {@code first} on. */
  static boolean before(byte[] buffer, int first, int at) {
    int i = at - 1;
    if (i < first || !ByteSet.ALPHANUMERIC.has(buffer[i])) {
      return true;
    }
    byte last = buffer[i];
    boolean shortEscape = last == 'n' || last == 'r' || last == 't' || last == 'b' || last == 'f';
    if (shortEscape && is(buffer, first, i - 1, '\\')) {
      return true;
    }
    if (last == 'm' && colourCode(buffer, first, i - 1)) {
      return true;
    }
    if (!HEX.has(last) || i - 1 < first || !HEX.has(buffer[i - 1])) {
      return false;
    }
    return is(buffer, first, i - 2, '%')
        || (is(buffer, first, i - 2, 'x') && is(buffer, first, i - 3, '\\'))
        || (is(buffer, first, i - 4, 'u') && is(buffer, first, i - 5, '\\'));
  }

  /** How many backslashes stand directly before {@code at}, at most {@link #LOOK_BEHIND}. */
  static int backslashes(byte[] buffer, int first, int at) {
    int count = 0;
    while (count < LOOK_BEHIND && is(buffer, first, at - 1 - count, '\\')) {
      count++;
    }
    return count;
  }

  /**
   * Whether the bytes up to {@code i} are the parameters of ECMA-48's "select graphic rendition".
   */
  private static boolean colourCode(byte[] buffer, int first, int i) {
    int at = i;
    while (at >= first
        && i - at < 16
        && ((buffer[at] >= '0' && buffer[at] <= '9') || buffer[at] == ';')) {
      at--;
    }
    return is(buffer, first, at, '[');
  }

  private static boolean is(byte[] buffer, int first, int at, char wanted) {
    return at >= first && buffer[at] == wanted;
  }
}
