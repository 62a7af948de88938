package dev.botbottle.gateway;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what another thread does. */
final class Awaited {
  private Awaited() {}

  /** Waits until a latch is open, however long that takes. */
  static void open(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The first of a list, now or within a quarter of a minute; who adds to it holds its lock and
   * tells of it.
   */
  static <T> T in(List<T> list, Predicate<T> wanted) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    synchronized (list) {
      while (true) {
        Optional<T> found = list.stream().filter(wanted).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("none such among " + list);
        }
        list.wait(left);
      }
    }
  }
}
