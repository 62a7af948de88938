package dev.botbottle.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A recorded request: its head but for the length, and its body, a character for each byte. How it
 * was recorded: docs/compatibility.md.
 */
record Recorded(String head, String body) {
  private static final String LENGTH = "Content-Length: ";

  /** Requests one behind the other, as HTTP/1.1 has them, each with its length. */
  static List<Recorded> all(String file) {
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(file), file);
        InputStream plain = new GZIPInputStream(in)) {
      String all = new String(plain.readAllBytes(), StandardCharsets.ISO_8859_1);
      List<Recorded> recorded = new ArrayList<>();
      for (int at = 0; at < all.length(); ) {
        int end = all.indexOf("\r\n\r\n", at);
        int field = all.lastIndexOf(LENGTH, end);
        int body = end + 4;
        int size = Integer.parseInt(all.substring(field + LENGTH.length(), end));
        recorded.add(new Recorded(all.substring(at, field), all.substring(body, body + size)));
        at = body + size;
      }
      return recorded;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String method() {
    return head.substring(0, head.indexOf(' '));
  }

  String target() {
    return head.split(" ", 3)[1];
  }

  String host() {
    for (String line : head.split("\r\n", -1)) {
      if (line.startsWith("Host: ")) {
        return line.substring("Host: ".length());
      }
    }
    throw new AssertionError("no host: " + head);
  }

  String message() {
    return head + LENGTH + body.length() + "\r\n\r\n" + body;
  }
}
