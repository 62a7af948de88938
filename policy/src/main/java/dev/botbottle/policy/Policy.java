package dev.botbottle.policy;

import java.util.List;

/**
 * Everything that may leave one bottle. Deny wins; what no route allows is denied.
 *
 * @param routes what is let through, in the order written
 * @param denials what never is
 */
public record Policy(List<Route> routes, List<Denial> denials) {
  public Policy {
    routes = List.copyOf(routes);
    denials = List.copyOf(denials);
  }
}
