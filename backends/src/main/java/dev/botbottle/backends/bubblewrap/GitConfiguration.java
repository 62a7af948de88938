package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A repository's configuration as it was when the session began, and what of a later one may stay:
 * its old lines, and new ones that only hold data. Any other setting can make git run a program,
 * read another file or send a credential elsewhere (git-config(1) has too many to list them).
 */
final class GitConfiguration {
  private static final int LARGEST = 1 << 20;
  private static final int ATTEMPTS = 10;
  private static final long PAUSE_NANOS = 2_000_000;

  /** Keys that hold data only, by section. */
  private static final Map<String, Set<String>> DATA =
      Map.of(
          "user", Set.of("name", "email"),
          "core",
              Set.of(
                  "repositoryformatversion",
                  "filemode",
                  "bare",
                  "logallrefupdates",
                  "ignorecase",
                  "precomposeunicode",
                  "symlinks",
                  "autocrlf",
                  "eol",
                  "abbrev",
                  "quotepath"),
          "remote", Set.of("url", "fetch", "prune", "tagopt"),
          "branch", Set.of("remote", "merge", "rebase", "description"),
          "pull", Set.of("rebase", "ff"),
          "push", Set.of("default", "autosetupremote"),
          "init", Set.of("defaultbranch"),
          "gc", Set.of("auto", "autodetach"));

  private final Path file;
  private final List<String> before;

  private GitConfiguration(Path file, List<String> before) {
    this.file = file;
    this.before = List.copyOf(before);
  }

  /** Remembers the file as it is now. */
  static GitConfiguration remember(Path file) throws IOException {
    return new GitConfiguration(file, read(file));
  }

  /**
   * Puts a fresh file in the place of what lies there now: an agent may hold that one open. It is
   * written beside the hooks, where no agent can, and holds the lines that may stay.
   *
   * @return the lines that were taken out
   */
  List<String> restore() throws IOException {
    List<String> removed = new ArrayList<>();
    List<String> lines;
    try {
      lines = filtered(readSettled(), removed);
    } catch (IOException e) {
      removed.add("(everything: it was no ordinary file)");
      lines = before;
    }
    Path hooks = file.resolveSibling("hooks");
    if (!Files.isDirectory(hooks, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("there is no safe place beside " + file + " to write it anew");
    }
    Path fresh = Files.createTempFile(hooks, "config", null);
    Files.write(fresh, lines, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(
        fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return removed;
  }

  /**
   * The kernel drops the mount a moment before the new file has the name: asks again for a while.
   */
  private List<String> readSettled() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read(file);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private List<String> filtered(List<String> lines, List<String> removed) {
    Set<String> known = new HashSet<>();
    String section = "";
    for (String line : before) {
      section = section(line, section);
      known.add(section + '\n' + line.strip());
    }
    List<String> kept = new ArrayList<>();
    section = "";
    for (String line : lines) {
      section = section(line, section);
      String text = line.strip();
      if (text.isEmpty()
          || text.startsWith("#")
          || text.startsWith(";")
          || known.contains(section + '\n' + text)
          || isData(section, text)) {
        kept.add(line);
      } else {
        removed.add(text);
        kept.add("# taken out by bot-bottle: " + text);
      }
    }
    return kept;
  }

  private static boolean isData(String section, String text) {
    if (text.startsWith("[")) {
      return text.equals(section) && text.indexOf(']') == text.length() - 1;
    }
    int equals = text.indexOf('=');
    if (equals < 0 || text.endsWith("\\")) {
      return false;
    }
    String key = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    String value = text.substring(equals + 1).strip();
    int end = 1;
    while (end < section.length() && Character.isLetter(section.charAt(end))) {
      end++;
    }
    String name = section.isEmpty() ? "" : section.substring(1, end).toLowerCase(Locale.ROOT);
    // "ext::command" is a remote that runs a command.
    return DATA.getOrDefault(name, Set.of()).contains(key) && !value.contains("::");
  }

  private static String section(String line, String current) {
    String text = line.strip();
    return text.startsWith("[") ? text : current;
  }

  /** The lines of an ordinary file of one name, reached without following a link at its end. */
  private static List<String> read(Path file) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) != 1
          || channel.size() > LARGEST) {
        throw new IOException(file + " is no ordinary file");
      }
      byte[] content = Channels.newInputStream(channel).readNBytes(LARGEST);
      return StandardCharsets.ISO_8859_1
          .decode(ByteBuffer.wrap(content))
          .toString()
          .lines()
          .toList();
    }
  }
}
