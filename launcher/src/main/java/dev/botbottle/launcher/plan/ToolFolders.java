package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.host.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tools below a user's home that a bottle shows read-only: those on {@code PATH}, with what
 * their version managers need beside them, and nothing that keeps credentials.
 */
final class ToolFolders {
  /** A manager's folders, relative to the home; the first is the one looked for on PATH. */
  private record Manager(String marker, List<String> folders) {}

  private static final List<Manager> MANAGERS =
      List.of(
          new Manager(".nvm/", List.of(".nvm/versions")),
          new Manager(".fnm/", List.of(".fnm")),
          new Manager(".local/share/fnm/", List.of(".local/share/fnm")),
          new Manager(".volta/", List.of(".volta/bin", ".volta/tools")),
          // not .cargo itself, which keeps the registry's token
          new Manager(
              ".cargo/", List.of(".cargo/bin", ".rustup/toolchains", ".rustup/settings.toml")),
          new Manager(
              ".pyenv/",
              List.of(
                  ".pyenv/bin",
                  ".pyenv/libexec",
                  ".pyenv/shims",
                  ".pyenv/versions",
                  ".pyenv/version")),
          new Manager(".rbenv/", List.of(".rbenv")),
          new Manager(".sdkman/", List.of(".sdkman/candidates")),
          new Manager(".jenv/", List.of(".jenv")),
          new Manager(".asdf/", List.of(".asdf")),
          new Manager(
              ".local/share/mise/",
              List.of(".local/share/mise/installs", ".local/share/mise/shims")),
          new Manager(".bun/", List.of(".bun/bin")),
          new Manager(".deno/", List.of(".deno/bin")),
          new Manager("go/", List.of("go/bin")));

  private ToolFolders() {}

  /** What to show. */
  static List<Mount> mounts(Host host) {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path entry : host.path()) {
      if (entry.startsWith(host.home()) && !entry.equals(host.home())) {
        String relative = host.home().relativize(entry) + "/";
        boolean managed = false;
        for (Manager manager : MANAGERS) {
          if (relative.startsWith(manager.marker())) {
            managed = true;
            for (String folder : manager.folders()) {
              folders.add(host.home().resolve(folder));
            }
          }
        }
        if (!managed) {
          folders.add(entry);
        }
      }
    }
    List<Mount> mounts = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.exists(folder) && !Files.isSymbolicLink(folder)) {
        mounts.add(Mount.readOnly(folder));
      }
    }
    return mounts;
  }
}
