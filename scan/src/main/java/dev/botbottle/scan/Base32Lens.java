package dev.botbottle.scan;

import java.util.Arrays;

/**
 * Reads base32 (RFC 4648, section 6) in one case. Its digits are digits of base64 too, so only what
 * is a run of that is looked at.
 */
final class Base32Lens extends RunLens {
  /** Hardly any word has so many letters. */
  private static final int SHORTEST = 20;

  /** More line ends in a row end a run: what is undecided waits as long as it goes on. */
  private static final int WIDEST_GAP = 64;

  private static final ByteSet UPPER_DIGITS = ByteSet.named("b32upper");
  private static final ByteSet LOWER_DIGITS = ByteSet.named("b32lower");
  private static final ByteSet REST = ByteSet.named("b64run");

  private static final byte[] UPPER = values('A');
  private static final byte[] LOWER = values('a');

  private final Base64Lens base64;
  private final byte[] value;

  Base32Lens(Reading text, Base64Lens base64, char a) {
    this(text, base64, a, a == 'a' ? LOWER_DIGITS : UPPER_DIGITS);
  }

  private Base32Lens(Reading text, Base64Lens base64, char a, ByteSet digits) {
    super(text, digits, digits, SHORTEST, false);
    this.base64 = base64;
    this.value = a == 'a' ? LOWER : UPPER;
  }

  private static byte[] values(char a) {
    byte[] value = new byte[256];
    Arrays.fill(value, (byte) -1);
    for (int i = 0; i < 26; i++) {
      value[a + i] = (byte) i;
    }
    for (int i = 26; i < 32; i++) {
      value['2' + i - 26] = (byte) i;
    }
    return value;
  }

  @Override
  boolean idle() {
    return !base64.ran();
  }

  @Override
  Radix radix() {
    return new Radix(text, "base32", REST, 5, 2);
  }

  @Override
  int follow(Radix radix, byte[] buffer, int from, int limit) {
    int at = from;
    while (at < limit) {
      int behind = radix.digits(buffer, at, limit, value);
      if (behind > at) {
        gap = 0;
        at = behind;
      } else if ((buffer[at] == '\n' || buffer[at] == '\r') && widen(at, WIDEST_GAP)) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }
}
