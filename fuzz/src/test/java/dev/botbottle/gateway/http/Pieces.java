package dev.botbottle.gateway.http;

import java.io.ByteArrayInputStream;

/** Bytes that arrive a few at a time. */
public final class Pieces extends ByteArrayInputStream {
  private final int most;

  /** With so many of them at once at most. */
  public Pieces(byte[] bytes, int most) {
    super(bytes);
    this.most = most;
  }

  @Override
  public synchronized int read(byte[] to, int offset, int length) {
    return super.read(to, offset, Math.min(most, length));
  }
}
