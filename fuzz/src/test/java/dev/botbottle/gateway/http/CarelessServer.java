package dev.botbottle.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds the requests in a stream as some server might that is not careful: what the gateway writes
 * has to be read alike by all of them.
 *
 * @param carriageReturns whether a CR alone ends a line
 * @param lengthFirst whether Content-Length counts before Transfer-Encoding
 * @param lastLength whether the last of several lengths counts, not the first
 * @param folds whether a line that begins with white space belongs to the one before
 */
record CarelessServer(
    boolean carriageReturns, boolean lengthFirst, boolean lastLength, boolean folds) {
  /** One of each kind. */
  static List<CarelessServer> all() {
    var all = new ArrayList<CarelessServer>();
    for (int i = 0; i < 16; i++) {
      all.add(new CarelessServer((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0));
    }
    return all;
  }

  /** First line and body of each request in turn. */
  List<String> requests(byte[] stream) {
    return new Reading(new String(stream, StandardCharsets.ISO_8859_1)).requests();
  }

  private final class Reading {
    private final String stream;
    private int at;

    private Reading(String stream) {
      this.stream = stream;
    }

    private List<String> requests() {
      var requests = new ArrayList<String>();
      while (at < stream.length()) {
        String first = line();
        if (first.endsWith(" HTTP/1.1")) {
          first = first.substring(0, first.length() - " HTTP/1.1".length());
        }
        long length = -1;
        boolean chunked = false;
        String name = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
          int colon = line.indexOf(':');
          boolean folded = folds && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
          name = folded ? name : line.substring(0, Math.max(0, colon)).strip();
          String value = folded ? line.strip() : line.substring(colon + 1).strip();
          switch (name.toLowerCase(Locale.ROOT)) {
            case "content-length" -> length = length < 0 || lastLength ? number(value, 10) : length;
            case "transfer-encoding" ->
                chunked |= value.toLowerCase(Locale.ROOT).contains("chunked");
            default -> {}
          }
        }
        String body = chunked && (length < 0 || !lengthFirst) ? chunks() : take(length);
        requests.add(first + '|' + body);
      }
      return requests;
    }

    private String chunks() {
      var body = new StringBuilder();
      for (long size = number(line(), 16); size > 0; size = number(line(), 16)) {
        body.append(take(size));
        line();
      }
      while (at < stream.length() && !line().isEmpty()) {}
      return body.toString();
    }

    private String take(long length) {
      int end = (int) Math.min(stream.length(), at + Math.max(0, length));
      String taken = stream.substring(at, end);
      at = end;
      return taken;
    }

    private String line() {
      int end = at;
      while (end < stream.length() && !ends(stream.charAt(end))) {
        end++;
      }
      String line = stream.substring(at, end);
      boolean both = stream.startsWith("\r\n", end);
      at = Math.min(stream.length(), end + (both ? 2 : 1));
      return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private boolean ends(char c) {
      return c == '\n' || (carriageReturns && c == '\r');
    }
  }

  /** What stands in front as a number, 0 if nothing does. */
  private static long number(String text, int radix) {
    long number = 0;
    for (int i = 0; i < text.length() && Character.digit(text.charAt(i), radix) >= 0; i++) {
      number = Math.min(Integer.MAX_VALUE, number * radix + Character.digit(text.charAt(i), radix));
    }
    return number;
  }
}
