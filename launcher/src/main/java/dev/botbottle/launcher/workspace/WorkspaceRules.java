package dev.botbottle.launcher.workspace;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a workspace may be: never {@code /}, a home directory, a directory of bot-bottle or its
 * installation, a system directory, nor anything that contains or lies in one of them (homes may of
 * course contain a workspace).
 */
public final class WorkspaceRules {
  private static final String HINT =
      "go to a project's own directory or a clone, or name one with --workspace DIR";
  private static final List<String> SYSTEM =
      List.of(
          "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run",
          "/sbin", "/sys", "/usr");

  private WorkspaceRules() {}

  /** The directory with links resolved, if it may be a workspace. */
  public static Path check(Path directory, Host host) {
    Path real;
    try {
      real = directory.toRealPath();
    } catch (IOException e) {
      throw refusal(directory, "there is no such directory");
    }
    if (!Files.isDirectory(real)) {
      throw refusal(real, "it is not a directory");
    }
    for (Path home : homes(host)) {
      if (home.startsWith(real)) {
        throw refusal(real, real.equals(home) ? "it is a home directory" : "it contains " + home);
      }
    }
    for (Path own : ownDirectories(host)) {
      if (own.startsWith(real) || real.startsWith(own)) {
        throw refusal(real, "it would let the agent change bot-bottle itself (" + own + ")");
      }
    }
    Path claude = real(host.home().resolve(".claude"));
    if (real.startsWith(claude) || claude.startsWith(real)) {
      throw refusal(real, "your own Claude Code obeys what lies in it");
    }
    Optional<Path> link = ObeyedLinks.into(real, host.home());
    if (link.isPresent()) {
      throw refusal(
          real,
          Shown.line(link.get().toString())
              + " leads there: your own programs obey what lies in it");
    }
    for (String system : SYSTEM) {
      if (real.startsWith(system) || Path.of(system).startsWith(real)) {
        throw refusal(real, "it is or contains the system directory " + system);
      }
    }
    for (String shared : List.of("/tmp", "/var", "/var/tmp", "/mnt", "/opt", "/srv", "/media")) {
      if (real.equals(Path.of(shared))) {
        throw refusal(real, "it is shared by everything on this machine");
      }
    }
    return real;
  }

  private static List<Path> homes(Host host) {
    List<Path> homes = new ArrayList<>();
    homes.add(host.home());
    homes.add(Path.of("/root"));
    try {
      for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
        String[] fields = line.split(":", -1);
        if (fields.length == 7 && isPersonal(fields)) {
          homes.add(Path.of(fields[5]));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // A host without a readable /etc/passwd still has the two above.
      return homes;
    }
    return homes;
  }

  private static boolean isPersonal(String[] fields) {
    // Service accounts' "homes" are places such as /, /bin or /nonexistent.
    return fields[5].startsWith("/")
        && fields[5].length() > 1
        && fields[2].length() >= 4
        && !"nobody".equals(fields[0]);
  }

  private static List<Path> ownDirectories(Host host) {
    List<Path> own = new ArrayList<>();
    own.add(host.configuration());
    own.add(host.state());
    own.add(host.cache());
    own.add(host.installation());
    own.replaceAll(WorkspaceRules::real);
    return own;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path; // not there yet: the name as it is
    }
  }

  private static BottleException refusal(Path directory, String why) {
    return new BottleException(
        ExitCode.BAD_WORKSPACE, "could not use " + directory + " as the workspace: " + why, HINT);
  }
}
