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
    return bits <= 0 || bitsPerByte(buffer, from, to) >= bits;
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
