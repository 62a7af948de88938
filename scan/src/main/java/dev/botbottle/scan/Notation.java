package dev.botbottle.scan;

/**
 * A way to write characters by other characters in the midst of plain text. One object decodes one
 * text; what it found last is in its fields.
 */
abstract sealed class Notation permits Escapes, QuotedPrintable {
  /** No escape begins here. */
  static final int PLAIN = 0;

  /** One may, but its end has not come. */
  static final int OPEN = -1;

  /** Signs that something may be encoded: an escape, an equals sign. */
  static final int ESCAPE = 1;

  static final int EQUALS = 2;

  private static final byte[] SIGNS = new byte[256];

  static {
    SIGNS['%'] = ESCAPE;
    SIGNS['&'] = ESCAPE;
    SIGNS['\\'] = ESCAPE;
    SIGNS['='] = EQUALS;
    for (int lead = 0xc2; lead < 0xf8; lead++) {
      SIGNS[lead] = ESCAPE;
    }
  }

  /** What the last escape stands for: so many of these bytes. */
  final byte[] decoded = new byte[8];

  int length;

  /**
   * Whether the last escape is worth a second reading of what surrounds it. Not so the ones that
   * every writer of a format makes and that stand for no part of a credential.
   */
  boolean telling;

  /** What the finding calls it. */
  abstract String name();

  /** For each byte whether an escape may begin with it. */
  abstract boolean[] beginnings();

  /** The sign a byte is, or 0. */
  static int signOf(byte b) {
    return SIGNS[b & 0xff];
  }

  /** The bytes that have this sign. */
  static boolean[] withSign(int sign) {
    boolean[] begins = new boolean[256];
    for (int b = 0; b < 256; b++) {
      begins[b] = signOf((byte) b) == sign;
    }
    return begins;
  }

  /** The bit by which a {@link Reading} tells that such a byte is there. */
  abstract int sign();

  /** What it takes to read one, or what turns out to be none. */
  abstract int effort();

  /**
   * Decodes the escape at an index.
   *
   * @return how many bytes it takes, {@link #PLAIN} or {@link #OPEN}
   */
  abstract int read(byte[] buffer, int at, int limit, boolean end);

  /** The value of a hexadecimal digit, or less than 0. */
  static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  /** Takes one byte as what the escape stands for. */
  final void single(int value) {
    decoded[0] = (byte) value;
    length = 1;
  }

  /** Whether a byte can be part of a credential. */
  static boolean visible(int value) {
    return value > ' ' && value < 127;
  }
}
