package dev.botbottle.manifest;

import dev.botbottle.policy.Denial;
import dev.botbottle.policy.TrafficLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What may leave a bottle, as written.
 *
 * @param allowlist routes and presets, in the order written
 * @param deny what never may
 * @param limits how much may pass by all routes together
 * @param engine which program enforces it; the product's own when absent
 */
public record EgressSpec(
    List<AllowEntry> allowlist, List<Denial> deny, TrafficLimits limits, Optional<Engine> engine) {
  /** Nothing may leave. */
  public static final EgressSpec NONE =
      new EgressSpec(List.of(), List.of(), TrafficLimits.NONE, Optional.empty());

  public EgressSpec {
    allowlist = List.copyOf(allowlist);
    deny = List.copyOf(deny);
  }

  /** The routes of the allowlist. */
  public List<RouteSpec> routes() {
    List<RouteSpec> routes = new ArrayList<>();
    for (AllowEntry entry : allowlist) {
      if (entry instanceof RouteSpec route) {
        routes.add(route);
      }
    }
    return List.copyOf(routes);
  }

  /** The presets of the allowlist, for the launcher to turn into routes. */
  public List<PresetSpec> presets() {
    List<PresetSpec> presets = new ArrayList<>();
    for (AllowEntry entry : allowlist) {
      if (entry instanceof PresetSpec preset) {
        presets.add(preset);
      }
    }
    return List.copyOf(presets);
  }

  /** A program that enforces egress. */
  public enum Engine {
    BOTTLE,
    PIPELOCK
  }
}
