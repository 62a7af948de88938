package dev.botbottle.scan;

/** Shannon's measure of how evenly a text uses its bytes. */
final class Entropy {
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
    double length = to - from;
    double sum = 0;
    for (int count : counts) {
      if (count > 0) {
        sum -= count / length * Math.log(count / length);
      }
    }
    return sum / Math.log(2);
  }
}
