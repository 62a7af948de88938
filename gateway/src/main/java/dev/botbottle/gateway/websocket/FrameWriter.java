package dev.botbottle.gateway.websocket;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to one side. Safe for several threads: a frame is written whole, and none behind a
 * Close frame.
 */
public final class FrameWriter {
  /** What the payload has to leave free before it, for the header. */
  public static final int HEADROOM = 14;

  private static final int KEY = 4;

  private final OutputStream out;
  private final @Nullable SecureRandom keys;
  private final byte[] key = new byte[KEY];
  private boolean closed;

  private FrameWriter(OutputStream out, @Nullable SecureRandom keys) {
    this.out = out;
    this.keys = keys;
  }

  /**
   * Writes as a client does, masked. With keys of its own: those that came could carry something,
   * or be chosen so that the bytes on the wire do (RFC 6455 §10.3).
   */
  public static FrameWriter masking(OutputStream out, SecureRandom keys) {
    return new FrameWriter(out, keys);
  }

  /** Writes as a server does. */
  public static FrameWriter plain(OutputStream out) {
    return new FrameWriter(out, null);
  }

  /**
   * Writes one frame.
   *
   * @param last whether the message ends with it
   * @param room holds the payload from {@link #HEADROOM} on; overwritten
   * @param length of the payload, at most 65535
   */
  public synchronized void frame(Opcode opcode, boolean last, byte[] room, int length)
      throws IOException {
    if (closed) {
      throw new IOException("a frame behind a Close frame");
    }
    closed = opcode == Opcode.CLOSE;
    int at = HEADROOM;
    if (keys != null) {
      keys.nextBytes(key);
      for (int i = 0; i < length; i++) {
        room[HEADROOM + i] ^= key[i & 3];
      }
      at -= KEY;
      System.arraycopy(key, 0, room, at, KEY);
    }
    int mask = keys == null ? 0 : 0x80;
    if (length < 126) {
      room[--at] = (byte) (mask | length);
    } else {
      room[--at] = (byte) length;
      room[--at] = (byte) (length >> 8);
      room[--at] = (byte) (mask | 126);
    }
    room[--at] = (byte) ((last ? 0x80 : 0) | opcode.code());
    out.write(room, at, HEADROOM + length - at);
    out.flush();
  }
}
