package dev.botbottle.scan;

/**
 * Reads hexadecimal in either case, the digits together or with signs between them: spaces, colons,
 * commas, quotes, line ends, {@code 0x}, {@code \x}, {@code %}.
 */
final class HexLens extends RunLens {
  private static final ByteSet DIGITS = ByteSet.named("hex");
  private static final ByteSet BETWEEN = ByteSet.named("hexgap");

  /** Shorter runs hold no credential. */
  private static final int SHORTEST = 20;

  /** More signs in a row end a run. */
  private static final int WIDEST_GAP = 16;

  private int gap;
  private byte before;

  HexLens(Reading text) {
    super(
        text,
        new Radix(text, "hex", ByteSet.named("hexrest"), 4, 9),
        ByteSet.named("hexrun"),
        DIGITS,
        SHORTEST);
  }

  @Override
  int follow(byte[] buffer, int from, int limit) {
    int at = from;
    while (at < limit && step(buffer[at], at)) {
      at++;
    }
    return at;
  }

  private boolean step(byte b, int at) {
    byte left = before;
    before = b;
    if (DIGITS.has(b)) {
      radix.digit(Character.digit(b, 16), text.from(at), text.to(at));
      gap = 0;
      return true;
    }
    if (b == 'x' || b == 'X') {
      if (left == '0') {
        // The 0 was no digit but the first half of "0x".
        radix.undo();
        return true;
      }
      return left == '\\' && ++gap <= WIDEST_GAP;
    }
    boolean escape = left == '\\' && (b == 'n' || b == 'r' || b == 't');
    return (escape || BETWEEN.has(b)) && ++gap <= WIDEST_GAP;
  }

  @Override
  void ended() {
    gap = 0;
    before = 0;
  }
}
