package dev.botbottle.manifest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one manifest file says.
 *
 * @param bottles the bottles by name, in the order written
 * @param agents the agents by name, in the order written
 */
public record Manifest(Map<String, BottleSpec> bottles, Map<String, AgentSpec> agents) {
  /** The manifest of a user who has none. */
  public static final Manifest EMPTY = new Manifest(Map.of(), Map.of());

  public Manifest {
    bottles = Collections.unmodifiableMap(new LinkedHashMap<>(bottles));
    agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
  }

  /** The bottle of this name. */
  public Optional<BottleSpec> bottle(String name) {
    return Optional.ofNullable(bottles.get(name));
  }

  /** The agent of this name. */
  public Optional<AgentSpec> agent(String name) {
    return Optional.ofNullable(agents.get(name));
  }
}
