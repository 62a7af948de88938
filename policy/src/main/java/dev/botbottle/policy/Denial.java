package dev.botbottle.policy;

import java.util.List;
import java.util.Set;

/**
 * One thing the gateway never lets through, whatever a route says.
 *
 * @param host a host name or {@code *.x}
 * @param methods methods in upper case; empty means every method
 * @param paths path patterns; empty means every path
 * @param origin where the rule was written
 */
public record Denial(String host, Set<String> methods, List<String> paths, Origin origin) {
  public Denial {
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
  }
}
