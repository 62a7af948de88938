package dev.botbottle.policy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A query as a server may take it apart. */
final class QueryText {
  /**
   * One key and its value.
   *
   * @param key the key in the one spelling that PHP, Rails and case-insensitive servers reduce it
   *     to: lower case, no {@code [...]} behind it, {@code _} for dots, dashes and spaces
   * @param value the value decoded
   * @param start where the pair begins in the query
   * @param end where it ends
   * @param ampersand whether every server splits here: some split at semicolons too
   */
  record Pair(String key, String value, int start, int end, boolean ampersand) {}

  private QueryText() {}

  static List<Pair> pairs(String query) {
    List<Pair> pairs = new ArrayList<>();
    int start = 0;
    boolean ampersand = true;
    for (int i = 0; i <= query.length(); i++) {
      boolean end = i == query.length();
      if (!end && query.charAt(i) != '&' && query.charAt(i) != ';') {
        continue;
      }
      boolean splits = end || query.charAt(i) == '&';
      if (i > start) {
        int equals = query.indexOf('=', start);
        boolean hasValue = equals >= 0 && equals < i;
        pairs.add(
            new Pair(
                canonicalKey(decode(query.substring(start, hasValue ? equals : i))),
                hasValue ? decode(query.substring(equals + 1, i)) : "",
                start,
                i,
                ampersand && splits));
      }
      ampersand = splits;
      start = i + 1;
    }
    return pairs;
  }

  /** The one spelling of a key that {@link Pair#key} speaks of. */
  static String canonicalKey(String key) {
    String lower = key.strip().toLowerCase(Locale.ROOT);
    int bracket = lower.indexOf('[');
    if (bracket > 0) {
      lower = lower.substring(0, bracket);
    }
    return lower.replace('.', '_').replace('-', '_').replace(' ', '_');
  }

  /** Escapes undone as far as they are valid; a query, unlike a path, is not one place. */
  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
      int low = high >= 0 ? hex(text.charAt(i + 2)) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
