package dev.botbottle.acceptance;

import dev.botbottle.testkit.lab.LoopbackSites;
import dev.botbottle.testkit.lab.Request;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The product on this machine itself, outside the lab, with the package clients as they are
 * configured here. What a bottle of it may reach are their registries and the sites of the test on
 * loopback, whose names a manifest leads there by {@link #route}.
 */
final class ThisMachine implements AutoCloseable {
  /** As {@code --dry-run} prints a route. */
  private static final Pattern ROUTE =
      Pattern.compile("\\{\"host\":\"([^\"]+)\",\"ports\":\\[(\\d+)");

  private final Path folder;
  private final LoopbackSites sites;
  private int runs;

  private ThisMachine(Path folder, LoopbackSites sites) {
    this.folder = folder;
    this.sites = sites;
  }

  static ThisMachine open(Site... sites) {
    Product.bottle();
    try {
      Path folder = Files.createTempDirectory("machine");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectory(folder.resolve("config"));
      LoopbackSites open = LoopbackSites.open(List.of(sites));
      Files.writeString(folder.resolve("root.pem"), open.rootPem());
      return new ThisMachine(folder, open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the user's manifest. */
  void manifest(String text) throws IOException {
    Files.writeString(folder.resolve("config/bottle.jsonc"), text);
  }

  /** The members of a route that lead to the sites of the test. */
  String route() {
    return route(sites.address());
  }

  /** The members of a route that lead to another server of the test, with {@link #identity}. */
  String route(String address) {
    return "\"connect\": \"" + address + "\", \"ca\": \"" + folder.resolve("root.pem") + "\"";
  }

  /** A certificate that routes trust, with its key, as PEM. */
  String identity(String host) {
    return sites.identity(host);
  }

  /** The requests that reached a site so far. */
  List<Request> requests(String host) {
    return sites.requests(host);
  }

  /** All of them, in order. */
  List<Request> requests() {
    return sites.requests();
  }

  /** A folder of the test's. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * What became of a session.
   *
   * @param exit its exit code
   * @param out its standard output
   * @param err its standard error
   * @param ledger its ledger's lines
   */
  record Session(int exit, String out, String err, List<Entry> ledger) {
    /** The requests that were let out. */
    List<Entry> requests() {
      return ledger.stream()
          .filter(entry -> entry.kind().equals("request") && entry.verdict().equals("allow"))
          .toList();
    }

    /** What looked like a secret. */
    List<Entry> findings() {
      return ledger.stream().filter(entry -> !entry.clean()).toList();
    }

    /** What was not let out. */
    List<Entry> denials() {
      return ledger.stream().filter(entry -> entry.verdict().equals("deny")).toList();
    }
  }

  /**
   * A line of a ledger, as far as tests here look at it.
   *
   * @param clean whether nothing was found in what it tells of
   */
  record Entry(
      String kind,
      String host,
      String method,
      String path,
      String verdict,
      String rule,
      boolean clean) {
    static Entry of(String line) {
      return new Entry(
          member(line, "kind"),
          member(line, "host"),
          member(line, "method"),
          member(line, "path"),
          member(line, "verdict"),
          member(line, "rule"),
          !line.contains("\"findings\":[{"));
    }

    private static String member(String line, String name) {
      Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(line);
      return found.find() ? found.group(1) : "";
    }

    @Override
    public String toString() {
      return verdict + " " + kind + " " + method + " " + host + path + " [" + rule + "]";
    }
  }

  /** Runs {@code bottle} in a workspace to its end, with a state of its own. */
  Session bottle(Path workspace, Map<String, String> more, Duration limit, String... words)
      throws IOException {
    Path own = folder("run" + runs++);
    List<String> command = new ArrayList<>(List.of(Product.bottle().toString()));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(workspace.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("BOTTLE_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("BOTTLE_CACHE_HOME", folder.resolve("cache").toString());
    environment.put("BOTTLE_STATE_HOME", own.resolve("state").toString());
    environment.putAll(more);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(own.resolve("out").toFile());
    builder.redirectError(own.resolve("err").toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(
            "still running after "
                + limit
                + ": "
                + Files.readString(own.resolve("out"))
                + Files.readString(own.resolve("err")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return new Session(
        process.exitValue(),
        Files.readString(own.resolve("out")),
        Files.readString(own.resolve("err")),
        ledger(own.resolve("state/sessions")));
  }

  private static List<Entry> ledger(Path sessions) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (Files.isDirectory(sessions)) {
      List<Path> all;
      try (Stream<Path> list = Files.list(sessions)) {
        all = list.toList();
      }
      for (Path session : all) {
        for (String line : Files.readAllLines(session.resolve("ledger.jsonl"))) {
          entries.add(Entry.of(line));
        }
      }
    }
    return entries;
  }

  /**
   * The hosts that an agent's routes lead to, its presets' registries as they are here, and a port
   * of each.
   */
  Map<String, Integer> hosts(Path workspace, Map<String, String> more, String... start)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("start"));
    words.addAll(Arrays.asList(start));
    words.addAll(List.of("--dry-run", "--format", "json"));
    Session plan = bottle(workspace, more, Duration.ofMinutes(1), words.toArray(String[]::new));
    Map<String, Integer> hosts = new LinkedHashMap<>();
    Matcher found = ROUTE.matcher(plan.out());
    while (found.find()) {
      hosts.putIfAbsent(found.group(1), Integer.valueOf(found.group(2)));
    }
    if (hosts.isEmpty()) {
      throw new IllegalStateException("no routes: " + plan.out() + plan.err());
    }
    return hosts;
  }

  @Override
  public void close() {
    sites.close();
    delete(folder);
  }

  /** Removes a folder with all that is in it. */
  static void delete(Path top) {
    try {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(top)) {
        all = walk.toList();
      }
      for (Path path : all.reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
