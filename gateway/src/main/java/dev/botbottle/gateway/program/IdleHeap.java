package dev.botbottle.gateway.program;

import java.util.function.LongSupplier;

/**
 * Has the heap given back what a load took of it, once there is none any more. The serial collector
 * by itself works only when it needs room, so what a load left would stay for the session.
 */
final class IdleHeap {
  /** Looks in a row at which hardly anything was asked of the heap. */
  private static final int LOOKS = 3;

  /** What a gateway without traffic allocates between two looks is far below, a request above. */
  private static final long NOTHING = 64 * 1024;

  /** Less to win is not worth stopping everything for some 20 ms. */
  private static final long WORTH = 4 * 1024 * 1024;

  private final LongSupplier used;
  private final LongSupplier committed;
  private final Runnable collect;
  private long usedBefore;
  private long smallest;
  private int quiet;

  /** The heap of this process. */
  IdleHeap() {
    this(
        () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
        () -> Runtime.getRuntime().totalMemory(),
        System::gc);
  }

  IdleHeap(LongSupplier used, LongSupplier committed, Runnable collect) {
    this.used = used;
    this.committed = committed;
    this.collect = collect;
    this.smallest = committed.getAsLong();
  }

  /** To be called every second or so. */
  void look() {
    long now = used.getAsLong();
    quiet = Math.abs(now - usedBefore) < NOTHING ? quiet + 1 : 0;
    usedBefore = now;
    if (quiet == LOOKS && committed.getAsLong() > smallest + WORTH) {
      collect.run();
      usedBefore = used.getAsLong();
      smallest = committed.getAsLong();
    }
  }
}
