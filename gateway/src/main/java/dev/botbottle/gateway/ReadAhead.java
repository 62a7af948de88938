package dev.botbottle.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * What a peer sends, read a little ahead: TLS asks for the five bytes of each record's head, and
 * then for the rest. Owned by the thread that reads.
 */
final class ReadAhead extends ArrayInput {
  /** RFC 8446 §5.1. */
  private static final int RECORD_HEAD = 5;

  private final InputStream in;
  private final byte[] buffer;
  private int at;
  private int limit;
  private boolean waits = true;
  private boolean ended;

  ReadAhead(InputStream in, int capacity) {
    this.in = in;
    this.buffer = new byte[capacity];
  }

  /** Whether a whole record of TLS has come and was not read. */
  boolean hasRecord() {
    int come = limit - at;
    return come >= RECORD_HEAD
        && come - RECORD_HEAD >= ((buffer[at + 3] & 0xff) << 8 | (buffer[at + 4] & 0xff));
  }

  /** Whether the connection's own end was read. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether more can be read beside what was not read yet. */
  boolean hasRoom() {
    return limit - at < buffer.length;
  }

  /**
   * Reads more beside what was not read yet, where there is room.
   *
   * @return whether there may be more to come
   */
  boolean readMore() throws IOException {
    System.arraycopy(buffer, at, buffer, 0, limit - at);
    limit -= at;
    at = 0;
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read < 0) {
      ended = true;
      return false;
    }
    limit += read;
    return true;
  }

  /**
   * Whether reads wait for more than has come. One that may not ends in a timeout, which TLS
   * understands: it can be read on.
   */
  void waits(boolean may) {
    waits = may;
  }

  @Override
  public int available() throws IOException {
    return limit - at + in.available();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == limit) {
      if (!waits) {
        throw new SocketTimeoutException("nothing more has come");
      }
      boolean straight = length >= buffer.length;
      int read = straight ? in.read(target, offset, length) : in.read(buffer, 0, buffer.length);
      if (read < 0) {
        ended = true;
      }
      if (straight || read < 0) {
        return read;
      }
      at = 0;
      limit = read;
    }
    int read = Math.min(length, limit - at);
    System.arraycopy(buffer, at, target, offset, read);
    at += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
