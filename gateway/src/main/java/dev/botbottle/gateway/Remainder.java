package dev.botbottle.gateway;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a server still says behind its client's end, of two that may be silent for as long as they
 * like: it is not waited for longer than a client's own next word, or a server that ends nothing
 * would keep a client's place for ever.
 */
final class Remainder {
  private final LongSupplier turns;
  private final Duration silence;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Not waited for yet.
   *
   * @param turns what {@link PatientSocket#turns} says of the client's connection
   * @param silence how long there may be nothing to give it
   */
  Remainder(LongSupplier turns, Duration silence) {
    this.turns = turns;
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
        before = turns.getAsLong();
        if (over.await(silence.toNanos(), TimeUnit.NANOSECONDS)) {
          return true;
        }
      } while (turns.getAsLong() != before || (before & 1) == 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
