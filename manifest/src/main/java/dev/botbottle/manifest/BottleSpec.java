package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.List;
import java.util.Optional;

/**
 * A bottle as written.
 *
 * @param name its name
 * @param env the variables the agent sees
 * @param egress what may leave
 * @param ssh SSH identities; a bottle that has any cannot start until there is an SSH gate
 * @param workspace the directory the agent works in, as written; the current one when absent
 * @param backend the backend it insists on
 * @param runtime the container runtime it insists on
 * @param require clauses that must be enforced, or the launch is refused
 * @param origin where it was written
 */
public record BottleSpec(
    String name,
    List<EnvEntry> env,
    EgressSpec egress,
    List<SshSpec> ssh,
    Optional<String> workspace,
    Optional<String> backend,
    Optional<String> runtime,
    List<String> require,
    Origin origin) {
  public BottleSpec {
    env = List.copyOf(env);
    ssh = List.copyOf(ssh);
    require = List.copyOf(require);
  }
}
