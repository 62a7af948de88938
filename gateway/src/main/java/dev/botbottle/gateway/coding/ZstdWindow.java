package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.util.Arrays;

/** What a frame decoded to so far, as far back as it may be repeated; handed on block by block. */
final class ZstdWindow {
  private final int size;
  private byte[] buffer;
  private int limit;

  /** What was not handed on yet begins here. */
  private int fresh;

  /** Bytes of this frame. */
  private long total;

  /**
   * @param size how far back a match may reach
   */
  ZstdWindow(int size) {
    this.size = size;
    this.buffer = new byte[Math.min(size, Unzstd.LARGEST_BLOCK) + Unzstd.LARGEST_BLOCK];
  }

  long total() {
    return total;
  }

  /** Makes room for a block. */
  void begin() {
    if (limit + Unzstd.LARGEST_BLOCK <= buffer.length) {
      return;
    }
    // Room for several blocks, so that the window is not moved for each.
    int most = size + Math.max(Unzstd.LARGEST_BLOCK, size / 4);
    if (buffer.length < most) {
      buffer = Arrays.copyOf(buffer, Math.min(most, 4 * buffer.length));
    }
    if (limit + Unzstd.LARGEST_BLOCK > buffer.length) {
      System.arraycopy(buffer, limit - size, buffer, 0, size);
      limit = size;
      fresh = limit;
    }
  }

  void literals(byte[] source, int offset, int length) throws MalformedMessage {
    room(length);
    System.arraycopy(source, offset, buffer, limit, length);
    limit += length;
  }

  void same(byte value, int length) throws MalformedMessage {
    room(length);
    Arrays.fill(buffer, limit, limit + length, value);
    limit += length;
  }

  void match(long offset, int length) throws MalformedMessage {
    room(length);
    if (offset <= 0 || offset > Math.min(size, total + limit - fresh)) {
      throw Decoding.malformed();
    }
    int from = limit - (int) offset;
    if (offset >= length) {
      System.arraycopy(buffer, from, buffer, limit, length);
    } else {
      for (int i = 0; i < length; i++) {
        buffer[limit + i] = buffer[from + i];
      }
    }
    limit += length;
  }

  private void room(int length) throws MalformedMessage {
    if (limit - fresh + length > Math.min(size, Unzstd.LARGEST_BLOCK)) {
      throw Decoding.malformed();
    }
  }

  /** Ends a block. */
  void handOn(Decoding.Decoded out) {
    if (limit > fresh) {
      total += limit - fresh;
      out.bytes(buffer, fresh, limit - fresh);
    }
    fresh = limit;
  }
}
