package dev.botbottle.scan;

/** The content transfer encoding of mail (RFC 2045, section 6.7). */
final class QuotedPrintable extends Notation {
  private static final boolean[] BEGINNINGS = withSign(EQUALS);

  @Override
  String name() {
    return "quoted-printable";
  }

  @Override
  boolean[] beginnings() {
    return BEGINNINGS;
  }

  @Override
  int sign() {
    return EQUALS;
  }

  @Override
  int effort() {
    return Effort.QUOTED_PRINTABLE;
  }

  @Override
  int read(byte[] buffer, int at, int limit, boolean end) {
    int have = limit - at;
    int first = have > 1 ? buffer[at + 1] : 0;
    boolean open = !end && (have < 2 || (have < 3 && (first == '\r' || hex((byte) first) >= 0)));
    if (open) {
      return OPEN;
    }
    if (have > 1 && first == '\n') {
      return softBreak(2);
    }
    if (have < 3) {
      return PLAIN;
    }
    byte second = buffer[at + 2];
    if (first == '\r' && second == '\n') {
      return softBreak(3);
    }
    if (hex((byte) first) < 0 || hex(second) < 0) {
      return PLAIN;
    }
    int value = hex((byte) first) << 4 | hex(second);
    single(value);
    telling = visible(value);
    return 3;
  }

  private int softBreak(int taken) {
    length = 0;
    telling = true;
    return taken;
  }
}
