package dev.botbottle.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** A server's side of a WebSocket, frame by frame. */
final class FakeWebSocket {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xa;
  static final int FIN = 0x80;

  /** The first reserved bit: a compressed message begins (RFC 7692 §6). */
  static final int COMPRESSED = 0x40;

  static final int RESERVED = 0x70;

  // RFC 6455 §1.3.
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What a frame's first byte says, and its length. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Head(boolean last, int opcode, boolean masked, long length, byte[] key) {}

  private final DataInputStream in;
  private final OutputStream out;

  private FakeWebSocket(DataInputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Agrees to the upgrade; {@code more} are further fields. */
  static FakeWebSocket accept(FakeServer.Call call, String... more) throws IOException {
    String key = call.head().fields().first("sec-websocket-key").orElse("");
    call.say(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
        "Sec-WebSocket-Accept: " + accepted(key) + "\r\n",
        String.join("", more),
        "\r\n");
    return over(call.reader().takeRest(), call.in(), call.out());
  }

  static FakeWebSocket over(byte[] begun, InputStream in, OutputStream out) {
    return new FakeWebSocket(
        new DataInputStream(new SequenceInputStream(new ByteArrayInputStream(begun), in)), out);
  }

  private static String accepted(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next frame's header. */
  Head head() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] key = new byte[4];
    boolean masked = (second & 0x80) != 0;
    if (masked) {
      in.readFully(key);
    }
    return new Head((first & FIN) != 0, first & 0x7f, masked, length, key);
  }

  /** The payload behind a header; for small ones. */
  byte[] payload(Head head) throws IOException {
    byte[] payload = new byte[(int) head.length()];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= head.key()[i & 3];
    }
    return payload;
  }

  void send(int first, byte[] payload) throws IOException {
    out.write(frame(first, payload, new byte[0]));
    out.flush();
  }

  void send(int first, String payload) throws IOException {
    send(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends every message back, frame by frame, until a Close frame or the end. */
  void echo() throws IOException {
    while (true) {
      Head head = head();
      byte[] payload = payload(head);
      int first = (head.last() ? FIN : 0) | head.opcode();
      switch (head.opcode()) {
        case PING -> send(FIN | PONG, payload);
        case CLOSE -> {
          send(first, payload);
          return;
        }
        default -> send(first, payload);
      }
    }
  }

  /** A frame as it stands on the wire, masked when there is a key. */
  static byte[] frame(int first, byte[] payload, byte[] key) {
    int mask = key.length == 0 ? 0 : 0x80;
    var bytes = new ByteArrayOutputStream();
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      bytes.write(mask | 126);
      bytes.write(payload.length >> 8);
      bytes.write(payload.length);
    } else {
      bytes.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.write((int) ((long) payload.length >> shift));
      }
    }
    bytes.writeBytes(key);
    for (int i = 0; i < payload.length; i++) {
      bytes.write(payload[i] ^ (key.length == 0 ? 0 : key[i & 3]));
    }
    return bytes.toByteArray();
  }
}
