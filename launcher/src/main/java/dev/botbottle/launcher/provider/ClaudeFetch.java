package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Trees;
import dev.botbottle.launcher.host.UserProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Fetches Claude Code with the host's own npm client, as the user has configured it: the platform's
 * package, no install script run, its integrity checked by npm, its digest recorded here. The same
 * version with another digest is refused.
 */
public final class ClaudeFetch {
  private static final String SCOPE = "@anthropic-ai/";
  private static final Duration PATIENCE = Duration.ofMinutes(30); // a slow line
  private static final String DIGESTS = "digests.properties";

  private final Host host;
  private final Consumer<String> progress;

  /**
   * Fetches for this host.
   *
   * @param progress takes lines for the user
   */
  public ClaudeFetch(Host host, Consumer<String> progress) {
    this.host = host;
    this.progress = progress;
  }

  /** Whether the program has to be fetched before a session. */
  public static boolean isMissing(Host host) {
    return ClaudeProgram.find(host).isEmpty();
  }

  /** The program on this host, fetched if there is none. */
  public Path program() {
    if (isMissing(host)) {
      fetch();
    }
    return host.find("claude")
        .or(() -> ClaudeProgram.newestCached(host))
        .orElseThrow(() -> failure("it is not where it was put", ""));
  }

  /** Fetches the newest version into the cache. */
  public void fetch() {
    Path npm =
        host.find("npm")
            .orElseThrow(() ->
                failure(
                    "neither claude nor npm is on this machine",
                    "install Claude Code, or Node.js with npm, and try again"));
    Path cache = ClaudeProgram.cache(host);
    Path draft = null;
    try {
      Files.createDirectories(cache);
      draft = Files.createTempDirectory(cache, ".fetch");
      String name = SCOPE + platformPackage();
      String[] found =
          run(draft, List.of(npm.toString(), "view", name, "version", "dist.integrity", "--json"))
              .split("\"", -1);
      String version = valueAfter(found, "version");
      String integrity = valueAfter(found, "dist.integrity");
      checkDigest(cache, version, integrity);
      progress.accept("fetching Claude Code " + version + " with npm (about 100 MB)");
      run(
          draft,
          List.of(
              npm.toString(),
              "install",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--no-package-lock",
              "--prefix",
              draft.toString(),
              name + "@" + version));
      Path program = draft.resolve("node_modules").resolve(name).resolve("claude");
      Path target = Files.createDirectories(cache.resolve(version));
      Files.move(program, target.resolve("claude"), StandardCopyOption.ATOMIC_MOVE);
      progress.accept("Claude Code " + version + " is in " + target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (draft != null) {
        Trees.remove(draft);
      }
    }
  }

  private static String platformPackage() {
    String arch =
        switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
          case "aarch64", "arm64" -> "arm64";
          default -> "x64";
        };
    boolean musl =
        Files.exists(
            Path.of("/lib/ld-musl-" + (arch.equals("x64") ? "x86_64" : "aarch64") + ".so.1"));
    return "claude-code-linux-" + arch + (musl ? "-musl" : "");
  }

  private static String valueAfter(String[] quoted, String key) {
    for (int i = 0; i + 2 < quoted.length; i++) {
      if (quoted[i].equals(key)) {
        return quoted[i + 2];
      }
    }
    throw failure("npm told no " + key, "is the registry of your npm client reachable?");
  }

  /** Records the first digest seen of a version, and refuses another. */
  private static void checkDigest(Path cache, String version, String integrity) throws IOException {
    if (!version.matches("[0-9A-Za-z.+-]{1,40}")) {
      throw failure("the registry names a strange version", "");
    }
    Properties digests = new Properties();
    Path file = cache.resolve(DIGESTS);
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        digests.load(in);
      }
    }
    String before = digests.getProperty(version);
    if (before != null && !before.equals(integrity)) {
      throw failure(
          "version " + version + " now has another digest than before",
          "the registry changed a released version; compare it with the vendor's before you remove "
              + file);
    }
    digests.setProperty(version, integrity);
    try (var out = Files.newBufferedWriter(file)) {
      digests.store(out, null);
    }
  }

  /** Runs npm in an empty directory, so that no project's configuration counts. */
  private static String run(Path directory, List<String> command) throws IOException {
    Path errors = directory.resolve("npm-errors");
    try {
      UserProgram.Answer answer =
          UserProgram.ask(
              command, directory, ProcessBuilder.Redirect.to(errors.toFile()), PATIENCE);
      if (answer.exit() != 0) {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(errors)) {
          if (line.contains("error") || line.contains("ERR")) {
            said.add(line);
          }
        }
        throw failure(
            "npm failed" + (said.isEmpty() ? "" : ": " + said.getFirst()),
            "try the same with: npm view " + SCOPE + platformPackage());
      }
      return new String(answer.output(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("it was interrupted", "");
    }
  }

  private static BottleException failure(String why, String hint) {
    return new BottleException(
        ExitCode.NO_AGENT_PROGRAM, "could not fetch Claude Code: " + why, hint);
  }
}
