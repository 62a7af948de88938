package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Fields that concern one connection only and are never passed on (RFC 9110 §7.6.1). */
final class HopByHop {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          // Not hop-by-hop, but the framing of the message passed on is written anew.
          "content-length");

  private HopByHop() {}

  /** Removes them, and what the Connection field names. */
  static void remove(Fields fields) {
    var named = new HashSet<String>();
    for (String token : fields.tokens("connection")) {
      named.add(token.toLowerCase(Locale.ROOT));
    }
    fields.removeIf(field -> {
      String name = field.name().toLowerCase(Locale.ROOT);
      return NAMES.contains(name) || named.contains(name);
    });
  }
}
