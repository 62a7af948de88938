package dev.botbottle.scan;

/**
 * Reads hexadecimal in either case, the digits together or with signs between them: spaces, colons,
 * commas, quotes, line ends, {@code 0x}, {@code \x}, {@code %}.
 */
final class HexLens extends RunLens {
  private static final ByteSet DIGITS = ByteSet.named("hex");
  private static final ByteSet MEMBERS = ByteSet.named("hexrun");
  private static final ByteSet REST = ByteSet.named("hexrest");
  private static final ByteSet BETWEEN = ByteSet.named("hexgap");

  /** Shorter runs hold no credential. */
  private static final int SHORTEST = 20;

  /** More signs or {@code 0x} in a row end a run. */
  private static final int WIDEST_GAP = 16;

  private static final byte[] VALUE = new byte[256];

  static {
    for (int b = 0; b < 256; b++) {
      VALUE[b] = (byte) Character.digit(b < 128 ? b : 0, 16);
    }
  }

  private byte before;

  /** How many {@code 0x} stand in a row, behind so many digits. */
  private int prefixes;

  private long digits;

  HexLens(Reading text) {
    super(text, MEMBERS, DIGITS, SHORTEST, false);
  }

  @Override
  Radix radix() {
    return new Radix(text, "hex", REST, 4, 9);
  }

  @Override
  int follow(Radix radix, byte[] buffer, int from, int limit) {
    int at = from;
    while (at < limit) {
      if (VALUE[buffer[at] & 0xff] >= 0) {
        at = radix.digits(buffer, at, limit, VALUE);
        before = buffer[at - 1];
        gap = 0;
      } else if (between(radix, buffer, at)) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Takes a byte that is no digit; false when it ends the run. */
  private boolean between(Radix radix, byte[] buffer, int at) {
    byte b = buffer[at];
    byte left = before;
    before = b;
    if (b == 'x' || b == 'X') {
      if (left == '0') {
        // The 0 was no digit but the first half of "0x".
        long count = radix.undo();
        prefixes = count == digits ? prefixes + 1 : 1;
        digits = count;
        if (prefixes > WIDEST_GAP) {
          return false;
        }
        if (gap == 0) {
          stretch(at);
        }
        return true;
      }
      return left == '\\' && widen(at, WIDEST_GAP);
    }
    boolean escape = left == '\\' && (b == 'n' || b == 'r' || b == 't');
    return (escape || BETWEEN.has(b)) && widen(at, WIDEST_GAP);
  }

  @Override
  void ended() {
    before = 0;
    prefixes = 0;
    digits = 0;
  }
}
