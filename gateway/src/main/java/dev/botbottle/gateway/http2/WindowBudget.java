package dev.botbottle.gateway.http2;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory by which the windows of streams may grow beyond what each begins with, shared by all
 * connections of a gateway. Safe for any number of threads.
 */
public final class WindowBudget {
  private static final int STANDARD = 8 << 20;

  private final AtomicInteger left;

  /** With so many bytes. */
  public WindowBudget(int bytes) {
    left = new AtomicInteger(bytes);
  }

  /** What a gateway with a heap of 64 MiB can spare. */
  public static WindowBudget standard() {
    return new WindowBudget(STANDARD);
  }

  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }
}
