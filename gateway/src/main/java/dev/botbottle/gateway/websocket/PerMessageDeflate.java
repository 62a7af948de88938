package dev.botbottle.gateway.websocket;

import java.util.Map;
import java.util.Optional;

/**
 * What a side says of permessage-deflate (RFC 7692 §7.1), where it is lawful.
 *
 * @param serverAlone whether the server compresses each message by itself
 * @param clientAlone whether the client does
 * @param serverWindow the bits of the server's window that are asked for; empty where none are
 */
record PerMessageDeflate(boolean serverAlone, boolean clientAlone, String serverWindow) {
  static final String NAME = "permessage-deflate";

  private static final String SERVER_ALONE = "server_no_context_takeover";
  private static final String CLIENT_ALONE = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** A client's offer, or empty when it has to be declined (§7). */
  static Optional<PerMessageDeflate> offer(String text) {
    return parse(text, true);
  }

  /** A server's answer to an offer without parameters, or empty when that has to be refused. */
  static Optional<PerMessageDeflate> answer(String text) {
    return parse(text, false);
  }

  private static Optional<PerMessageDeflate> parse(String text, boolean offer) {
    Optional<Extension> parsed = Extension.parse(text);
    if (parsed.isEmpty() || !parsed.get().name().equals(NAME)) {
      return Optional.empty();
    }
    Map<String, String> parameters = parsed.get().parameters();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      boolean lawful =
          switch (parameter.getKey()) {
            case SERVER_ALONE, CLIENT_ALONE -> value.isEmpty();
            case SERVER_WINDOW -> isWindow(value);
            // Stands in an answer only where it stood in the offer (§7.1.2.2).
            case CLIENT_WINDOW -> offer && (value.isEmpty() || isWindow(value));
            default -> false;
          };
      if (!lawful) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new PerMessageDeflate(
            parameters.containsKey(SERVER_ALONE),
            parameters.containsKey(CLIENT_ALONE),
            parameters.getOrDefault(SERVER_WINDOW, "")));
  }

  /** §7.1.2: from 8 to 15, without zeros before it. */
  private static boolean isWindow(String value) {
    return switch (value) {
      case "8", "9", "10", "11", "12", "13", "14", "15" -> true;
      default -> false;
    };
  }

  /**
   * The answer that agrees to this offer. Whoever compresses nothing keeps any of its conditions;
   * what the client compresses is read with the largest window, whatever it uses.
   */
  String agreed() {
    return NAME
        + (serverAlone ? "; " + SERVER_ALONE : "")
        + (clientAlone ? "; " + CLIENT_ALONE : "")
        + (serverWindow.isEmpty() ? "" : "; " + SERVER_WINDOW + "=" + serverWindow);
  }

  /** How the client may compress. */
  Compression ofClient() {
    return clientAlone ? Compression.ALONE : Compression.LINKED;
  }

  /** How the server may compress. */
  Compression ofServer() {
    return serverAlone ? Compression.ALONE : Compression.LINKED;
  }
}
