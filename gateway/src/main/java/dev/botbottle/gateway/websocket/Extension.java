package dev.botbottle.gateway.websocket;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An extension with its parameters, as Sec-WebSocket-Extensions has it (RFC 6455 §9.1).
 *
 * @param parameters by name; one without a value is empty
 */
record Extension(String name, Map<String, String> parameters) {
  Extension {
    parameters = Map.copyOf(parameters);
  }

  /** The extension of this text, or empty when it is none, or says something twice. */
  static Optional<Extension> parse(String text) {
    // No value that is allowed holds a semicolon, in quotation marks or without.
    String[] parts = text.split(";", -1);
    String name = parts[0].strip();
    if (!isToken(name)) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : unquoted(part.substring(equals + 1));
      boolean sound = isToken(key) && (equals < 0 || isToken(value));
      if (!sound || parameters.put(key, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new Extension(name, parameters));
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** RFC 9110 §5.6.2. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
