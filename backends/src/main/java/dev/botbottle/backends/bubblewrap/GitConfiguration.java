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
 * The settings of a repository's configuration that make git run a program or read another file
 * (git-config(1)).
 *
 * @param running the settings as written, each with its section
 */
record GitConfiguration(Set<String> running) {
  /** Keys whose value is a program, or the place of programs, whatever their section. */
  private static final Set<String> KEYS =
      Set.of(
          "alternaterefscommand",
          "askpass",
          "attributesfile",
          "browser",
          "cccmd",
          "clean",
          "cmd",
          "command",
          "defaultkeycommand",
          "difffilter",
          "driver",
          "editor",
          "external",
          "fsmonitor",
          "gitproxy",
          "headercmd",
          "helper",
          "hookspath",
          "httpd",
          "packobjectshook",
          "pager",
          "path",
          "process",
          "program",
          "proxycommand",
          "receivepack",
          "recentobjectshook",
          "sendmailcmd",
          "sequenceeditor",
          "smtpserver",
          "smudge",
          "sshcommand",
          "templatedir",
          "textconv",
          "tocmd",
          "tunnel",
          "update",
          "uploadpack",
          "vcs",
          "worktree",
          "worktreeconfig");

  /** Sections of which every key counts: other files, a pager by command, ways to run helpers. */
  private static final Set<String> SECTIONS = Set.of("include", "includeif", "pager", "protocol");

  GitConfiguration {
    running = Set.copyOf(running);
  }

  /** Reads a configuration; empty when it is not readable. */
  static Optional<GitConfiguration> read(Path file) {
    try {
      Set<String> running = new HashSet<>();
      for (GitSetting setting : GitSetting.all(lines(file))) {
        if (runs(setting)) {
          running.add(written(setting));
        }
      }
      return Optional.of(new GitConfiguration(running));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Comments out every setting that runs a program and was not there before.
   *
   * @return those settings
   */
  static List<String> disarm(Path file, @Nullable GitConfiguration before) {
    try {
      List<String> lines = lines(file);
      List<String> found = new ArrayList<>();
      List<String> kept = new ArrayList<>();
      int next = 0;
      for (GitSetting setting : GitSetting.all(lines)) {
        if (!runs(setting) || (before != null && before.running().contains(written(setting)))) {
          continue;
        }
        found.add(setting.text());
        kept.addAll(lines.subList(next, setting.first()));
        if (!setting.headers().isBlank()) {
          kept.add(setting.headers()); // or what follows would move to the section above
        }
        for (String part : setting.text().split("\n", -1)) {
          kept.add("# taken out by bot-bottle: " + part);
        }
        next = setting.last() + 1;
      }
      if (!found.isEmpty()) {
        kept.addAll(lines.subList(next, lines.size()));
        // In place: another file of the same name would drop the mount once more.
        Files.writeString(file, String.join("\n", kept), StandardCharsets.ISO_8859_1);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Split as git does: a carriage return alone ends no line. */
  private static List<String> lines(Path file) throws IOException {
    return List.of(Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1));
  }

  private static String written(GitSetting setting) {
    return setting.section() + setting.text();
  }

  private static boolean runs(GitSetting setting) {
    String value = setting.value().strip();
    return KEYS.contains(setting.key())
        || SECTIONS.contains(setting.sectionName())
        || value.startsWith("!") // an alias, a helper, an update: a shell command
        || (value + setting.section()).toLowerCase(Locale.ROOT).contains("ext::");
  }
}
