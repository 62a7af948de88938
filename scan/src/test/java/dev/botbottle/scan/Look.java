package dev.botbottle.scan;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Set;

/**
 * One look of a scanner at a text, on a route that only warns.
 *
 * @param nanos the thread's processor time
 * @param denied whether it took too long
 * @param released how many bytes left
 */
record Look(long nanos, boolean denied, int released) {
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final int PIECE = 1 << 14;

  /** The thread's processor time. */
  static long now() {
    return CLOCK.getCurrentThreadCpuTime();
  }

  /** Looks once. */
  static Look at(Scanner scanner, byte[] text) {
    int[] released = new int[1];
    ScanStream.Output out =
        new ScanStream.Output() {
          @Override
          public void released(byte[] source, int offset, int length) {
            released[0] += length;
          }

          @Override
          public void found(Finding finding) {}
        };
    long begin = now();
    ScanStream stream = scanner.stream(WARN);
    for (int at = 0; at < text.length && !stream.denied(); at += PIECE) {
      stream.write(text, at, Math.min(PIECE, text.length - at), out);
    }
    stream.finish(out);
    return new Look(now() - begin, stream.denied(), released[0]);
  }

  /** The least time for each of some texts, looked at in turn so many times. */
  static long[] inTurn(Scanner scanner, int rounds, byte[]... texts) {
    long[] least = new long[texts.length];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < texts.length; i++) {
        least[i] = Math.min(least[i], at(scanner, texts[i]).nanos);
      }
    }
    return least;
  }
}
