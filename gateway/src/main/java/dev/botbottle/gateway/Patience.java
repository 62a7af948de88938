package dev.botbottle.gateway;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends waits for a byte that take too long, or has something else done then: one thread looks after
 * all of them. A timer of the JDK's behind each read took a tenth of all that the gateway does.
 */
final class Patience implements AutoCloseable {
  /** It looks no more often than that: a wait may take so much longer. */
  private static final long LOOKS_APART = 10_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final long start = System.nanoTime();
  private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
  private final Thread watcher;

  /** When the watcher looks next; while it looks, or has nothing to look for, {@link #NEVER}. */
  private volatile long nextLook = NEVER;

  private volatile boolean closed;

  Patience() {
    watcher = Thread.ofVirtual().name("patience").start(this::watch);
  }

  /** The waits of a connection; to be closed with it. */
  Wait of(SocketChannel channel) {
    return new Wait(channel);
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
        next = Math.min(next, wait.look(now));
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

  /** The waits of one connection, of which there is at most one at a time. */
  final class Wait implements AutoCloseable {
    private final SocketChannel channel;
    private final Runnable giveUp = this::giveUp;

    /** What is done then: written before {@link #until}, read before that is taken. */
    private Runnable action = giveUp;

    /** When what waits has waited long enough. */
    private final AtomicLong until = new AtomicLong(NEVER);

    private volatile boolean over;
    private boolean known;

    private Wait(SocketChannel channel) {
      this.channel = channel;
    }

    /** Begins a read: one that takes longer is the last. */
    void begin(long nanos) {
      begin(nanos, giveUp);
    }

    /**
     * Begins a wait.
     *
     * @param tooLong what is done when it takes longer, on the thread of all waits
     */
    void begin(long nanos, Runnable tooLong) {
      action = tooLong;
      long end = now() + nanos;
      until.set(end);
      if (!known) {
        known = true;
        waits.add(this);
        if (!channel.isOpen()) {
          waits.remove(this); // It was closed meanwhile, by whom it was not known.
        }
      }
      if (end < nextLook) {
        LockSupport.unpark(watcher);
      }
    }

    /** Ends a wait. What is done when it takes too long may be under way already. */
    void stop() {
      until.setRelease(NEVER);
      // The next wait's action is not to be seen with this one's time.
      VarHandle.storeStoreFence();
    }

    /**
     * Ends a read, whatever it came to.
     *
     * @throws SocketTimeoutException when it took too long, now or before
     */
    void end() throws SocketTimeoutException {
      stop();
      if (over) {
        throw new SocketTimeoutException("it did not speak in time");
      }
    }

    /** Ends what has waited too long; returns when to look again. */
    private long look(long now) {
      long end = until.get();
      if (end > now) {
        return end;
      }
      Runnable tooLong = action;
      if (until.compareAndSet(end, NEVER)) {
        tooLong.run();
      }
      return NEVER;
    }

    private void giveUp() {
      over = true;
      waits.remove(this);
      try {
        // What waits returns; what there is to write can still be written.
        channel.shutdownInput();
      } catch (IOException e) {
        // It is gone already.
      }
    }

    @Override
    public void close() {
      waits.remove(this);
    }
  }
}
