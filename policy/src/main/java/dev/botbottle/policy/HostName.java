package dev.botbottle.policy;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * The one spelling of a host that decisions, name resolution and certificates use: lower case,
 * ASCII (RFC 5890 A-labels), without a trailing dot; IPv4 as four decimal numbers, IPv6 as RFC 5952
 * without brackets.
 */
public final class HostName {
  private HostName() {}

  /**
   * The one spelling of {@code host}, or empty when it has none: such a host is denied.
   *
   * <p>Every spelling of an IPv4 address other than four decimal numbers is refused (the WHATWG URL
   * rule "ends in a number"), because resolvers read {@code 0177.1} and {@code 2130706433} as
   * loopback.
   */
  public static Optional<String> normalise(String host) {
    if (host.length() > 1_000) {
      return Optional.empty();
    }
    if (host.startsWith("[")) {
      return host.endsWith("]")
          ? Ipv6Text.normalise(host.substring(1, host.length() - 1))
          : Optional.empty();
    }
    if (host.indexOf(':') >= 0) {
      return Ipv6Text.normalise(host);
    }
    String ascii = isAscii(host) ? host : toAscii(host);
    ascii = ascii.toLowerCase(Locale.ROOT);
    if (ascii.endsWith(".")) {
      ascii = ascii.substring(0, ascii.length() - 1);
    }
    if (!labelsValid(ascii)) {
      return Optional.empty();
    }
    return !endsInNumber(ascii) || isIpv4(ascii) ? Optional.of(ascii) : Optional.empty();
  }

  /** Whether a normalised host is an address and not a name. */
  public static boolean isAddress(String normalised) {
    return normalised.indexOf(':') >= 0 || isIpv4(normalised);
  }

  /** A host and port as they are shown: IPv6 in brackets, the port only when it says something. */
  static String shown(String normalised, int port) {
    String host = normalised.indexOf(':') >= 0 ? "[" + normalised + "]" : normalised;
    return port == 443 || port == 80 ? host : host + ":" + port;
  }

  /** The A-labels, or the empty string when there are none. */
  private static String toAscii(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      // The four characters that IDNA2003 and UTS 46 map to different names: neither is right.
      if (c == 'ß' || c == 'ς' || c == '\u200c' || c == '\u200d' || c == 'ẞ') {
        return "";
      }
    }
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean isAscii(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** RFC 1035 §2.3.1 as relaxed by RFC 1123 §2.1; underscores occur in real host names. */
  private static boolean labelsValid(String host) {
    if (host.isEmpty() || host.length() > 253) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= host.length(); i++) {
      if (i < host.length() && host.charAt(i) != '.') {
        char c = host.charAt(i);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
          return false;
        }
        continue;
      }
      if (i == start || i - start > 63) {
        return false;
      }
      if (host.charAt(start) == '-' || host.charAt(i - 1) == '-') {
        return false;
      }
      start = i + 1;
    }
    return true;
  }

  private static boolean endsInNumber(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    if (last.startsWith("0x")) {
      return true;
    }
    for (int i = 0; i < last.length(); i++) {
      if (last.charAt(i) < '0' || last.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv4(String host) {
    int parts = 0;
    int start = 0;
    for (int i = 0; i <= host.length(); i++) {
      if (i < host.length() && host.charAt(i) != '.') {
        if (host.charAt(i) < '0' || host.charAt(i) > '9') {
          return false;
        }
        continue;
      }
      int length = i - start;
      if (length < 1 || length > 3 || (length > 1 && host.charAt(start) == '0')) {
        return false;
      }
      if (Integer.parseInt(host, start, i, 10) > 255) {
        return false;
      }
      parts++;
      start = i + 1;
    }
    return parts == 4;
  }
}
