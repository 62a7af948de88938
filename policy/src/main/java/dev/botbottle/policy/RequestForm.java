package dev.botbottle.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is denied of every request, whatever a route says. */
final class RequestForm {
  private RequestForm() {}

  /** A denial, or null when method, fields and query may go to a route. */
  static @Nullable Decision check(Request request) {
    Decision method = checkMethod(request.method());
    if (method != null) {
      return method;
    }
    for (Field field : request.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (overridesTarget(name)) {
        return PolicyEngine.deny(
            "override-header",
            "the field "
                + name
                + " asks the server to take another method, path or host than the one shown");
      }
    }
    if (overridesMethod(request.query())) {
      return PolicyEngine.deny(
          "override-header", "the query key _method asks the server to take another method");
    }
    return null;
  }

  private static @Nullable Decision checkMethod(String method) {
    if (method.isEmpty() || method.length() > 32) {
      return PolicyEngine.deny("method", "the method is no method");
    }
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if ((c < 'A' || c > 'Z') && c != '-') {
        // RFC 9110 §9.1: methods are case-sensitive; servers that are not would read another one.
        return PolicyEngine.deny(
            "method", "methods are written in upper case letters: " + PolicyEngine.cut(method));
      }
    }
    return switch (method) {
      case "TRACE", "TRACK" ->
          PolicyEngine.deny("method", method + " echoes what the gateway injects; always denied");
      case "CONNECT" -> PolicyEngine.deny("method", "CONNECT inside a tunnel is always denied");
      default -> null;
    };
  }

  /** Fields by which frameworks replace what the request line says. */
  private static boolean overridesTarget(String name) {
    return switch (name) {
      case "x-http-method-override",
          "x-http-method",
          "x-method-override",
          "x-method",
          "x-original-method",
          "x-forwarded-method",
          "x-original-url",
          "x-original-uri",
          "x-rewrite-url",
          "x-forwarded-uri",
          "x-forwarded-path",
          "x-forwarded-prefix",
          "x-forwarded-host",
          "x-forwarded-server",
          "x-original-host",
          "x-http-host-override",
          "x-host" ->
          true;
      default -> false;
    };
  }

  private static boolean overridesMethod(String query) {
    for (QueryText.Pair pair : QueryText.pairs(query)) {
      if (pair.key().equals("_method")) {
        return true;
      }
    }
    return false;
  }

  /** A denial of an upgrade to WebSocket that the route does not ask for, or null. */
  static @Nullable Decision checkUpgrade(Request request, Route route) {
    for (Field field : request.fields()) {
      if (isWebSocketUpgrade(field) && !route.webSocket()) {
        return PolicyEngine.deny(
            "websocket", "the route to " + route.host() + " does not allow WebSocket", route);
      }
    }
    return null;
  }

  /** An upgrade to anything else (h2c, say) is dropped by the gateway and changes nothing. */
  static boolean isWebSocketUpgrade(Field field) {
    return field.name().equalsIgnoreCase("upgrade")
        && field.value().toLowerCase(Locale.ROOT).contains("websocket");
  }
}
