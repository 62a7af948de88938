package dev.botbottle.gateway;

import dev.botbottle.policy.Digits;
import dev.botbottle.policy.HostName;
import java.util.Optional;

/**
 * Where a client wants to get.
 *
 * @param tls whether it speaks TLS to that place
 * @param host a name or address in its one spelling ({@link HostName#normalise})
 * @param port 1 to 65535
 */
record Destination(boolean tls, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  String scheme() {
    return tls ? "https" : "http";
  }

  /** The value of a Host field that names this place (RFC 9110 §7.2). */
  String authority() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == defaultPort(tls) ? shown : shown + ":" + port;
  }

  static int defaultPort(boolean tls) {
    return tls ? HTTPS : HTTP;
  }

  /**
   * Reads {@code host[:port]} as in a Host field or behind CONNECT; empty when it is not exactly
   * that. User info, which is not, goes the same way.
   */
  static Optional<Destination> parse(boolean tls, String authority, int defaultPort) {
    int colon = authority.lastIndexOf(':');
    int bracket = authority.lastIndexOf(']');
    String host = authority;
    int port = defaultPort;
    if (colon > bracket) {
      host = authority.substring(0, colon);
      port = port(authority, colon + 1);
    }
    if (port < 1 || (host.indexOf(':') >= 0 && bracket < 0)) {
      return Optional.empty();
    }
    int known = port;
    return HostName.normalise(host).map(name -> new Destination(tls, name, known));
  }

  private static int port(String text, int from) {
    long port = Digits.of(text.substring(from), 5);
    return port <= 65_535 ? (int) port : -1;
  }
}
