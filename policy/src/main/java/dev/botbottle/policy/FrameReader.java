package dev.botbottle.policy;

import dev.botbottle.scan.Secret;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a frame; whatever is not there, too much or out of range is a {@link FrameException}. */
final class FrameReader {
  private final ByteArrayInputStream bytes;
  private final DataInputStream in;

  FrameReader(byte[] frame) {
    bytes = new ByteArrayInputStream(frame);
    in = new DataInputStream(bytes);
  }

  int int8() throws FrameException {
    try {
      return in.readUnsignedByte();
    } catch (IOException e) {
      throw truncated();
    }
  }

  boolean bool() throws FrameException {
    return switch (int8()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new FrameException("the session order has a truth value that is none");
    };
  }

  int int32() throws FrameException {
    try {
      return in.readInt();
    } catch (IOException e) {
      throw truncated();
    }
  }

  long int64() throws FrameException {
    return ((long) int32() << 32) | (int32() & 0xffff_ffffL);
  }

  int port() throws FrameException {
    int port = int32();
    if (port < 1 || port > 65_535) {
      throw new FrameException("the session order has a port that is none");
    }
    return port;
  }

  /** A number of things that follow; each takes a byte at least. */
  int count() throws FrameException {
    int count = int32();
    if (count < 0 || count > bytes.available()) {
      throw truncated();
    }
    return count;
  }

  String text() throws FrameException {
    byte[] text = take();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new FrameException("the session order has text that is not UTF-8");
    }
  }

  List<String> texts() throws FrameException {
    int count = count();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return texts;
  }

  Secret secret() throws FrameException {
    byte[] value = take();
    try {
      return Secret.of(value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  /** Refuses anything left over. */
  void end() throws FrameException {
    if (bytes.available() > 0) {
      throw new FrameException("the session order goes on after its end");
    }
  }

  private byte[] take() throws FrameException {
    byte[] taken = new byte[count()];
    try {
      in.readFully(taken);
      return taken;
    } catch (IOException e) {
      throw truncated();
    }
  }

  private static FrameException truncated() {
    return new FrameException("the session order ends too early");
  }
}
