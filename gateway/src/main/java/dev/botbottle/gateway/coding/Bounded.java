package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.UncheckedIOException;

/**
 * A decoding that ends where a body decodes to more than anything made to be read does: time is
 * what such a body is made to take.
 */
final class Bounded implements Decoding {
  /** So many decoded bytes are never too many. */
  static final long FREE = 64L << 20;

  /** Beyond them, so many for each coded byte. Ordinary text comes to ten, logs to fifty. */
  static final long RATIO = 200;

  private final Decoding inner;
  private long coded;
  private long decoded;

  Bounded(Decoding inner) {
    this.inner = inner;
  }

  @Override
  public void write(byte[] source, int offset, int length, Decoded out) throws MalformedMessage {
    coded += length;
    try {
      inner.write(source, offset, length, (b, from, n) -> pass(b, from, n, out));
    } catch (Exceeded e) {
      throw exceeded();
    }
  }

  @Override
  public void finish(Decoded out) throws MalformedMessage {
    try {
      inner.finish((b, from, n) -> pass(b, from, n, out));
    } catch (Exceeded e) {
      throw exceeded();
    }
  }

  private void pass(byte[] source, int offset, int length, Decoded out) {
    decoded += length;
    if (decoded > FREE && decoded / RATIO > coded) {
      throw new Exceeded();
    }
    out.bytes(source, offset, length);
  }

  private static MalformedMessage exceeded() {
    return new MalformedMessage(
        "a compressed body that decodes to more than " + RATIO + " times its size");
  }

  @Override
  public long held() {
    return inner.held();
  }

  @Override
  public int most() {
    return inner.most();
  }

  @Override
  public void close() {
    inner.close();
  }

  /** Ends the decoding from within. */
  private static final class Exceeded extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    Exceeded() {
      super(exceeded());
    }
  }
}
