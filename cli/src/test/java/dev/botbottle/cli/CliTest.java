package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.session.EgressRequest;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.policy.EgressSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest extends CommandTest {
  private static final String MANIFEST =
      """
      {
        "bottles": {
          "work": {
            "egress": {
              "allowlist": [
                { "host": "api.example.com", "methods": ["GET"], "paths": ["/repos/**"] },
                "*.cdn.example.com"
              ],
              "deny": [{ "host": "api.example.com", "paths": ["/repos/secret/**"] }]
            }
          }
        },
        "agents": { "worker": { "provider": "shell", "bottle": "work" } }
      }
      """;

  @BeforeEach
  void manifest() throws IOException {
    Files.createDirectories(root.resolve("home/.config/bot-bottle"));
    Files.writeString(root.resolve("home/.config/bot-bottle/bottle.jsonc"), MANIFEST);
  }

  @ParameterizedTest(name = "bottle {0}")
  @CsvSource({
    "frobnicate,            'frobnicate'",
    "list --nonsense,       --nonsense",
    "start --backend,       --backend",
    "logs,                  SESSION",
    "logs a b,              'b'",
    "stop,                  SESSION",
    "explain,               URL",
    "login,                 AGENT"
  })
  void wordsThatMakeNoSenseEndWithTheUsageCode(String words, String named) {
    assertThat(run(words)).isEqualTo(2);
    assertThat(results()).isEmpty();
    assertThat(messages()).startsWith("bottle: ").contains(named).contains("--help");
  }

  @Test
  void withoutAnyWordTheUsageIsShownAsAnError() {
    assertThat(Cli.run(List.of(), this::host)).isEqualTo(2);
    assertThat(results()).isEmpty();
    assertThat(messages()).contains("Usage: bottle").contains("start").contains("explain");
  }

  @ParameterizedTest
  @CsvSource({"--help, start", "start --help, --dry-run", "logs -h, SESSION", "--version, bottle"})
  void helpAndVersionAreResults(String words, String named) {
    assertThat(run(words)).isZero();
    assertThat(results()).contains(named);
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest(name = "bottle {0}: {1}")
  @CsvSource({
    "list --format yaml,                               USAGE,      could not use the format yaml",
    "explain x.example --agent shell --format xml,     USAGE,      could not use the format xml",
    "explain ftp://x.example --agent shell,            USAGE,      no http or https address",
    "explain https:// --agent shell,                   USAGE,      no http or https address",
    "explain x.example --agent nobody,                 USAGE,      could not find the agent nobody",
    "start,                                            USAGE,      neither an agent nor a command",
    "start -p do-it -- true,                           USAGE,      a command takes no --prompt",
    "start shell --backend docker,                     NO_BACKEND, backend docker",
    "start shell --runtime runsc,                      NO_BACKEND, runtime runsc",
    "logs shell-00000,                                 NO_SESSION, could not find session",
    "stop shell-00000,                                 NO_SESSION, could not find session",
    "stop --egress shell-00000,                        NO_SESSION, could not find session",
    "stop --restore shell-00000,                       USAGE,      could not restore",
    "trust,                                            MANIFEST,   could not find a project",
    "trust nowhere,                                    USAGE,      could not find",
    "login codex,                                      USAGE,      codex"
  })
  void whatCannotBeDoneHasItsExitCodeAndReason(String words, ExitCode exit, String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run(words))
        .withMessageContaining(why)
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(exit);
          assertThat(e.hint()).isNotEmpty();
        });
    assertThat(results()).isEmpty();
  }

  @Test
  void whatNoRouteAllowsIsExplainedWithWhereToAllowIt() {
    assertThat(run("explain https://other.example/ --agent worker")).isZero();
    assertThat(results())
        .contains("deny by default-deny: no route allows other.example")
        .contains("to allow it, name the host in \"allowlist\"");
    results.reset();
    assertThat(run("explain https://api.example.com/repos/a --agent worker")).isZero();
    assertThat(results()).doesNotContain("to allow it");
  }

  @Test
  void anEnvironmentThatNamesAnotherBackendIsRefusedToo() {
    environment.put("CLAUDE_BOTTLE_BACKEND", "docker");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("start shell --yes"))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NO_BACKEND));
  }

  @Test
  void whatWasBegunForARefusedStartIsOverWhenItIsRefused() {
    environment.put("BOTTLE_BACKEND", "docker");
    assertThatExceptionOfType(BottleException.class).isThrownBy(() -> run("start shell --yes"));
    // It writes below the user's directories: the roots of this host for Java.
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("trust");
    // Whether a directory for sessions was made before is a matter of who was quicker.
    assertThat(host().state().resolve("sessions"))
        .satisfiesAnyOf(
            sessions -> assertThat(sessions).doesNotExist(),
            sessions -> assertThat(sessions).isEmptyDirectory());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "https://api.example.com/repos/a/b,                       allow",
    "api.example.com/repos/a,                                 allow",
    "https://api.example.com/repos/a --method POST,           deny",
    "https://api.example.com/other,                           deny",
    "https://api.example.com/repos/secret/a,                  deny",
    "https://api.example.com/repos/../other,                  deny",
    "https://api.example.com:8443/repos/a,                    deny",
    "https://a.b.cdn.example.com/x?y=z --method put,          allow",
    "https://cdn.example.com/,                                deny",
    "https://other.example/,                                  deny",
    "http://10.0.0.1/,                                        deny"
  })
  void explainGivesTheGatewaysVerdictAsJson(String request, String verdict) {
    assertThat(run("explain " + request + " --agent worker --format json")).isZero();
    assertThat(results())
        .matches(
            "\\{\"verdict\":\""
                + verdict
                + "\",\"rule\":\"[^\"]+\",\"reason\":\"[^\"]+\",\"at\":(null|\"[^\"]+\")\\}\n");
    if (verdict.equals("allow")) {
      assertThat(results()).containsPattern("\"at\":\"[^\"]*bottle.jsonc:\\d+:\\d+\"");
    }
  }

  @Test
  void theSchemaIsPrintedForEditors() {
    assertThat(run("schema")).isZero();
    assertThat(results())
        .startsWith("{")
        .contains("https://json-schema.org/draft/2020-12/schema", "\"allowlist\"");
  }

  private void projectManifest(String method) throws IOException {
    Files.writeString(
        root.resolve("home/project/bottle.jsonc"),
        "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": [ { \"host\":"
            + " \"p.example\", \"methods\": [\""
            + method
            + "\"] } ] } } }, \"agents\": { \"helper\": { \"provider\": \"shell\" } } }");
  }

  private String digest() {
    results.reset();
    assertThat(run("trust --format json")).isZero();
    String json = results();
    int at = json.indexOf("sha256:");
    return json.substring(at, at + "sha256:".length() + 64);
  }

  @Test
  void aProjectsManifestCountsOnceItsExactDigestWasAccepted() throws IOException {
    projectManifest("GET");
    assertThat(run("explain p.example --agent shell --format json")).isZero();
    assertThat(results()).contains("\"deny\"");
    String digest = digest();
    assertThat(results())
        .contains("\"state\":\"unapproved\"", "bottle default may GET at p.example (port 80, 443)");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("trust --accept sha256:" + "0".repeat(64)))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NOT_TRUSTED));
    assertThat(run("trust --accept " + digest)).isZero();
    results.reset();
    assertThat(run("explain p.example --agent shell --format json")).isZero();
    assertThat(results()).contains("\"allow\"", "home/project/bottle.jsonc:1:");
    results.reset();
    assertThat(run("trust")).isZero();
    assertThat(results()).contains("approved, and unchanged since");
    projectManifest("POST");
    results.reset();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("trust"))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NOT_CONFIRMED))
        .satisfies(e -> assertThat(e.hint()).contains("bottle trust --accept sha256:"));
    assertThat(results())
        .contains(
            "- bottle default may GET at p.example", "+ bottle default may POST at p.example");
    assertThat(digest()).isNotEqualTo(digest);
    assertThat(run("trust --accept " + digest())).isZero();
    assertThat(run("trust --revoke")).isZero();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("start helper --yes --dry-run"))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NOT_TRUSTED));
  }

  @Test
  void thereIsNoYesThatApproves() throws IOException {
    projectManifest("GET");
    assertThat(run("trust --yes")).isEqualTo(2);
    assertThat(run("trust -y")).isEqualTo(2);
    assertThat(root.resolve("home/.config/bot-bottle/trust")).doesNotExist();
  }

  @Test
  void listShowsRunningSessionsAndAllOnRequest() {
    assertThat(run("list")).isZero();
    assertThat(results()).contains("no sessions");
    session("shell-aaaaa", "");
    SessionStore store = new SessionStore(host().state());
    store.write(
        store.read(session("shell-bbbbb", "")).orElseThrow().ended(Instant.EPOCH, "agent", 143));
    results.reset();
    run("list --format json");
    assertThat(results())
        .startsWith("{\"sessions\":[{\"id\":\"shell-aaaaa\",\"agent\":\"shell\",")
        .contains("\"bottle\":\"default\"", "\"backend\":\"bubblewrap\"", "\"rung\":\"namespaces\"")
        .contains("\"state\":\"running\"", "\"exit\":null", "\"ended_by\":null")
        .contains("\"label\":\"night shift\"")
        .contains("\"supervisor_pid\":" + ProcessHandle.current().pid())
        .doesNotContain("shell-bbbbb");
    results.reset();
    run("list");
    assertThat(results()).contains("LABEL").contains("night shift");
    results.reset();
    run("list --all --format json");
    assertThat(results())
        .contains("\"id\":\"shell-bbbbb\"", "\"state\":\"exited\"", "\"exit\":143")
        .contains("\"ended_by\":\"agent\"");
  }

  @Test
  void logsShowsTheLedgerAlsoWithATornLine() {
    session(
        "shell-aaaaa",
        """
        {"seq":0,"time":"2026-11-21T10:00:00Z","kind":"request","host":"api.example.com","port":443,\
        "method":"GET","path":"/a?b=\\u001b[2J","verdict":"deny","rule":"scan","reason":"a token",\
        "findings":[{"detector":"x","place":"path","masked":"g…"}],"findings_left_out":7,\
        "bytes_out":0,"bytes_in":0}
        {"seq":1,"time":"2026-11-21T10:00:01Z","kind":"dns","host":"x.example","port":0,\
        "method":"","path":"","verdict":"allow","rule":"host","reason":"granted","findings":[]}
        {"seq":2,"time":"2026-11-21T10:0\
        """);
    assertThat(run("logs shell-a")).isZero();
    assertThat(results().lines())
        .containsExactly(
            "2026-11-21T10:00:00Z deny  request  GET api.example.com:443/a?b=\\u001b[2J  [scan] a"
                + " token; found x in path; and 7 more",
            "2026-11-21T10:00:01Z allow dns      x.example  [host] granted",
            "? ?     ?          [] (torn) {\"seq\":2,\"time\":\"2026-11-21T10:0");
    assertThat(messages()).isEmpty();
    results.reset();
    run("logs shell-a --format json");
    assertThat(results().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"seq\":") && line.endsWith("}"));
    assertThat(messages())
        .isEqualTo(
            "bottle: the ledger's last line is torn, and kept apart from those that are JSON:"
                + " {\"seq\":2,\"time\":\"2026-11-21T10:0\n");
  }

  @Test
  void cleanupRemovesRecordsOfEndedSessionsOnlyWhenAsked() {
    SessionStore store = new SessionStore(host().state());
    session("shell-aaaaa", "");
    store.write(
        store.read(session("shell-bbbbb", "")).orElseThrow().ended(Instant.now(), "agent", 0));
    run("cleanup");
    assertThat(store.list()).hasSize(2);
    results.reset();
    run("cleanup --records");
    assertThat(results()).contains("1 records removed");
    assertThat(store.list()).extracting(SessionRecord::id).containsExactly("shell-aaaaa");
  }

  @Test
  void stoppingASessionThatHasEndedIsRefused() {
    SessionStore store = new SessionStore(host().state());
    store.write(
        store.read(session("shell-bbbbb", "")).orElseThrow().ended(Instant.now(), "agent", 0));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("stop shell-bbbbb"))
        .withMessageContaining("not running");
  }

  @Test
  void cuttingOffASessionThatHasEndedIsRefused() {
    SessionStore store = new SessionStore(host().state());
    store.write(
        store.read(session("shell-bbbbb", "")).orElseThrow().ended(Instant.now(), "agent", 0));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("stop --egress shell-bbbbb"))
        .withMessageContaining("not running")
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NO_SESSION));
  }

  @Test
  void aSessionIsCutOffOnceItsGatewaySaysSo() throws Exception {
    String id = session("shell-aaaaa", line("session", "egress-cut"));
    Path ledger = new SessionStore(host().state()).directory(id).ledger();
    EgressRequest request = new EgressRequest(new SessionStore(host().state()).directory(id));
    Thread gateway =
        Thread.ofPlatform()
            .start(() -> {
              Optional<EgressSwitch> wanted = request.look();
              while (wanted.isEmpty() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(10_000_000);
                wanted = request.look();
              }
              append(ledger, line("request", "egress-cut"));
              LockSupport.parkNanos(200_000_000);
              if (results().isEmpty() && wanted.isPresent()) {
                append(ledger, line("session", wanted.get().rule()));
              }
            });
    try {
      run("stop --egress shell-aaaaa");
      assertThat(results()).isEqualTo("cut off shell-aaaaa\n");
    } finally {
      gateway.interrupt();
      gateway.join();
    }
  }

  @Test
  void aSessionThatEndsMeanwhileIsNotSaidToBeCutOff() throws Exception {
    SessionStore store = new SessionStore(host().state());
    String id = session("shell-aaaaa", "");
    SessionRecord record = store.read(id).orElseThrow();
    EgressRequest request = new EgressRequest(store.directory(id));
    Thread supervisor =
        Thread.ofPlatform()
            .start(() -> {
              while (request.look().isEmpty() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(10_000_000);
              }
              store.write(record.ended(Instant.now(), "agent", 0));
            });
    try {
      assertThatExceptionOfType(BottleException.class)
          .isThrownBy(() -> run("stop --egress shell-aaaaa"))
          .withMessageContaining("it has ended");
    } finally {
      supervisor.interrupt();
      supervisor.join();
    }
  }

  @Test
  void aSessionThatIsCutOffIsListedAsSuch() {
    SessionStore store = new SessionStore(host().state());
    store.write(store.read(session("shell-aaaaa", "")).orElseThrow().cut(true));
    run("list");
    assertThat(results()).contains("cut off").doesNotContain("running");
    results.reset();
    run("list --format json");
    assertThat(results()).contains("\"state\":\"running\"", "\"egress\":\"cut\"");
  }

  private static String line(String kind, String rule) {
    return "{\"seq\":1,\"kind\":\"" + kind + "\",\"rule\":\"" + rule + "\"}\n";
  }

  private static void append(Path ledger, String line) {
    try {
      Files.writeString(ledger, line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String session(String id, String ledger) {
    SessionStore store = new SessionStore(host().state());
    SessionRecord record = record(id, "/w", "night shift", ProcessIdentity.current());
    try {
      store.prepare("mark");
      Files.writeString(store.create(record, "mark").ledger(), ledger);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return id;
  }

  private int run(String words) {
    return Cli.run(List.of(words.split(" ", -1)), this::host);
  }
}
