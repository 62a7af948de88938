package dev.botbottle.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client of HTTP/1.1 is there for its answer. Nobody reads what it says meanwhile, so
 * that it has gone would show only when there is something to write to it, and until then it would
 * keep its place among the connections.
 *
 * <p>An end of what it says need not be its own: a client may have nothing more to say and wait for
 * its answer all the same. Both look alike until it is written to. Behind such an end it is served
 * on until there was nothing to give it for a time.
 */
final class Presence {
  /**
   * So many looks are there in the time behind an end, the first as late as the next. Nearly every
   * answer is there before it, and a look takes some system calls.
   */
  private static final int LOOKS = 30;

  private final PatientSocket socket;
  private final long behindEnd;
  private final long looksApart;
  private final LongSupplier aside = this::lookAside;

  /** Guards what follows, and the reading side of the socket while it is nobody else's. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Runnable gone;
  private boolean heard;
  private boolean ended;
  private long endedAt;
  private long turnsByThen;

  /**
   * Of the client at the other end of this.
   *
   * @param behindEnd how long there is nothing to give it behind its end before it has gone
   */
  Presence(PatientSocket socket, Duration behindEnd) {
    this.socket = socket;
    this.behindEnd = behindEnd.toNanos();
    this.looksApart = this.behindEnd / LOOKS;
  }

  /** Has something done, once and on another thread, when it has gone before {@link #over}. */
  void whenGone(Runnable action) {
    lock.lock();
    try {
      gone = action;
    } finally {
      lock.unlock();
    }
  }

  /** Its request was read to the end: until {@link #over} nobody else reads what it says. */
  void heard() {
    lock.lock();
    try {
      if (gone != null) {
        heard = true;
        socket.after(looksApart, aside);
      }
    } finally {
      lock.unlock();
    }
  }

  /** It is looked for no more, and can be read again. */
  void over() {
    lock.lock();
    try {
      gone = null;
      if (heard) {
        // Not otherwise: its request may still be read, until a time of its own.
        heard = false;
        socket.notAfter();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The thread of all waits is not to wait for a client. */
  private long lookAside() {
    Thread.startVirtualThread(this::look);
    return 0;
  }

  private void look() {
    Runnable action;
    lock.lock();
    try {
      if (!heard) {
        return;
      }
      long next = stays();
      if (next > 0) {
        socket.after(next, aside);
        return;
      }
      action = gone;
      gone = null;
      heard = false;
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }

  /** When to look again; zero or less when it has gone. */
  private long stays() {
    try {
      if (socket.hears()) {
        return looksApart;
      }
    } catch (IOException e) {
      return 0;
    }
    long now = System.nanoTime();
    if (!ended || !socket.quietSince(turnsByThen)) {
      ended = true;
      endedAt = now;
      turnsByThen = socket.turns();
    }
    return Math.min(looksApart, endedAt + behindEnd - now);
  }
}
