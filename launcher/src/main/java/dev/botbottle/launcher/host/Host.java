package dev.botbottle.launcher.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The machine and the user a plan is made for.
 *
 * @param environment the user's environment
 * @param directory the directory the user stands in
 * @param home the user's home directory, with links resolved
 * @param uid the user's id
 * @param runtime the product's own Java runtime image
 * @param installation the directory that holds the product
 * @param workspaces directories besides {@code directory} that agents may write, with links
 *     resolved
 * @param secretVariables variables of the environment that the user's manifest calls secrets
 */
public record Host(
    Map<String, String> environment,
    Path directory,
    Path home,
    int uid,
    Path runtime,
    Path installation,
    List<Path> workspaces,
    Set<String> secretVariables) {
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr/bin"),
          Path.of("/bin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/sbin"));

  public Host {
    environment = Map.copyOf(environment);
    workspaces = List.copyOf(workspaces);
    secretVariables = Set.copyOf(secretVariables);
  }

  /** A host of which nothing is known but itself. */
  public Host(
      Map<String, String> environment,
      Path directory,
      Path home,
      int uid,
      Path runtime,
      Path installation) {
    this(environment, directory, home, uid, runtime, installation, List.of(), Set.of());
  }

  /** The same host with one more directory that agents may write, if it is there. */
  public Host withWorkspace(Path workspace) {
    List<Path> more = new ArrayList<>(workspaces);
    try {
      more.add(workspace.toRealPath());
    } catch (IOException e) {
      return this; // nothing lies in it; the plan refuses it
    }
    return new Host(
        environment, directory, home, uid, runtime, installation, more, secretVariables);
  }

  /** The same host with more variables that hold secrets. */
  public Host withSecretVariables(Set<String> names) {
    Set<String> more = new HashSet<>(secretVariables);
    more.addAll(names);
    return new Host(environment, directory, home, uid, runtime, installation, workspaces, more);
  }

  /**
   * A directory as the user writes it: {@code ~} is the home, relative to where the user stands.
   */
  public Path resolve(String text) {
    return directory.resolve(expanded(text));
  }

  /** A path with the user's home in the place of a leading {@code ~}. */
  public String expanded(String text) {
    return text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
  }

  /** This process's. */
  public static Host current() {
    Map<String, String> environment = System.getenv();
    String home = environment.getOrDefault("HOME", "");
    try {
      return new Host(
          environment,
          real("the current directory", Path.of("").toAbsolutePath()),
          real("HOME", Path.of(home.isEmpty() ? System.getProperty("user.home") : home)),
          (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"),
          Path.of(System.getProperty("java.home")),
          Path.of(System.getProperty("bottle.installation", System.getProperty("java.home"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path real(String what, Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.BAD_WORKSPACE,
          "could not find " + what + ": there is no " + path,
          "go to a directory that is there, and set HOME to yours",
          e);
    }
  }

  /** Whether the user is root. */
  public boolean isRoot() {
    return uid == 0;
  }

  /** A variable that is set and not empty. */
  public Optional<String> variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** The user's manifest, trust pins and preferences. */
  public Path configuration() {
    return place("BOTTLE_CONFIG_HOME", "XDG_CONFIG_HOME", ".config");
  }

  /** Session records and ledgers. */
  public Path state() {
    return place("BOTTLE_STATE_HOME", "XDG_STATE_HOME", ".local/state");
  }

  /** What can be fetched again. */
  public Path cache() {
    return place("BOTTLE_CACHE_HOME", "XDG_CACHE_HOME", ".cache");
  }

  private Path place(String own, String xdg, String fallback) {
    Optional<String> named = variable(own);
    Optional<String> standard = variable(xdg);
    Path place;
    if (named.isPresent()) {
      place = Path.of(named.get());
    } else if (standard.isPresent()) {
      place = Path.of(standard.get()).resolve("bot-bottle");
    } else {
      place = home.resolve(fallback).resolve("bot-bottle");
    }
    return place.toAbsolutePath().normalize();
  }

  /** The absolute directories of {@code PATH}. */
  public List<Path> path() {
    List<Path> directories = new ArrayList<>();
    for (String entry : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (entry.startsWith("/")) {
        directories.add(Path.of(entry).normalize());
      }
    }
    return directories;
  }

  /**
   * The first executable of this name on {@code PATH} that lies neither in the directory the user
   * stands in nor in a workspace named elsewhere: an agent may have written it there (direnv and
   * the like put {@code node_modules/.bin} on the path).
   */
  public Optional<Path> find(String program) {
    return first(path(), program);
  }

  /** The system's own program of this name, else {@link #find}. */
  public Optional<Path> findSystem(String program) {
    return first(SYSTEM, program).or(() -> find(program));
  }

  private Optional<Path> first(List<Path> directories, String program) {
    for (Path place : directories) {
      Path candidate = place.resolve(program);
      if (Files.isExecutable(candidate)
          && !Files.isDirectory(candidate)
          && (SYSTEM.contains(place) || !isWithinReach(candidate))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Whether it lies where an agent may write, itself or by a link on its way. */
  public boolean isWithinReach(Path candidate) {
    if (isWithin(directory, candidate)) {
      return true;
    }
    for (Path workspace : workspaces) {
      if (isWithin(workspace, candidate)) {
        return true;
      }
    }
    return false;
  }

  private boolean isWithin(Path workspace, Path candidate) {
    if (home.startsWith(workspace)) {
      return false; // the home, or what contains it, is no workspace
    }
    try {
      return candidate.startsWith(workspace) || candidate.toRealPath().startsWith(workspace);
    } catch (IOException e) {
      return true;
    }
  }
}
