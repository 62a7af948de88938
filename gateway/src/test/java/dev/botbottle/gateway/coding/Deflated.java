package dev.botbottle.gateway.coding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Compresses the messages of one side, each with what those before it said (RFC 7692 §7.2.1). */
public final class Deflated implements AutoCloseable {
  /** The field by which a server agrees to it. */
  public static final String AGREED = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  private final Deflater deflater = new Deflater(9, true);

  public byte[] message(String text) {
    return message(text.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] message(byte[] plain) {
    byte[] all = flushed(plain);
    return Arrays.copyOf(all, all.length - 4);
  }

  /** What comes of the first part of a message, so that all of it can be read. */
  public byte[] flushed(byte[] plain) {
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    deflater.setInput(plain);
    int n;
    do {
      n = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, n);
    } while (n == buffer.length);
    return out.toByteArray();
  }

  /** 65 MiB of nothing, a thousandth of that in size. */
  public static byte[] bomb() {
    try (var deflated = new Deflated()) {
      return deflated.message(new byte[65 << 20]);
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
