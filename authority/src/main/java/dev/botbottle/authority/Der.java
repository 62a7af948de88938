package dev.botbottle.authority;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Writes the few DER types (ITU-T X.690) that an X.509 certificate and a store of such are made of.
 * Each method returns one complete tag-length-value.
 */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int BMP_STRING = 0x1e;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  /** RFC 5280 §4.1.2.5: years through 2049 are written with two digits. */
  private static final int LAST_UTC_YEAR = 2049;

  private Der() {}

  /** A SEQUENCE of complete values. */
  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  /** A SET of complete values, which the caller has put in order. */
  static byte[] set(byte[]... parts) {
    return value(SET, parts);
  }

  /** An INTEGER from big-endian two's complement bytes. */
  static byte[] integer(byte[] bytes) {
    return value(INTEGER, bytes);
  }

  static byte[] bool(boolean truth) {
    return value(BOOLEAN, new byte[] {(byte) (truth ? 0xff : 0)});
  }

  /** An OCTET STRING. */
  static byte[] octets(byte[] bytes) {
    return value(OCTET_STRING, bytes);
  }

  /** A BIT STRING whose last {@code unused} bits do not count. */
  static byte[] bits(int unused, byte[] bytes) {
    return value(BIT_STRING, new byte[] {(byte) unused}, bytes);
  }

  /** A BMPString: two bytes for each character. */
  static byte[] bmp(String text) {
    return value(BMP_STRING, text.getBytes(StandardCharsets.UTF_16BE));
  }

  static byte[] utf8(String text) {
    return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An OBJECT IDENTIFIER from its arcs. */
  static byte[] oid(int... arcs) {
    var out = new ByteArrayOutputStream();
    out.write(arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      int arc = arcs[i];
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >>> shift != 0) {
          out.write((arc >>> shift & 0x7f) | 0x80);
        }
      }
      out.write(arc & 0x7f);
    }
    return value(OBJECT_IDENTIFIER, out.toByteArray());
  }

  /** A Time as RFC 5280 wants it, to the second. */
  static byte[] time(Instant instant) {
    ZonedDateTime at = instant.atZone(ZoneOffset.UTC);
    boolean twoDigits = at.getYear() <= LAST_UTC_YEAR;
    var text = new StringBuilder(15);
    if (!twoDigits) {
      pair(text, at.getYear() / 100);
    }
    pair(text, at.getYear() % 100);
    pair(text, at.getMonthValue());
    pair(text, at.getDayOfMonth());
    pair(text, at.getHour());
    pair(text, at.getMinute());
    pair(text, at.getSecond());
    text.append('Z');
    return value(
        twoDigits ? UTC_TIME : GENERALIZED_TIME,
        text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** A context-specific primitive value, {@code [number] IMPLICIT}. */
  static byte[] implicit(int number, byte[] content) {
    return value(CONTEXT | number, content);
  }

  /** A context-specific constructed value, {@code [number] EXPLICIT}. */
  static byte[] explicit(int number, byte[]... parts) {
    return value(CONTEXT | CONSTRUCTED | number, parts);
  }

  private static void pair(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** Of these bytes one behind the other: made at its full size, for a store of roots is large. */
  private static byte[] value(int tag, byte[]... content) {
    int length = length(content);
    int more = length < 0x80 ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    byte[] all = new byte[2 + more + length];
    all[0] = (byte) tag;
    all[1] = (byte) (more == 0 ? length : 0x80 | more);
    for (int i = 0; i < more; i++) {
      all[2 + i] = (byte) (length >>> ((more - 1 - i) * 8));
    }
    copy(content, all, 2 + more);
    return all;
  }

  /** Bytes one behind the other. */
  static byte[] join(byte[]... parts) {
    byte[] all = new byte[length(parts)];
    copy(parts, all, 0);
    return all;
  }

  private static int length(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    return length;
  }

  private static void copy(byte[][] parts, byte[] all, int at) {
    int to = at;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, to, part.length);
      to += part.length;
    }
  }
}
