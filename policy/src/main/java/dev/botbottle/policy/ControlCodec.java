package dev.botbottle.policy;

import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message as one frame of the control channel: four bytes of length, big-endian, then a version,
 * its kind and its parts. A frame that is not whole is no message.
 */
public final class ControlCodec {
  /** The largest message, in bytes. */
  public static final int MAX_LENGTH = 64 << 10;

  private static final int LENGTH_BYTES = 4;
  private static final int VERSION = 2;

  private ControlCodec() {}

  /** The whole frame. It may hold a secret: the caller fills it with zeros once it is written. */
  public static byte[] encode(ControlMessage message) {
    try (FrameWriter out = new FrameWriter()) {
      out.int32(0);
      out.int8(VERSION);
      switch (message) {
        case SecretRenewal(String name, Secret value) -> {
          out.int8(0);
          out.text(name);
          out.secret(value);
        }
        case EgressSwitch(boolean open) -> {
          out.int8(1);
          out.bool(open);
        }
      }
      if (out.size() - LENGTH_BYTES > MAX_LENGTH) {
        throw new IllegalArgumentException("the message is larger than " + MAX_LENGTH);
      }
      return out.framed();
    }
  }

  /**
   * Reads one frame from the stream, no byte more; empty when the stream ends before or within it:
   * whoever writes has gone.
   *
   * @throws FrameException when the frame is whole and no message
   */
  public static Optional<ControlMessage> read(InputStream in) throws IOException {
    byte[] head = in.readNBytes(LENGTH_BYTES);
    if (head.length < LENGTH_BYTES) {
      return Optional.empty();
    }
    int length = new FrameReader(head).int32();
    if (length < 1 || length > MAX_LENGTH) {
      throw new FrameException("the control message has the length " + length);
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

  private static ControlMessage decodeBody(byte[] body) throws FrameException {
    FrameReader in = new FrameReader(body);
    int version = in.int8();
    if (version != VERSION) {
      throw new FrameException("the control message has version " + version + ", not " + VERSION);
    }
    try {
      ControlMessage message =
          switch (in.int8()) {
            case 0 -> new SecretRenewal(in.text(), in.secret());
            case 1 -> new EgressSwitch(in.bool());
            default -> throw new FrameException("the control message is of an unknown kind");
          };
      in.end();
      return message;
    } catch (IllegalArgumentException e) {
      throw new FrameException("the control message holds a value that cannot be");
    }
  }
}
