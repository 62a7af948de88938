package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.GitSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The user's name and e-mail for commits, out of the user's own git configuration. */
final class GitIdentity {
  private GitIdentity() {}

  /**
   * A {@code .gitconfig} with nothing but the identity, the bottle's where it has one. Read line by
   * line, not with git: a plan runs no program it can do without, and includes may point into a
   * project.
   */
  static Optional<HomeFile> homeFile(Host host, GitSpec bottle) {
    String name = "";
    String email = "";
    Path xdg =
        host.variable("XDG_CONFIG_HOME").map(Path::of).orElse(host.home().resolve(".config"));
    for (Path file : List.of(xdg.resolve("git/config"), host.home().resolve(".gitconfig"))) {
      boolean inUser = false;
      for (String line : lines(file)) {
        String text = line.strip();
        if (text.startsWith("[")) {
          inUser = text.replace(" ", "").equalsIgnoreCase("[user]");
        } else if (inUser && key(text).equals("name")) {
          name = value(text);
        } else if (inUser && key(text).equals("email")) {
          email = value(text);
        }
      }
    }
    name = bottle.name().orElse(name);
    email = bottle.email().orElse(email);
    if (name.isEmpty() && email.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new HomeFile(
            ".gitconfig",
            "[user]\n\tname = " + quoted(name) + "\n\temail = " + quoted(email) + "\n"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      return List.of(); // a commit inside then asks for an identity, which says enough
    }
  }

  private static String key(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(java.util.Locale.ROOT);
  }

  /** The value as git-config(1) reads it: quotes and escapes undone, a comment left away. */
  private static String value(String line) {
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    String text = line.substring(line.indexOf('=') + 1).strip();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && i + 1 < text.length()) {
        value.append(text.charAt(++i));
      } else if ((c == '#' || c == ';') && !quoted) {
        break;
      } else {
        value.append(c);
      }
    }
    return value.toString().strip();
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
