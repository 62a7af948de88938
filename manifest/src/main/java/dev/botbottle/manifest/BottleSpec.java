package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bottle with everything it says itself and gets from those it extends.
 *
 * @param name its name
 * @param env the variables the agent sees
 * @param egress what may leave
 * @param ssh SSH identities; a bottle that has any cannot start until there is an SSH gate
 * @param git who commits are by
 * @param workspace the directory the agent works in, as written; the current one when absent
 * @param resources how much of the machine it may take
 * @param caches package clients of the host whose caches it reads
 * @param backend the backend it insists on
 * @param runtime the container runtime it insists on
 * @param require clauses that must be enforced, or the launch is refused
 * @param projects what an approved manifest of a project may do with it; never inherited
 * @param origin where it was written
 */
public record BottleSpec(
    String name,
    List<EnvEntry> env,
    EgressSpec egress,
    List<SshSpec> ssh,
    GitSpec git,
    Optional<String> workspace,
    ResourceSpec resources,
    List<String> caches,
    Optional<String> backend,
    Optional<String> runtime,
    List<String> require,
    Set<ProjectUse> projects,
    Origin origin) {
  public BottleSpec {
    env = List.copyOf(env);
    ssh = List.copyOf(ssh);
    caches = List.copyOf(caches);
    require = List.copyOf(require);
    projects = Set.copyOf(projects);
  }

  /** A bottle that says nothing. */
  public static BottleSpec empty(String name, Origin origin) {
    return new BottleSpec(
        name,
        List.of(),
        EgressSpec.NONE,
        List.of(),
        GitSpec.NONE,
        Optional.empty(),
        ResourceSpec.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Set.of(),
        origin);
  }

  /** The same bottle, open to projects in these ways. */
  public BottleSpec openTo(Set<ProjectUse> uses) {
    return with(workspace, uses);
  }

  /** The same bottle with another workspace. */
  public BottleSpec in(String directory) {
    return with(Optional.of(directory), projects);
  }

  private BottleSpec with(Optional<String> directory, Set<ProjectUse> uses) {
    return new BottleSpec(
        name, env, egress, ssh, git, directory, resources, caches, backend, runtime, require, uses,
        origin);
  }

  /** The names of the secrets its routes and presets inject. */
  public List<String> secretNames() {
    List<String> names = new ArrayList<>();
    for (AllowEntry entry : egress.allowlist()) {
      Optional<String> name =
          entry instanceof RouteSpec route && route.secret().isPresent()
              ? Optional.of(route.secret().get().name())
              : entry instanceof PresetSpec preset && preset.secret().isPresent()
                  ? Optional.of(preset.secret().get().name())
                  : Optional.empty();
      if (name.isPresent() && !names.contains(name.get())) {
        names.add(name.get());
      }
    }
    return names;
  }
}
