package dev.botbottle.gateway.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few buffers of one size that are used again: made anew for each message they were half of all
 * the garbage. They are not cleared. Safe for any number of threads.
 */
public final class Shelf {
  private static final int KEPT = 8;

  private final int size;
  private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(KEPT);

  /** With buffers of this many bytes. */
  public Shelf(int size) {
    this.size = size;
  }

  /** How many bytes a buffer has. */
  public int size() {
    return size;
  }

  /** A buffer that nobody else uses. */
  public byte[] take() {
    byte[] kept = buffers.poll();
    return kept == null ? new byte[size] : kept;
  }

  /** Nobody uses it any more; one of another size is not kept. */
  public void put(byte[] buffer) {
    if (buffer.length == size) {
      buffers.offer(buffer);
    }
  }
}
