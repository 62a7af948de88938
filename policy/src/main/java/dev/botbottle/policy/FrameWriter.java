package dev.botbottle.policy;

import dev.botbottle.scan.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Writes a frame into memory that is cleared when it grows and when it is closed. */
final class FrameWriter implements AutoCloseable {
  private byte[] buffer = new byte[4_096];
  private int size;

  void int8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
  }

  void bool(boolean value) {
    int8(value ? 1 : 0);
  }

  void int32(int value) {
    reserve(Integer.BYTES);
    put(size, value);
    size += Integer.BYTES;
  }

  void int64(long value) {
    int32((int) (value >>> 32));
    int32((int) value);
  }

  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void texts(Collection<String> texts) {
    int32(texts.size());
    for (String text : texts) {
      text(text);
    }
  }

  void secret(Secret secret) {
    byte[] value = secret.reveal();
    bytes(value);
    Arrays.fill(value, (byte) 0);
  }

  private void bytes(byte[] bytes) {
    int32(bytes.length);
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  int size() {
    return size;
  }

  /** Everything written, its first four bytes replaced by the length of the rest. */
  byte[] framed() {
    put(0, size - Integer.BYTES);
    return Arrays.copyOf(buffer, size);
  }

  private void put(int at, int value) {
    buffer[at] = (byte) (value >>> 24);
    buffer[at + 1] = (byte) (value >>> 16);
    buffer[at + 2] = (byte) (value >>> 8);
    buffer[at + 3] = (byte) value;
  }

  private void reserve(int length) {
    if (size + length > buffer.length) {
      byte[] old = buffer;
      buffer = Arrays.copyOf(old, Math.max(old.length * 2, size + length));
      Arrays.fill(old, (byte) 0);
    }
  }

  @Override
  public void close() {
    Arrays.fill(buffer, (byte) 0);
  }
}
