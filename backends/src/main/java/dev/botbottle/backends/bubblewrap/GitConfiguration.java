package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a repository's configuration that make git run a program or read another file
 * (git-config(1)).
 *
 * @param running the lines, each with its section
 */
record GitConfiguration(Set<String> running) {
  private static final Set<String> KEYS =
      Set.of(
          "askpass",
          "clean",
          "cmd",
          "command",
          "driver",
          "editor",
          "fsmonitor",
          "helper",
          "hookspath",
          "path",
          "pager",
          "process",
          "program",
          "proxycommand",
          "sequenceeditor",
          "smudge",
          "sshcommand",
          "textconv",
          "gitproxy",
          "templatedir",
          "uploadpack",
          "receivepack",
          "vcs",
          "attributesfile",
          "worktree",
          "update");

  GitConfiguration {
    running = Set.copyOf(running);
  }

  /** Reads a configuration; empty when it is not readable. */
  static Optional<GitConfiguration> read(Path file) {
    try {
      Set<String> running = new HashSet<>();
      String section = "";
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        section = section(line, section);
        if (runs(section, line)) {
          running.add(section + line.strip());
        }
      }
      return Optional.of(new GitConfiguration(running));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Comments out every line that runs a program and was not there before.
   *
   * @return those lines
   */
  static List<String> disarm(Path file, @Nullable GitConfiguration before) {
    List<String> found = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    try {
      String section = "";
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        section = section(line, section);
        boolean known = before != null && before.running().contains(section + line.strip());
        if (runs(section, line) && !known) {
          found.add(line.strip());
          kept.add("# taken out by bot-bottle: " + line.strip());
        } else {
          kept.add(line);
        }
      }
      if (!found.isEmpty()) {
        // In place: another file of the same name would drop the mount once more.
        Files.write(file, kept, StandardCharsets.ISO_8859_1);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String section(String line, String current) {
    String text = line.strip();
    return text.startsWith("[") ? text.toLowerCase(Locale.ROOT) : current;
  }

  private static boolean runs(String section, String line) {
    String text = line.strip();
    int close = text.startsWith("[") ? text.indexOf(']') : -1;
    if (close >= 0) {
      text = text.substring(close + 1).strip(); // a key may follow its section on one line
    }
    if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
      return false;
    }
    int equals = text.indexOf('=');
    String key = (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    String value = equals < 0 ? "" : text.substring(equals + 1).strip();
    boolean alias = section.startsWith("[alias") && value.replace("\"", "").startsWith("!");
    return alias || section.startsWith("[include") || KEYS.contains(key);
  }
}
