package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import java.util.Locale;
import java.util.Optional;

/**
 * A request target taken apart (RFC 9112 §3.2).
 *
 * @param scheme the scheme of an absolute form in lower case; empty for an origin form
 * @param authority the authority of an absolute form; empty for an origin form
 * @param path the path, at least {@code /}
 * @param query the query without its question mark; empty when there is none
 */
record Target(String scheme, String authority, String path, String query) {
  /** The parts of an origin or absolute form; empty for any other. */
  static Optional<Target> parse(RequestHead head) {
    String text = head.target();
    if (text.indexOf('#') >= 0) {
      return Optional.empty();
    }
    if (text.startsWith("/")) {
      return Optional.of(split("", "", text));
    }
    int colon = text.indexOf("://");
    if (colon < 0) {
      return Optional.empty();
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    int end = colon + 3;
    while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
      end++;
    }
    return Optional.of(split(scheme, text.substring(colon + 3, end), text.substring(end)));
  }

  private static Target split(String scheme, String authority, String rest) {
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    return new Target(scheme, authority, path.isEmpty() ? "/" : path, query);
  }

  boolean absolute() {
    return !scheme.isEmpty();
  }

  /** Path and query together. */
  String shown() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
