package dev.botbottle.scan;

import java.util.Arrays;

/**
 * Reads base64 in both alphabets (RFC 4648, sections 4 and 5), also cut into lines, as they are or
 * as escapes of JSON.
 */
final class Base64Lens extends RunLens {
  private static final ByteSet DIGITS = ByteSet.named("b64both");
  private static final ByteSet MEMBERS = ByteSet.named("b64lines");
  private static final ByteSet REST = ByteSet.named("b64run");

  /** Shorter runs hold no credential. */
  private static final int SHORTEST = 16;

  /** Longer stretches of white space end a run. */
  private static final int WIDEST_GAP = 64;

  private static final byte[] VALUE = new byte[256];

  static {
    Arrays.fill(VALUE, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUE[alphabet.charAt(i)] = (byte) i;
    }
    VALUE['-'] = VALUE['+'];
    VALUE['_'] = VALUE['/'];
  }

  /** The value of a digit in either alphabet, or less than 0. */
  static int value(byte digit) {
    return VALUE[digit & 0xff];
  }

  private boolean escaped;
  private boolean lineEnded;

  Base64Lens(Reading text) {
    super(text, MEMBERS, DIGITS, SHORTEST, true);
  }

  @Override
  Radix radix() {
    return new Radix(text, "base64", REST, 6, 3);
  }

  @Override
  int follow(Radix radix, byte[] buffer, int from, int limit) {
    int at = from;
    while (at < limit) {
      int behind = escaped ? at : radix.digits(buffer, at, limit, VALUE);
      if (behind > at) {
        gap = 0;
        lineEnded = false;
        at = behind;
      } else if (between(buffer, at)) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Takes a byte that is no digit; false when it ends the run. */
  private boolean between(byte[] buffer, int at) {
    byte b = buffer[at];
    if (escaped && b != '\\') {
      escaped = false;
      lineEnded = b == 'n' || b == 'r';
      return lineEnded;
    }
    escaped = b == '\\';
    boolean lineEnds = b == '\n' || b == '\r';
    boolean indents = lineEnded && (b == ' ' || b == '\t');
    lineEnded |= lineEnds;
    return (lineEnds || indents || escaped) && widen(at, WIDEST_GAP);
  }

  @Override
  void ended() {
    escaped = false;
    lineEnded = false;
  }
}
