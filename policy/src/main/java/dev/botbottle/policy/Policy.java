package dev.botbottle.policy;

import java.util.List;
import java.util.Optional;

/**
 * Everything that may leave one bottle. Deny wins; what no route allows is denied.
 *
 * @param routes what is let through, in the order written
 * @param denials what never is
 * @param limits how much may pass by all routes together
 * @param proxy through which the world is reached, if not directly
 * @param offline whether the user said that nothing leaves; then there are no routes
 */
public record Policy(
    List<Route> routes,
    List<Denial> denials,
    TrafficLimits limits,
    Optional<UpstreamProxy> proxy,
    boolean offline) {
  /** The policy of a session that the user started so that nothing leaves. */
  public static final Policy OFFLINE =
      new Policy(List.of(), List.of(), TrafficLimits.NONE, Optional.empty(), true);

  public Policy {
    routes = List.copyOf(routes);
    denials = List.copyOf(denials);
    if (offline && !routes.isEmpty()) {
      throw new IllegalArgumentException("routes of a session from which nothing leaves");
    }
  }

  /** Of a session that may reach what its routes say, without limits. */
  public Policy(List<Route> routes, List<Denial> denials) {
    this(routes, denials, TrafficLimits.NONE, Optional.empty(), false);
  }
}
