package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory all bodies together have for the windows their codings look back through. A body that
 * asks for more than there is left waits for another to end.
 */
public final class WindowMemory {
  private static final int UNIT = 1024;
  private static final long PATIENCE_SECONDS = 20;

  /** One window of Brotli as large as encoders make them, or many of the usual size. */
  private static final int ANSWERS = 9 << 20;

  /** Coded bytes of all bodies that wait until what they say was looked through. */
  private static final int WAITING = 20 << 20;

  private final Semaphore waiting = new Semaphore(WAITING);
  private final int units;
  private final Semaphore free;
  private final long patience; // seconds

  /** So many bytes. */
  public WindowMemory(int bytes) {
    this(bytes, PATIENCE_SECONDS);
  }

  private WindowMemory(int bytes, long patience) {
    units = bytes / UNIT;
    free = new Semaphore(units, true);
    this.patience = patience;
  }

  /** What answers are looked through with; none of them waits for another. */
  public static WindowMemory ofAnswers() {
    return new WindowMemory(ANSWERS, 0);
  }

  /** What the gateway's heap has to spare: the largest window permitted, once. */
  public static WindowMemory standard() {
    return new WindowMemory(2 * Unzstd.LARGEST_WINDOW + (1 << 20));
  }

  /** Takes twice what a window of this many bytes needs, because it grows by copying. */
  Share share(int window) throws MalformedMessage {
    int wanted = Math.max(1, window / UNIT * 2);
    if (wanted > units) {
      throw new MalformedMessage("a compressed body that needs too much memory to decode");
    }
    try {
      if (!free.tryAcquire(wanted, patience, TimeUnit.SECONDS)) {
        throw new MalformedMessage("a compressed body while too many others are being decoded");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MalformedMessage("a compressed body that was not waited for");
    }
    return new Share(free, wanted);
  }

  /** Takes room for so many coded bytes that wait; nobody waits for it in turn. */
  public void hold(int bytes) throws MalformedMessage {
    if (!waiting.tryAcquire(bytes)) {
      throw new MalformedMessage("a compressed body while too much of others waits");
    }
  }

  /** Gives such room back. */
  public void release(int bytes) {
    waiting.release(bytes);
  }

  /** A part of the memory, held until it is given back. */
  record Share(Semaphore free, int units) {
    void giveBack() {
      free.release(units);
    }
  }
}
