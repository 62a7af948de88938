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
    if (bits <= 0) {
      return true;
    }
    int[] counts = new int[256];
    int kinds = count(buffer, from, to, counts);
    // So few kinds of bytes carry less however they are mixed; what is close is worked out.
    boolean tooFew = weight(kinds) < (bits - 0.01) * kinds;
    return !tooFew && bitsPerByte(buffer, from, to, counts) >= bits;
  }

  static double bitsPerByte(byte[] buffer, int from, int to) {
    int[] counts = new int[256];
    count(buffer, from, to, counts);
    return bitsPerByte(buffer, from, to, counts);
  }

  /** Counts the bytes of each kind; returns how many kinds there are. */
  private static int count(byte[] buffer, int from, int to, int[] counts) {
    int kinds = 0;
    for (int i = from; i < to; i++) {
      kinds += counts[buffer[i] & 0xff]++ == 0 ? 1 : 0;
    }
    return kinds;
  }

  private static double bitsPerByte(byte[] buffer, int from, int to, int[] counts) {
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
