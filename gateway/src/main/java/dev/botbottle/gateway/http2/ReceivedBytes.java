package dev.botbottle.gateway.http2;

/**
 * Bytes that were received and not read yet, in a ring that grows. One byte takes one byte, in
 * frames of whatever size they came.
 */
final class ReceivedBytes {
  private static final int SMALLEST = 2 * 1024;

  private byte[] ring = new byte[0];
  private int start;
  private int size;

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
    byte[] larger = new byte[Math.max(SMALLEST, Math.max(needed, 2 * ring.length))];
    int held = size;
    int taken = take(larger, held);
    size = taken;
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
    return length;
  }

  /** Forgets everything. */
  void clear() {
    ring = new byte[0];
    start = 0;
    size = 0;
  }
}
