package dev.botbottle.policy;

import java.util.Optional;

/** IPv6 addresses as text: read as RFC 4291 §2.2, written as RFC 5952. */
final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  /** The canonical text, or empty when it is no address; zone identifiers are none. */
  static Optional<String> normalise(String text) {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length()) {
      if (count == GROUPS) {
        return Optional.empty();
      }
      int end = text.indexOf(':', at);
      if (end < 0) {
        end = text.length();
      }
      if (text.indexOf('.', at) >= 0 && end == text.length()) {
        if (count > GROUPS - 2 || !embeddedIpv4(text.substring(at), groups, count)) {
          return Optional.empty();
        }
        count += 2;
        break;
      }
      int group = hex(text, at, end);
      if (group < 0) {
        return Optional.empty();
      }
      groups[count++] = group;
      if (end == text.length()) {
        break;
      }
      at = end + 1;
      if (at == text.length()) {
        return Optional.empty();
      }
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return Optional.empty();
        }
        gap = count;
        at++;
      }
    }
    if (gap < 0 ? count != GROUPS : count >= GROUPS) {
      return Optional.empty();
    }
    if (gap >= 0) {
      int tail = count - gap;
      for (int i = 0; i < tail; i++) {
        groups[GROUPS - 1 - i] = groups[count - 1 - i];
      }
      for (int i = gap; i < GROUPS - tail; i++) {
        groups[i] = 0;
      }
    }
    return Optional.of(write(groups));
  }

  private static int hex(String text, int from, int to) {
    if (to - from < 1 || to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean embeddedIpv4(String text, int[] groups, int at) {
    Optional<String> address = text.indexOf(':') < 0 ? HostName.normalise(text) : Optional.empty();
    if (address.isEmpty() || !HostName.isAddress(address.get())) {
      return false;
    }
    String quad = address.get();
    int value = 0;
    int start = 0;
    for (int i = 0; i <= quad.length(); i++) {
      if (i == quad.length() || quad.charAt(i) == '.') {
        value = value << 8 | Integer.parseInt(quad, start, i, 10);
        start = i + 1;
      }
    }
    groups[at] = value >>> 16;
    groups[at + 1] = value & 0xffff;
    return true;
  }

  /** RFC 5952 §4: lower case, no leading zeros, the first longest run of zeros shortened. */
  private static String write(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = 0;
      while (i + run < GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > bestLength) {
        bestStart = i;
        bestLength = run;
      }
      i += run;
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == bestStart) {
        out.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }
}
