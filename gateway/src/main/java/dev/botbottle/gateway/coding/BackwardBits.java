package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bits of a Zstandard stream that is read from its end (RFC 8878, section 4.1): the highest bit set
 * in the last byte marks where they begin. Behind the first byte zeros are read, and told of.
 */
final class BackwardBits {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  /** The index of the first byte, in bits. */
  private final long floor;

  /** Behind the bits that are left, in bits. */
  private long top;

  BackwardBits(byte[] bytes, int from, int to) throws MalformedMessage {
    if (to <= from || bytes[to - 1] == 0) {
      throw Decoding.malformed();
    }
    this.bytes = bytes;
    this.floor = 8L * from;
    this.top = 8L * to - Integer.numberOfLeadingZeros(bytes[to - 1] & 0xff) + 24 - 1;
  }

  /** Takes up to 32 bits. */
  int read(int count) {
    int value = peek(count);
    top -= count;
    return value;
  }

  /** The next up to 32 bits, which stay. */
  int peek(int count) {
    if (count == 0) {
      return 0;
    }
    long low = top - count;
    long mask = (1L << count) - 1;
    if (low >= floor) {
      return (int) (word(low) & mask);
    }
    int left = (int) (top - floor);
    if (left <= 0) {
      return 0;
    }
    return (int) ((word(floor) & ((1L << left) - 1)) << (count - left) & mask);
  }

  /** The bits from a position on, 33 of them or as many as there are. */
  private long word(long position) {
    int at = (int) (position >> 3);
    if (at + Long.BYTES <= bytes.length) {
      return (long) WORD.get(bytes, at) >>> (position & 7);
    }
    long value = 0;
    int end = Math.min(5, bytes.length - at);
    for (int i = 0; i < end; i++) {
      value |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return value >> (position & 7);
  }

  void skip(int count) {
    top -= count;
  }

  /** Whether more was read than there is. */
  boolean exceeded() {
    return top < floor;
  }

  /** Whether exactly what there is was read. */
  boolean exhausted() {
    return top == floor;
  }
}
