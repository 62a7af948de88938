package dev.botbottle.manifest;

import dev.botbottle.policy.Digits;
import dev.botbottle.policy.Endpoint;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** Host names as a manifest writes them (RFC 1123, section 2.1; RFC 5890 for other scripts). */
final class HostNames {
  private HostNames() {}

  /**
   * A host name in lower case and ASCII, or {@code *.x}; or a problem about it and nothing.
   *
   * @param wildcard whether {@code *.x} is allowed
   */
  static Optional<String> parse(Node.Text node, boolean wildcard, Problems problems) {
    String text = node.value().strip();
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      String rest = text.substring(scheme + 3);
      return wrong(node, problems, "a host name without a scheme", "write \"" + bare(rest) + "\"");
    }
    if (text.indexOf('@') >= 0) {
      return wrong(
          node,
          problems,
          "a host name without user information",
          "write \"" + bare(text) + "\" and put the credential into \"secret\"");
    }
    if (text.indexOf('/') >= 0) {
      return wrong(
          node,
          problems,
          "a host name without a path",
          "write { \"host\": \"" + bare(text) + "\", \"paths\": [\"/…\"] }");
    }
    if (text.indexOf(':') >= 0) {
      return wrong(
          node,
          problems,
          "a host name without a port",
          "write { \"host\": \"" + bare(text) + "\", \"ports\": [" + port(text) + "] }");
    }
    boolean any = text.startsWith("*.");
    if (text.equals("*") || text.indexOf('*', any ? 1 : 0) >= 0) {
      return wrong(
          node,
          problems,
          "a host name, with * only as its whole first label",
          "write \"*.example.com\" for every host below example.com");
    }
    if (any && !wildcard) {
      return wrong(node, problems, "one host name", "name each host by itself");
    }
    Optional<String> ascii = ascii(any ? text.substring(2) : text);
    if (ascii.isPresent() && any && ipv4(ascii.get())) {
      return wrong(node, problems, "a name behind \"*.\", not an address", "write the address");
    }
    if (ascii.isEmpty()) {
      return wrong(
          node,
          problems,
          "a host name",
          "labels of letters, digits and hyphens, at most 63 characters each, joined by dots");
    }
    return any ? Optional.of("*.".concat(ascii.get())) : ascii;
  }

  /** {@code host:port} or {@code [address]:port}; or a problem about it and nothing. */
  static Optional<Endpoint> endpoint(Node.Text node, Problems problems) {
    String text = node.value().strip();
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      int port = port(text.substring(colon + 1), 0);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (port > 0 && bracketed && ipv6(host.substring(1, host.length() - 1))) {
        return Optional.of(new Endpoint(host.substring(1, host.length() - 1), port));
      }
      Optional<String> ascii = ascii(host);
      if (port > 0 && ascii.isPresent()) {
        return Optional.of(new Endpoint(ascii.get(), port));
      }
    }
    problems.expected(node, "an address and a port", "write \"10.0.0.5:8443\"");
    return Optional.empty();
  }

  /** A port number, or {@code otherwise}. */
  static int port(String digits, int otherwise) {
    long port = Digits.of(digits, 5);
    return port >= 1 && port <= 65535 && digits.charAt(0) != '0' ? (int) port : otherwise;
  }

  private static Optional<String> wrong(
      Node.Text node, Problems problems, String what, String hint) {
    if (node.value().indexOf('@') >= 0) {
      // What stands before the @ may be a password.
      problems.hidden(node, what, hint);
    } else {
      problems.expected(node, what, hint);
    }
    return Optional.empty();
  }

  /** What is left of an address without user information, port and path. */
  private static String bare(String text) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    return ascii(host).orElse("example.com");
  }

  private static int port(String text) {
    return port(text.substring(text.lastIndexOf(':') + 1), 443);
  }

  private static Optional<String> ascii(String text) {
    String name = text;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        try {
          name = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
        break;
      }
    }
    name = name.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return valid(name) ? Optional.of(name) : Optional.empty();
  }

  private static boolean valid(String name) {
    if (name.isEmpty() || name.length() > 253) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        if (i == start
            || i - start > 63
            || name.charAt(start) == '-'
            || name.charAt(i - 1) == '-') {
          return false;
        }
        start = i + 1;
      } else {
        char c = name.charAt(i);
        boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!plain) {
          return false;
        }
      }
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    // A name whose last label is a number is read as an address by URL parsers ("127.1", "0x7f.1").
    return Character.isDigit(last.charAt(0)) ? ipv4(name) : true;
  }

  private static boolean ipv4(String name) {
    int parts = 0;
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        String part = name.substring(start, i);
        if (!part.equals("0") && port(part, 256) > 255) {
          return false;
        }
        parts++;
        start = i + 1;
      }
    }
    return parts == 4;
  }

  private static boolean ipv6(String address) {
    int colons = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      colons += c == ':' ? 1 : 0;
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return false;
      }
    }
    return colons >= 2 && colons <= 7 && address.length() <= 45;
  }
}
