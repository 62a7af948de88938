package dev.botbottle.testkit.bench;

import java.io.IOException;
import java.util.Arrays;

/** How long each of many things took, in microseconds, once the warm-up is over. */
final class Samples {
  private final long begin;
  private long[] micros = new long[1 << 16];
  private int count;

  Samples(long begin) {
    this.begin = begin;
  }

  /** Something that is timed. */
  interface Timed {
    void run() throws IOException;
  }

  void time(Timed timed) throws IOException {
    long before = System.nanoTime();
    timed.run();
    add((System.nanoTime() - before) / 1_000);
  }

  void add(long sample) {
    if (System.nanoTime() < begin) {
      return;
    }
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = sample;
  }

  long[] all() {
    return Arrays.copyOf(micros, count);
  }
}
