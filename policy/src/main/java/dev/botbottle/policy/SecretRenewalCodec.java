package dev.botbottle.policy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A renewal as one frame of the control channel: four bytes of length, big-endian, then a version,
 * the name and the value. A frame that is not whole is no renewal.
 */
public final class SecretRenewalCodec {
  /** The largest renewal, in bytes. */
  public static final int MAX_LENGTH = 64 << 10;

  private static final int LENGTH_BYTES = 4;
  private static final int VERSION = 1;

  private SecretRenewalCodec() {}

  /** The whole frame. It holds the secret: the caller fills it with zeros once it is written. */
  public static byte[] encode(SecretRenewal renewal) {
    try (FrameWriter out = new FrameWriter()) {
      out.int32(0);
      out.int8(VERSION);
      out.text(renewal.secret());
      out.secret(renewal.value());
      if (out.size() - LENGTH_BYTES > MAX_LENGTH) {
        throw new IllegalArgumentException("the renewal is larger than " + MAX_LENGTH);
      }
      return out.framed();
    }
  }

  /**
   * Reads one frame from the stream, no byte more; empty when the stream ends before or within it:
   * whoever writes has gone.
   *
   * @throws FrameException when the frame is whole and no renewal
   */
  public static Optional<SecretRenewal> read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LENGTH_BYTES);
    if (head.length < LENGTH_BYTES) {
      return Optional.empty();
    }
    int length = new FrameReader(head).int32();
    if (length < 1 || length > MAX_LENGTH) {
      throw new FrameException("the renewal has the length " + length);
    }
    byte[] body = new byte[length];
    try {
      return in.readNBytes(body, 0, length) < length
          ? Optional.empty()
          : Optional.of(decodeBody(body));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private static SecretRenewal decodeBody(byte[] body) throws FrameException {
    FrameReader in = new FrameReader(body);
    int version = in.int8();
    if (version != VERSION) {
      throw new FrameException("the renewal has version " + version + ", not " + VERSION);
    }
    String name = in.text();
    try {
      SecretRenewal renewal = new SecretRenewal(name, in.secret());
      in.end();
      return renewal;
    } catch (IllegalArgumentException e) {
      throw new FrameException("the renewal holds a value that cannot be");
    }
  }
}
