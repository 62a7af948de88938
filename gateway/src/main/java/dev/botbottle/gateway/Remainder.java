package dev.botbottle.gateway;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a server still says behind its client's end, of two that may be silent for as long as they
 * like: it is not waited for longer than for an answer, or a server that ends nothing would keep a
 * client's place for ever.
 */
final class Remainder {
  private final LongSupplier passed;
  private final Duration silence;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Not waited for yet.
   *
   * @param passed how many bytes came in so far
   * @param silence how long there may be none
   */
  Remainder(LongSupplier passed, Duration silence) {
    this.passed = passed;
    this.silence = silence;
  }

  /** The server has ended. */
  void over() {
    over.countDown();
  }

  /** Waits for the server's end; returns whether it came. */
  boolean await() {
    try {
      long before;
      do {
        before = passed.getAsLong();
        if (over.await(silence.toNanos(), TimeUnit.NANOSECONDS)) {
          return true;
        }
      } while (passed.getAsLong() != before);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
