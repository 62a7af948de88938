package dev.botbottle.scan.injection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** ASCII letters and digits, one by one and eight at once. */
final class Letters {
  /** Eight bytes as one number, the first of them lowest. */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private static final byte[] SMALL = new byte[256];

  static {
    for (char c = '0'; c <= '9'; c++) {
      SMALL[c] = (byte) c;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      SMALL[c] = (byte) c;
      SMALL[c - 'a' + 'A'] = (byte) c;
    }
  }

  private Letters() {}

  /** The small letter or digit that a byte is, 0 for what is neither. */
  static int small(int b) {
    return SMALL[b & 0xff];
  }

  /** Eight bytes of a text from one on, the first of them lowest. */
  static long eight(byte[] source, int at) {
    return (long) EIGHT.get(source, at);
  }

  /** Eight letters and digits with the letters small; what is neither may be anything. */
  static long small(long eight) {
    return eight | 0x20 * ONES; // a digit has this bit already
  }

  /** How many of eight bytes, from the first on, are letters and digits. */
  static int first(long eight) {
    // No byte borrows from the next: each has its highest bit set and less than that taken away.
    long small = eight | 0x20 * ONES | HIGH;
    long letters = (small - 'a' * ONES) & ~(small - ('z' + 1) * ONES);
    long plain = eight | HIGH;
    long digits = (plain - '0' * ONES) & ~(plain - ('9' + 1) * ONES);
    long others = (~(letters | digits) | eight) & HIGH;
    return Long.numberOfTrailingZeros(others) >>> 3;
  }
}
