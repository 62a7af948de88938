package dev.botbottle.scan;

/** Shannon's measure of how evenly a text uses its bytes. */
final class Entropy {
  private static final double LN_2 = Math.log(2);
  private static final double[] WEIGHTS = new double[128];

  static {
    for (int count = 1; count < WEIGHTS.length; count++) {
      WEIGHTS[count] = count * Math.log(count) / LN_2;
    }
  }

  private Entropy() {}

  /** Whether the bytes carry at least this many bits each; 0 asks nothing. */
  static boolean atLeast(byte[] buffer, int from, int to, double bits) {
    return !tooFewKinds(buffer, from, to, bits) && carries(buffer, from, to, bits);
  }

  /** The same where {@link #tooFewKinds} was asked already. */
  static boolean carries(byte[] buffer, int from, int to, double bits) {
    return bits <= 0 || bitsPerByte(buffer, from, to) >= bits;
  }

  /**
   * Whether there are so few kinds of bytes that they carry less however they are mixed: quick to
   * tell.
   */
  static boolean tooFewKinds(byte[] buffer, int from, int to, double bits) {
    if (bits <= 0) {
      return false;
    }
    // What is close is worked out.
    int kinds = kinds(buffer, from, to);
    return weight(kinds) < (bits - 0.01) * kinds;
  }

  /** How many kinds of bytes there are, or may be where some are beyond ASCII. */
  private static int kinds(byte[] buffer, int from, int to) {
    int all = 0;
    long low = 0;
    long high = 0;
    for (int i = from; i < to; i++) {
      byte b = buffer[i];
      all |= b;
      low |= b < 64 ? 1L << b : 0;
      high |= b < 64 ? 0 : 1L << b;
    }
    return all < 0 ? 256 : Long.bitCount(low) + Long.bitCount(high);
  }

  static double bitsPerByte(byte[] buffer, int from, int to) {
    int[] counts = new int[256];
    for (int i = from; i < to; i++) {
      counts[buffer[i] & 0xff]++;
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      int count = counts[buffer[i] & 0xff];
      if (count > 0) {
        counts[buffer[i] & 0xff] = 0;
        sum += weight(count);
      }
    }
    int length = to - from;
    return length == 0 ? 0 : Math.log(length) / LN_2 - sum / length;
  }

  /** A count times its binary logarithm. */
  private static double weight(int count) {
    return count < WEIGHTS.length ? WEIGHTS[count] : count * Math.log(count) / LN_2;
  }
}
