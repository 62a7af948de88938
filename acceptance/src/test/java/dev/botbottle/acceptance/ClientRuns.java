package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.EchoHandler;
import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.services.FirstLineHandler;
import dev.botbottle.testkit.services.GitHandler;
import dev.botbottle.testkit.services.ImagesHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The cases of docs/compatibility.md on this machine, with the servers they need. */
final class ClientRuns implements AutoCloseable {
  /** The presets that have a bottle of the same name. */
  static final List<String> PRESETS = List.of("npm", "pip", "maven", "cargo", "go", "apt");

  private final Path repositories;
  private final Map<String, String> environment = new TreeMap<>();
  private final ThisMachine machine;
  private final Optional<TalkServer> talk;

  private ClientRuns(Path repositories, ThisMachine machine, String code) throws IOException {
    this.repositories = repositories;
    this.machine = machine;
    this.talk =
        ClientCase.there("node")
            ? Optional.of(
                TalkServer.start(machine.folder("talk"), machine.identity(TalkServer.HOST)))
            : Optional.empty();
    environment.put("CODE", code);
    environment.put("CARGO_HOME", machine.folder("cargo").toString());
  }

  /**
   * Opens the servers and writes the manifest.
   *
   * @param more sites besides
   */
  static ClientRuns open(Site... more) throws IOException {
    String code = Secrets.deployToken();
    Path repositories = Files.createTempDirectory("repositories");
    repositories(repositories);
    // As the gateway logs in where a client names no user.
    String login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("x-access-token:" + code).getBytes(StandardCharsets.US_ASCII));
    List<Site> sites = new ArrayList<>(Arrays.asList(more));
    sites.add(site("git.example.com", GitHandler.class, login + "|" + repositories));
    sites.add(site("code.example.com", FirstLineHandler.class, ""));
    sites.add(site("docs.example.com", EchoHandler.class, ""));
    sites.add(site("otel.example.com", FirstLineHandler.class, ""));
    sites.add(site(ImagesHandler.REGISTRY, ImagesHandler.class, ""));
    sites.add(site(ImagesHandler.TOKENS, ImagesHandler.class, ""));
    sites.add(site(ImagesHandler.BLOBS, ImagesHandler.class, ""));
    ThisMachine machine = ThisMachine.open(sites.toArray(Site[]::new));
    ClientRuns runs = new ClientRuns(repositories, machine, code);
    machine.manifest(runs.manifest(Map.of()));
    return runs;
  }

  static Site site(String host, Class<? extends Handler> handler, String argument) {
    return new Site(host, List.of(), handler, argument, Site.Certificate.VALID);
  }

  ThisMachine machine() {
    return machine;
  }

  /** Ends the server of conversations; what was said to it. */
  List<TalkServer.Conversation> conversations() throws IOException {
    return talk.isPresent() ? talk.get().end() : List.of();
  }

  /** What the user has in the environment. */
  Map<String, String> environment() {
    return environment;
  }

  /** The rows of the page. */
  static List<ClientCase> cases() throws IOException {
    return cases("cases.sh");
  }

  /** More of what such clients do, for the corpus alone. */
  static List<ClientCase> more() throws IOException {
    return cases("corpus.sh");
  }

  private static List<ClientCase> cases(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ClientRuns.class.getResourceAsStream("compatibility/" + file))) {
      return ClientCase.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Makes the workspace of a case, and what has to be there before. */
  Path prepare(ClientCase row) throws IOException {
    Path workspace = machine.folder("work/" + row.client().replaceAll("[^A-Za-z]", "-"));
    if (row.bottle().equals("apt")) {
      sources(workspace.resolve("etc"));
    } else if (row.bottle().equals("cargo")) {
      useCargoOutside();
    }
    return workspace;
  }

  /** Runs a case in a bottle. */
  ThisMachine.Session run(ClientCase row) throws IOException {
    Path workspace = prepare(row);
    return machine.bottle(
        workspace,
        environment,
        Duration.ofMinutes(3),
        "start",
        "shell",
        "--yes",
        "--bottle",
        row.bottle(),
        "--",
        "-c",
        "set -e\n" + row.script());
  }

  /**
   * The user's manifest.
   *
   * @param before routes, each with a comma behind it, that come before a preset's
   */
  String manifest(Map<String, String> before) {
    StringBuilder presets = new StringBuilder();
    for (String name : PRESETS) {
      presets
          .append("\"" + name + "\": { \"egress\": { \"allowlist\": [")
          .append(before.getOrDefault(name, ""))
          .append("{ \"preset\": \"" + name + "\" }] } },\n");
    }
    return """
    {
      "bottles": {
        $PRESETS
        "live": { "egress": { "allowlist": [
          $LIVE { "preset": "npm" }, { "preset": "pip" },
          { "host": "otel.example.com", $TO },
          { "host": "talk.example.com", "websocket": true, $TALK } ] } },
        "plain": { "egress": { "allowlist": [{ "host": "docs.example.com", $TO }] } },
        "images": { "egress": { "allowlist": [
          { "host": "images.example.com", "credentials": "client", $TO },
          { "host": "tokens.example.com", $TO },
          { "host": "blobs.example.com", $TO } ] } },
        "code": {
          "env": { "CODE_TOKEN": { "secret": "code" } },
          "git": { "name": "Ann", "email": "ann@example.com" },
          "egress": { "allowlist": [
            { "host": "git.example.com", $TO,
              "secret": { "from": "env:CODE", "name": "code", "basic": true } },
            { "host": "code.example.com", $TO,
              "secret": { "from": "env:CODE", "name": "code",
                          "header": "Authorization", "format": "token {}" } } ] } }
      }
    }
    """
        .replace("$PRESETS", presets)
        .replace("$LIVE", before.getOrDefault("npm", "") + before.getOrDefault("pip", ""))
        .replace("$TALK", machine.route(talk.map(TalkServer::address).orElse("127.0.0.1:9")))
        .replace("$TO", machine.route());
  }

  /** Bare repositories: one to clone and push to, one with the same beginning and more. */
  private static void repositories(Path folder) throws IOException {
    outside(
        folder,
        "git init -q -b main made; cd made; git config user.name me;"
            + " git config user.email me@example.com;"
            + " for i in 1 2 3; do echo kept in the repository >file; echo $i >number;"
            + " git add .; git commit -q -m $i; done;"
            + " cd ..; git clone -q --bare made app.git; cd made;"
            + " echo kept in more >file; git commit -q -a -m more; cd ..;"
            + " git clone -q --bare made more.git",
        Map.of());
  }

  /** A cargo that was never used tells no registry. */
  private void useCargoOutside() throws IOException {
    Path project = machine.folder("used");
    outside(
        project,
        "[ -e Cargo.toml ] || { mkdir src; touch src/lib.rs;"
            + " printf '[package]\\nname = \"x\"\\nversion = \"1.0.0\"\\n'"
            + "'[dependencies]\\nitoa = \"1\"\\n'"
            + " >Cargo.toml; cargo fetch -q; }",
        environment);
  }

  /** apt's sources and keys, not its logins. */
  private static void sources(Path to) throws IOException {
    outside(
        Files.createDirectories(to),
        "cp /etc/apt/sources.list . 2>/dev/null || true;"
            + " mkdir -p sources.list.d trusted.gpg.d preferences.d;"
            + " cp /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources sources.list.d/"
            + " 2>/dev/null || true;"
            + " cp /etc/apt/trusted.gpg.d/* trusted.gpg.d/ 2>/dev/null || true",
        Map.of());
  }

  @Override
  public void close() throws IOException {
    if (talk.isPresent()) {
      talk.get().close();
    }
    machine.close();
    ThisMachine.delete(repositories);
  }

  private static void outside(Path folder, String command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-ec", command).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
