package dev.botbottle.gateway.http2;

import io.netty.handler.codec.http2.Http2Error;
import java.util.Arrays;

/** Frames as they go out (RFC 9113 §4, §6), gathered. */
final class FrameBuffer {
  static final int HEADER = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int ACK = 1;
  static final int DATA = 0;
  static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private byte[] bytes = new byte[256];
  private int size;

  int size() {
    return size;
  }

  byte[] array() {
    return bytes;
  }

  void clear() {
    size = 0;
  }

  /** Everything so far, which then is here no more. */
  byte[] take() {
    byte[] all = Arrays.copyOf(bytes, size);
    size = 0;
    return all;
  }

  void header(int length, int type, int flags, int stream) {
    reserve(HEADER + length);
    bytes[size++] = (byte) (length >> 16);
    bytes[size++] = (byte) (length >> 8);
    bytes[size++] = (byte) length;
    bytes[size++] = (byte) type;
    bytes[size++] = (byte) flags;
    number(stream);
  }

  void raw(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void number(int value) {
    reserve(4);
    bytes[size++] = (byte) (value >> 24);
    bytes[size++] = (byte) (value >> 16);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  /** A header block in as many frames as it takes. */
  void headers(int stream, byte[] block, int length, boolean end) {
    int at = 0;
    int type = HEADERS;
    do {
      int n = Math.min(length - at, FrameReader.LARGEST_FRAME);
      int flags = at + n == length ? END_HEADERS : 0;
      if (type == HEADERS && end) {
        flags |= END_STREAM;
      }
      header(n, type, flags, stream);
      raw(block, at, n);
      at += n;
      type = CONTINUATION;
    } while (at < length);
  }

  /** Pairs of identifier and value. */
  void settings(int... pairs) {
    header(pairs.length / 2 * 6, SETTINGS, 0, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      bytes[size++] = (byte) (pairs[i] >> 8);
      bytes[size++] = (byte) pairs[i];
      number(pairs[i + 1]);
    }
  }

  void settingsAck() {
    header(0, SETTINGS, ACK, 0);
  }

  void pingAck(long data) {
    header(8, PING, ACK, 0);
    number((int) (data >>> 32));
    number((int) data);
  }

  void windowUpdate(int stream, int more) {
    header(4, WINDOW_UPDATE, 0, stream);
    number(more);
  }

  void reset(int stream, Http2Error code) {
    header(4, RST_STREAM, 0, stream);
    number((int) code.code());
  }

  void goAway(int last, Http2Error code) {
    header(8, GOAWAY, 0, 0);
    number(last);
    number((int) code.code());
  }
}
