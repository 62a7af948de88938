package dev.botbottle.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/**
 * What TLS makes of a peer's records. Unlike its own stream, it says that more can be read without
 * waiting when a record has come that was not opened yet, and does not take a connection that was
 * cut off for one that ended well (RFC 8446 §6.1): where a body ends with it, anybody on the way
 * could shorten that. Owned by the thread that reads.
 */
final class Decrypted extends ArrayInput {
  /** No record was opened. */
  private static final int NONE = -2;

  private final InputStream tls;
  private final ReadAhead records;

  /** The first byte of a record that was opened to see what it is, or -1 if that was the last. */
  private int first = NONE;

  /**
   * A stream.
   *
   * @param records what TLS reads
   */
  Decrypted(InputStream tls, ReadAhead records) {
    this.tls = tls;
    this.records = records;
  }

  @Override
  public int available() throws IOException {
    if (first == NONE && tls.available() == 0 && records.hasRecord()) {
      first = open();
    }
    // That it has ended can be read without waiting, too.
    return (first == NONE ? 0 : 1) + tls.available();
  }

  /** A record may be TLS's own business. */
  private int open() throws IOException {
    records.waits(false);
    try {
      return checked(tls.read());
    } catch (SocketTimeoutException e) {
      return NONE;
    } finally {
      records.waits(true);
    }
  }

  private int checked(int read) throws EOFException {
    if (read < 0 && records.hasEnded()) {
      throw new EOFException("cut off without a farewell");
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (first < 0 || length == 0) {
      return first == -1 ? -1 : checked(tls.read(target, offset, length));
    }
    target[offset] = (byte) first;
    first = NONE;
    int more = Math.min(length - 1, tls.available());
    return more == 0 ? 1 : 1 + tls.read(target, offset + 1, more);
  }

  @Override
  public void close() throws IOException {
    tls.close();
  }
}
