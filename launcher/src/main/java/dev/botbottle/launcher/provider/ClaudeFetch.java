package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Trees;
import dev.botbottle.launcher.host.UserClients;
import dev.botbottle.launcher.host.UserProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Fetches Claude Code with the host's own npm client, as the user has configured it: the platform's
 * package, no install script run. The archive's digest is compared with the one the registry
 * announced and with the one first seen of that version.
 */
public final class ClaudeFetch {
  private static final String SCOPE = "@anthropic-ai/";
  private static final Duration PATIENCE = Duration.ofMinutes(30); // a slow line
  private static final String DIGESTS = "digests.properties";

  /** By itself npm tries for over a minute where there is no network. */
  private static final List<String> FEW_RETRIES =
      List.of("--fetch-retries=1", "--fetch-retry-mintimeout=1000");

  private static final List<String> UNREACHABLE =
      List.of("EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET");

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

  /**
   * Whether a session could start but for the program: without a token it is not worth fetching.
   */
  public static boolean isAllThatIsMissing(Host host) {
    return isMissing(host) && ClaudeSecret.find(host).isPresent();
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
      List<String> view = new ArrayList<>(List.of(npm.toString(), "view", name));
      view.addAll(List.of("version", "dist.integrity", "--json"));
      view.addAll(FEW_RETRIES);
      String[] found = run(draft, view).split("\"", -1);
      String version = valueAfter(found, "version");
      String integrity = valueAfter(found, "dist.integrity");
      checkDigest(cache, version, integrity);
      progress.accept("fetching Claude Code " + version + " with npm (about 100 MB)");
      Path packed = pack(npm, draft, name + "@" + version);
      if (!integrity.equals(integrity(packed))) {
        throw failure(
            "what npm fetched is not what the registry announced",
            "something between here and the registry changes packages; nothing was kept");
      }
      recordDigest(cache, version, integrity);
      Path target = cache.resolve(version);
      FetchedProgram.keep(unpack(packed, draft), target);
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

  /** Fetches the archive as it is: nothing of it is unpacked or run. */
  private Path pack(Path npm, Path draft, String spec) throws IOException {
    Path place = Files.createDirectory(draft.resolve("packed"));
    run(
        draft,
        List.of(
            npm.toString(),
            "pack",
            spec,
            "--json",
            "--ignore-scripts",
            "--pack-destination",
            place.toString()));
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(place, "*.tgz")) {
      for (Path archive : archives) {
        return archive;
      }
    }
    throw failure("npm left no archive", "");
  }

  /** The digest of a file in the form the registry announces it (W3C Subresource Integrity). */
  private static String integrity(Path file) throws IOException {
    return "sha512-" + Base64.getEncoder().encodeToString(FetchedProgram.hash(file, "SHA-512"));
  }

  /** Takes the one file that is wanted out of the archive. */
  private Path unpack(Path packed, Path draft) throws IOException {
    Path tar =
        host.findSystem("tar")
            .orElseThrow(() -> failure("tar is not on this machine", "install the package tar"));
    run(
        draft,
        List.of(
            tar.toString(),
            "-xzf",
            packed.toString(),
            "-C",
            draft.toString(),
            "--no-same-owner",
            "--no-same-permissions",
            "--touch", // npm packs with a date of 1985, by which no change would be noticed
            "package/claude"));
    Path program = draft.resolve("package/claude");
    if (!Files.isRegularFile(program, LinkOption.NOFOLLOW_LINKS)) {
      throw failure("the package holds no program", "");
    }
    return program;
  }

  /** Refuses a version whose digest is another than when it was first seen. */
  private static void checkDigest(Path cache, String version, String integrity) throws IOException {
    if (!version.matches("[0-9A-Za-z.+-]{1,40}") || version.startsWith(".")) {
      throw failure("the registry names a strange version", "");
    }
    String before = digests(cache).getProperty(version);
    if (before != null && !before.equals(integrity)) {
      throw failure(
          "version " + version + " now has another digest than before",
          "the registry changed a released version; compare it with the vendor's before you remove "
              + cache.resolve(DIGESTS));
    }
  }

  private static Properties digests(Path cache) throws IOException {
    Properties digests = new Properties();
    Path file = cache.resolve(DIGESTS);
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        digests.load(in);
      }
    }
    return digests;
  }

  private static void recordDigest(Path cache, String version, String integrity)
      throws IOException {
    Properties digests = digests(cache);
    digests.setProperty(version, integrity);
    try (var out = Files.newBufferedWriter(cache.resolve(DIGESTS))) {
      digests.store(out, null);
    }
  }

  /** Runs npm, or tar, in an empty directory, so that no project's configuration counts. */
  private String run(Path directory, List<String> command) throws IOException {
    String client = Path.of(command.getFirst()).getFileName().toString();
    Path errors = directory.resolve("errors");
    try {
      UserProgram.Answer answer =
          UserProgram.ask(
              command,
              directory,
              UserClients.npmEnvironment(host),
              ProcessBuilder.Redirect.to(errors.toFile()),
              PATIENCE);
      if (answer.exit() != 0) {
        List<String> said = new ArrayList<>();
        for (String line : Files.readAllLines(errors)) {
          if (line.contains("error") || line.contains("ERR")) {
            said.add(line);
          }
        }
        if (!said.isEmpty() && isUnreachable(said.getFirst())) {
          throw failure(
              "its registry cannot be reached (" + said.getFirst() + ")",
              "is there a network? try: npm ping; an installed claude on PATH is used as it is");
        }
        throw failure(
            client + " failed" + (said.isEmpty() ? "" : ": " + said.getFirst()),
            "try the same with: npm view " + SCOPE + platformPackage());
      }
      return new String(answer.output(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("it was interrupted", "");
    }
  }

  /** Whether npm names an error of the network (its codes are those of Node's dns and net). */
  private static boolean isUnreachable(String line) {
    for (String code : UNREACHABLE) {
      if (line.contains(code)) {
        return true;
      }
    }
    return false;
  }

  private static BottleException failure(String why, String hint) {
    return new BottleException(
        ExitCode.NO_AGENT_PROGRAM, "could not fetch Claude Code: " + why, hint);
  }
}
