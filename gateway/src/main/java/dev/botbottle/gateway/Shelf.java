package dev.botbottle.gateway;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few buffers that are used again: made anew for each answer they were a fifth of all the
 * garbage. They are not cleared.
 */
final class Shelf {
  /** An answer's body of 16 KiB with its head, in records of TLS. */
  static final int SIZE = 21 * 1024;

  private static final int KEPT = 8;

  private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(KEPT);

  /** A buffer of {@link #SIZE}. */
  byte[] take() {
    byte[] kept = buffers.poll();
    return kept == null ? new byte[SIZE] : kept;
  }

  /** Nobody uses it any more. */
  void put(byte[] buffer) {
    buffers.offer(buffer);
  }
}
