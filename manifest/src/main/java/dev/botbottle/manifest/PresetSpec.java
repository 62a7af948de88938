package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.Optional;

/**
 * A group of routes by name: the registry the host's own package client is configured for, or a
 * service of {@link ServicePresets}.
 *
 * @param name the preset's name
 * @param write whether what changes things at the service is allowed as well
 * @param secret what the service's routes inject, in the fields the service takes it in
 * @param origin where it was written
 */
public record PresetSpec(String name, boolean write, Optional<PresetSecret> secret, Origin origin)
    implements AllowEntry {
  /** Package clients that are asked for their registries. */
  public enum Registry {
    NPM,
    MAVEN,
    PIP,
    CARGO,
    GO,
    APT
  }

  /** The package client this preset asks, if it is one. */
  public Optional<Registry> registry() {
    for (Registry registry : Registry.values()) {
      if (registry.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
        return Optional.of(registry);
      }
    }
    return Optional.empty();
  }

  /**
   * A secret whose place the preset knows.
   *
   * @param name what it is called everywhere else
   * @param source where the launcher gets the value
   * @param origin where it was written
   */
  public record PresetSecret(String name, SecretSource source, Origin origin) {}
}
