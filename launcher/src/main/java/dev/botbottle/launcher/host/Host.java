package dev.botbottle.launcher.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine and the user a plan is made for.
 *
 * @param environment the user's environment
 * @param directory the directory the user stands in
 * @param home the user's home directory, with links resolved
 * @param uid the user's id
 * @param runtime the product's own Java runtime image
 * @param installation the directory that holds the product
 */
public record Host(
    Map<String, String> environment,
    Path directory,
    Path home,
    int uid,
    Path runtime,
    Path installation) {
  public Host {
    environment = Map.copyOf(environment);
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
    return variable(own)
        .map(Path::of)
        .orElseGet(
            () -> variable(xdg).map(Path::of).orElse(home.resolve(fallback)).resolve("bot-bottle"))
        .toAbsolutePath()
        .normalize();
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

  /** The first executable of this name on {@code PATH}. */
  public Optional<Path> find(String program) {
    for (Path directory : path()) {
      Path candidate = directory.resolve(program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
