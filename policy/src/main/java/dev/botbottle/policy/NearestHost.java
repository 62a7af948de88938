package dev.botbottle.policy;

import java.util.List;

/** The allowed host that a denied one was most likely meant to be. */
final class NearestHost {
  private static final int CLOSE = 3;

  private NearestHost() {}

  /** A clause for the end of a reason, such as {@code ; nearest allowed: api.x}; or nothing. */
  static String hint(String host, List<HostPattern> allowed) {
    if (HostName.isAddress(host)) {
      return "";
    }
    HostPattern best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (HostPattern pattern : allowed) {
      int distance = distance(host, pattern.host());
      if (distance > CLOSE && sharesDomain(host, pattern.host())) {
        distance = CLOSE;
      }
      if (distance <= CLOSE && distance < bestDistance) {
        best = pattern;
        bestDistance = distance;
      }
    }
    return best == null ? "" : "; nearest allowed: " + best;
  }

  /** Whether the last two labels agree. */
  private static boolean sharesDomain(String a, String b) {
    String domain = lastTwo(a);
    return domain.indexOf('.') > 0 && domain.equals(lastTwo(b));
  }

  private static String lastTwo(String host) {
    int last = host.lastIndexOf('.');
    return last <= 0 ? host : host.substring(host.lastIndexOf('.', last - 1) + 1);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > CLOSE) {
      return Integer.MAX_VALUE;
    }
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
