package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.List;
import java.util.Optional;

/**
 * One environment variable of a bottle or agent. Its value is visible inside.
 *
 * @param name the variable
 * @param value where its value comes from
 * @param hosts the hosts it may be sent to, as in an allowlist; absent means wherever the bottle
 *     may send anything
 * @param origin where it was written
 */
public record EnvEntry(String name, EnvValue value, Optional<List<String>> hosts, Origin origin) {
  public EnvEntry {
    hosts = hosts.isPresent() ? Optional.of(List.copyOf(hosts.get())) : hosts;
  }
}
