package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where Claude Code is on this host: the user's own installation, else the copy in the cache.
 *
 * @param command how it is started inside
 * @param mounts what must be shown for that
 */
record ClaudeProgram(List<String> command, List<Mount> mounts) {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final Path INSIDE = Path.of("/bottle/agent/claude");

  static Optional<ClaudeProgram> find(Host host) {
    Optional<Path> installed = host.find("claude");
    if (installed.isPresent()) {
      return of(installed.get());
    }
    return newestCached(host).flatMap(ClaudeProgram::of);
  }

  /** The directory that holds one directory per fetched version. */
  static Path cache(Host host) {
    return host.cache().resolve("agents/claude");
  }

  private static Optional<ClaudeProgram> of(Path program) {
    try {
      Path real = program.toRealPath();
      if (isNative(real)) {
        return Optional.of(
            new ClaudeProgram(List.of(INSIDE.toString()), List.of(new Mount(real, INSIDE, false))));
      }
      // An older installation: a Node script in its package's directory.
      Path folder = real.getParent();
      return folder == null
          ? Optional.empty()
          : Optional.of(
              new ClaudeProgram(List.of("node", real.toString()), List.of(Mount.readOnly(folder))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isNative(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return java.util.Arrays.equals(in.readNBytes(ELF.length), ELF);
    }
  }

  /** The newest fetched one that is as it was fetched. */
  static Optional<Path> newestCached(Host host) {
    Path newest = null;
    Path cache = cache(host);
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(cache)) {
      for (Path version : versions) {
        if ((newest == null || compare(version, newest) > 0) && FetchedProgram.isIntact(version)) {
          newest = version;
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(newest).map(version -> version.resolve("claude"));
  }

  private static int compare(Path left, Path right) {
    String[] a = left.getFileName().toString().split("\\.", -1);
    String[] b = right.getFileName().toString().split("\\.", -1);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int order =
          a[i].length() == b[i].length()
              ? a[i].compareTo(b[i])
              : Integer.compare(a[i].length(), b[i].length());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }
}
