package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.HostSockets;
import dev.botbottle.launcher.host.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the caches of the user's package clients lie: at the client's own default, or where a
 * variable of the user's says (each client's documentation names it). Inside they lie at the
 * default, because those variables are not passed on.
 *
 * @param folders those that are there
 * @param notes why others are not shown
 */
record PackageCaches(List<CachedFolder> folders, List<String> notes) {
  PackageCaches {
    folders = List.copyOf(folders);
    notes = List.copyOf(notes);
  }

  static PackageCaches of(List<String> clients, Host host) {
    List<CachedFolder> folders = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (String client : clients) {
      Path inside = host.home().resolve(folder(client));
      Path place = place(client, host, inside);
      try {
        Path real = place.toRealPath();
        String why = unusable(real, host);
        if (why.isEmpty()) {
          folders.add(new CachedFolder(client, real, inside));
        } else {
          notes.add("the cache of " + client + " stays outside: " + why);
        }
      } catch (IOException e) {
        notes.add(
            "the cache of "
                + client
                + " stays outside: there is no "
                + Shown.line(place.toString()));
      }
    }
    return new PackageCaches(folders, notes);
  }

  /** Below the home, by default. */
  private static String folder(String client) {
    return switch (client) {
      case "maven" -> ".m2/repository";
      case "npm" -> ".npm/_cacache";
      case "pip" -> ".cache/pip";
      case "cargo" -> ".cargo/registry";
      case "go" -> "go/pkg/mod";
      default -> throw new IllegalArgumentException("no package client " + client);
    };
  }

  private static Path place(String client, Host host, Path usual) {
    Optional<Path> named =
        switch (client) {
          case "npm" -> variable(host, "npm_config_cache").map(at -> at.resolve("_cacache"));
          case "pip" ->
              variable(host, "PIP_CACHE_DIR")
                  .or(() -> variable(host, "XDG_CACHE_HOME").map(at -> at.resolve("pip")));
          case "cargo" -> variable(host, "CARGO_HOME").map(at -> at.resolve("registry"));
          case "go" ->
              variable(host, "GOMODCACHE")
                  .or(() -> variable(host, "GOPATH").map(at -> at.resolve("pkg/mod")));
          default -> Optional.empty();
        };
    return named.orElse(usual);
  }

  /**
   * The first path that a variable names, if it is one that does not depend on where one stands.
   */
  private static Optional<Path> variable(Host host, String name) {
    return host.variable(name)
        .map(text -> text.indexOf(':') < 0 ? text : text.substring(0, text.indexOf(':')))
        .filter(text -> text.startsWith("/"))
        .map(Path::of);
  }

  private static String unusable(Path real, Host host) {
    if (!Files.isDirectory(real)) {
      return real + " is no directory";
    }
    if (host.home().startsWith(real) || host.configuration().startsWith(real)) {
      return real + " holds more than a cache";
    }
    // overlayfs takes them apart in its options; a socket below could still be connected to
    String text = real.toString();
    if (text.indexOf(':') >= 0 || text.indexOf(',') >= 0 || text.indexOf('\\') >= 0) {
      return "its path has a character that a layer cannot lie over";
    }
    return HostSockets.below(List.of(real)).isEmpty() ? "" : "there is a socket in it";
  }
}
