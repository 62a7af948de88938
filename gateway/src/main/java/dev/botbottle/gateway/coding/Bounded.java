package dev.botbottle.gateway.coding;

import dev.botbottle.gateway.http.MalformedMessage;
import java.io.UncheckedIOException;

/**
 * A decoding that ends where a body or message decodes to more than anything made to be read does:
 * time is what such a one is made to take.
 */
final class Bounded implements Decoding {
  /** So many decoded bytes are never too many. */
  static final long FREE = 64L << 20;

  /** Beyond them, so many for each coded byte. Ordinary text comes to ten, logs to fifty. */
  static final long RATIO = 200;

  private final Decoding inner;
  private final String what;
  private long coded;
  private long decoded;

  private Bounded(Decoding inner, String what) {
    this.inner = inner;
    this.what = what;
  }

  /** The decoding of a whole body. */
  static Decoding body(Decoding inner) {
    return new Bounded(inner, "a compressed body");
  }

  /** The decoding of one message with what decodes many. */
  static Decoding message(Decoding inner) {
    return new Bounded(inner, "a compressed message");
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
      throw new Exceeded(exceeded());
    }
    out.bytes(source, offset, length);
  }

  private MalformedMessage exceeded() {
    return new MalformedMessage(what + " that decodes to more than " + RATIO + " times its size");
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

    Exceeded(MalformedMessage cause) {
      super(cause);
    }
  }
}
