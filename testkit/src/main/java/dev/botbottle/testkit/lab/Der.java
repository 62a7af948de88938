package dev.botbottle.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Distinguished encoding rules (X.690), as far as certificates need them. */
final class Der {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] tag(int tag, byte[]... contents) {
    byte[] content = join(contents);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >>> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... contents) {
    return tag(0x30, contents);
  }

  static byte[] set(byte[]... contents) {
    return tag(0x31, contents);
  }

  static byte[] integer(BigInteger value) {
    return tag(0x02, value.toByteArray());
  }

  static byte[] bool(boolean value) {
    return tag(0x01, new byte[] {(byte) (value ? 0xff : 0)});
  }

  static byte[] octets(byte[]... contents) {
    return tag(0x04, contents);
  }

  static byte[] bits(int unused, byte[] content) {
    return tag(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] utf8(String text) {
    return tag(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant time) {
    return tag(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] oid(String dotted) {
    String[] parts = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(parts[0]) * 40 + Integer.parseInt(parts[1]));
    for (int i = 2; i < parts.length; i++) {
      int value = Integer.parseInt(parts[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (value >>> shift != 0) {
          out.write(0x80 | (value >>> shift & 0x7f));
        }
      }
      out.write(value & 0x7f);
    }
    return tag(0x06, out.toByteArray());
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
