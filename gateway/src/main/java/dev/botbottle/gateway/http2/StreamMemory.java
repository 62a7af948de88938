package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Shelf;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory of streams that all connections of a gateway share: what their windows may grow by beyond
 * what each begins with, and buffers for a frame. Safe for any number of threads.
 */
public final class StreamMemory {
  private static final int STANDARD = 8 << 20;

  private final AtomicInteger left;
  private final Shelf buffers = new Shelf(FrameReader.LARGEST_FRAME);

  /** With so many bytes for windows. */
  public StreamMemory(int bytes) {
    left = new AtomicInteger(bytes);
  }

  /** What a gateway with a heap of 64 MiB can spare. */
  public static StreamMemory standard() {
    return new StreamMemory(STANDARD);
  }

  boolean grow(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void shrink(int bytes) {
    left.addAndGet(bytes);
  }

  /** Buffers with room for the data of one frame. */
  Shelf buffers() {
    return buffers;
  }
}
