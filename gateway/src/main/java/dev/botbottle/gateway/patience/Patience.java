package dev.botbottle.gateway.patience;

import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has something done about waits that take too long: one thread looks after all of them. A timer of
 * the JDK's behind each took a tenth of all that the gateway does.
 */
public final class Patience implements AutoCloseable {
  /** It looks no more often than that: a wait may take so much longer. */
  private static final long LOOKS_APART = 10_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  /** When to look at a wait of which it is being asked whether it may take longer. */
  private static final long ASKED = NEVER - 1;

  private final long start = System.nanoTime();
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private final Thread watcher;

  /** When the watcher looks next; while it looks, or has nothing to look for, {@link #NEVER}. */
  private volatile long nextLook = NEVER;

  private volatile boolean closed;

  /** Looks after no wait yet. */
  public Patience() {
    watcher = Thread.ofVirtual().name("patience").start(this::watch);
  }

  /** The waits of whoever waits for one thing at a time; to be closed behind the last of them. */
  public Wait waits() {
    return new Wait();
  }

  private long now() {
    return System.nanoTime() - start;
  }

  private void watch() {
    while (!closed) {
      nextLook = NEVER; // Who begins to wait from here on says so.
      long now = now();
      long next = NEVER;
      for (Wait wait : waits) {
        try {
          next = Math.min(next, wait.look(now));
        } catch (RuntimeException e) {
          // The outermost frame of what was asked for: nobody else's wait is to last for ever.
        }
      }
      if (next == NEVER) {
        LockSupport.park(this);
      } else {
        nextLook = Math.max(next, now + LOOKS_APART);
        LockSupport.parkNanos(this, nextLook - now);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }

  /** Waits of which there is at most one at a time. */
  public final class Wait implements AutoCloseable {
    /** What is done then: written before {@link #until}, read before that is taken. */
    private @Nullable LongSupplier action;

    /** When what waits has waited long enough. */
    private final AtomicLong until = new AtomicLong(NEVER);

    private boolean known;

    private Wait() {}

    /**
     * Begins a wait.
     *
     * @param tooLong what is done when it takes longer, on the thread of all waits; it waits for
     *     nothing, and returns for how many nanoseconds more the same may wait, or zero
     */
    public void begin(long nanos, LongSupplier tooLong) {
      action = tooLong;
      long end = now() + nanos;
      until.set(end);
      if (!known) {
        known = true;
        waits.add(this);
      }
      if (end < nextLook) {
        LockSupport.unpark(watcher);
      }
    }

    /** Ends a wait. What is done when it takes too long may be under way already. */
    public void stop() {
      until.setRelease(NEVER);
      // The next wait's action is not to be seen with this one's time.
      VarHandle.storeStoreFence();
      action = null; // What it holds may be large, and the next wait far away.
    }

    /** Does what is to be done when it takes too long; returns when to look again. */
    private long look(long now) {
      long end = until.get();
      if (end > now) {
        return end;
      }
      @Nullable LongSupplier tooLong = action;
      if (tooLong != null && until.compareAndSet(end, ASKED)) {
        long more = tooLong.getAsLong();
        // Unless it ended meanwhile.
        until.compareAndSet(ASKED, more > 0 ? now() + more : NEVER);
      }
      return until.get();
    }

    /** No further one is looked after. */
    @Override
    public void close() {
      waits.remove(this);
    }
  }
}
