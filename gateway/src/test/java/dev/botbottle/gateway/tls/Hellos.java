package dev.botbottle.gateway.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** ClientHellos made by hand. */
public final class Hellos {
  private Hellos() {}

  /** The same handshake message in records of this many bytes each. */
  public static byte[] cut(byte[] record, int size) {
    var out = new ByteArrayOutputStream();
    for (int at = 5; at < record.length; at += size) {
      int n = Math.min(size, record.length - at);
      out.writeBytes(new byte[] {0x16, 3, 1, (byte) (n >>> 8), (byte) n});
      out.write(record, at, n);
    }
    return out.toByteArray();
  }

  /** A minimal hello with these extensions. */
  public static byte[] hello(byte[]... extensions) {
    var all = new ByteArrayOutputStream();
    for (byte[] extension : extensions) {
      all.writeBytes(extension);
    }
    var body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {3, 3});
    body.writeBytes(new byte[32]);
    body.write(0);
    body.writeBytes(new byte[] {0, 2, 0x13, 1, 1, 0});
    body.writeBytes(new byte[] {(byte) (all.size() >>> 8), (byte) all.size()});
    body.writeBytes(all.toByteArray());
    var handshake = new ByteArrayOutputStream();
    handshake.writeBytes(new byte[] {1, 0, (byte) (body.size() >>> 8), (byte) body.size()});
    handshake.writeBytes(body.toByteArray());
    byte[] whole = new byte[handshake.size() + 5];
    System.arraycopy(handshake.toByteArray(), 0, whole, 5, handshake.size());
    return cut(whole, 16_000);
  }

  /** One extension. */
  public static byte[] extension(int type, byte... content) {
    byte[] out = new byte[content.length + 4];
    ByteBuffer.wrap(out).putShort((short) type).putShort((short) content.length).put(content);
    return out;
  }

  /** The extension with one server name. */
  public static byte[] serverName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    byte[] content = new byte[bytes.length + 5];
    ByteBuffer.wrap(content)
        .putShort((short) (bytes.length + 3))
        .put((byte) 0)
        .putShort((short) bytes.length)
        .put(bytes);
    return extension(0, content);
  }
}
