package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Shelf;

/**
 * Bytes that were received and not read yet, in a ring that grows. One byte takes one byte, in
 * frames of whatever size they came.
 */
final class ReceivedBytes {
  /** No room at all. */
  static final byte[] NONE = {};

  private static final int SMALLEST = 2 * 1024;

  private final Shelf buffers;
  private byte[] ring = NONE;
  private int start;
  private int size;

  /**
   * Nothing yet.
   *
   * @param buffers where the room for a frame comes from, while there is something in it
   */
  ReceivedBytes(Shelf buffers) {
    this.buffers = buffers;
  }

  int size() {
    return size;
  }

  void add(byte[] source, int offset, int length) {
    if (size + length > ring.length) {
      grow(size + length);
    }
    int at = (start + size) % Math.max(1, ring.length);
    int first = Math.min(length, ring.length - at);
    System.arraycopy(source, offset, ring, at, first);
    System.arraycopy(source, offset + first, ring, 0, length - first);
    size += length;
  }

  private void grow(int needed) {
    int room = Math.max(SMALLEST, Math.max(needed, 2 * ring.length));
    boolean frame = room > buffers.size() / 2 && room <= buffers.size();
    byte[] larger = frame ? buffers.take() : new byte[room];
    size = take(larger, size);
    start = 0;
    ring = larger;
  }

  /** Moves as much as there is, and fits, to the beginning of an array. */
  int take(byte[] target, int most) {
    int length = Math.min(size, most);
    int first = Math.min(length, ring.length - start);
    System.arraycopy(ring, start, target, 0, first);
    System.arraycopy(ring, 0, target, first, length - first);
    start = ring.length == 0 ? 0 : (start + length) % ring.length;
    size -= length;
    if (size == 0 && ring.length == buffers.size()) {
      clear();
    }
    return length;
  }

  /** Forgets everything. */
  void clear() {
    buffers.put(ring);
    ring = NONE;
    start = 0;
    size = 0;
  }
}
