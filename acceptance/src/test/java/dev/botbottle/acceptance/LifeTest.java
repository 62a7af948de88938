package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How sessions end: by their agent, by signals, and by the death of any of their processes. */
class LifeTest {
  private static final Map<Runner, Scene> SCENES = new EnumMap<>(Runner.class);
  private static final String TOKEN = Secrets.claudeToken();

  // A second, and what looking costs on a busy machine.
  private static final Duration AT_ONCE = Duration.ofMillis(1_800);

  private static final String LOOP =
      "echo UP; while :; do curl -s -m 2 https://docs.example.com/alive >/dev/null; sleep 0.1; done";

  /** One scene for each runner; each test leaves it without a process, which the next relies on. */
  private static Scene scene(Runner runner) {
    runner.assume();
    return SCENES.computeIfAbsent(
        runner,
        key -> {
          Scene scene = Scene.open(key, Site.echo("docs.example.com"));
          scene.manifest(
              """
              {
                "bottles": {
                  "default": {
                    "egress": {
                      "allowlist": [
                        { "host": "docs.example.com",
                          "secret": { "from": "env:DOCS_TOKEN", "header": "Authorization", "format": "Bearer {}" } }
                      ]
                    }
                  }
                }
              }
              """);
          return scene;
        });
  }

  @AfterAll
  static void close() {
    SCENES.values().forEach(Scene::close);
    SCENES.clear();
  }

  private static LabProcess agent(Scene scene, String command) {
    LabProcess process =
        scene.bottle(Map.of("DOCS_TOKEN", TOKEN), "start", "shell", "--yes", "--", "-c", command);
    Surroundings.awaitLine(process, "UP");
    return process;
  }

  @ParameterizedTest
  @EnumSource
  void theExitCodeIsTheAgents(Runner runner) throws IOException {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, "echo UP; exit 7")) {
      process.in().close();
      assertThat(process.await(Duration.ofSeconds(20)).exit()).isEqualTo(7);
    }
    assertNothingRuns(scene);
    assertNothingLies(scene);
  }

  static Stream<Arguments> signals() {
    return Stream.of(Runner.values())
        .flatMap(runner ->
            Stream.of(
                Arguments.of(runner, "INT", 130),
                Arguments.of(runner, "TERM", 143),
                Arguments.of(runner, "HUP", 129)));
  }

  @ParameterizedTest
  @MethodSource("signals")
  void aSignalEndsEverythingWithinASecond(Runner runner, String signal, int exit) {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, "echo UP; exec sleep 1000")) {
      process.signal(signal);
      assertNothingRuns(scene);
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(exit);
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @MethodSource("signals")
  void aSignalEndsAnAgentThatIgnoresIt(Runner runner, String signal, int exit) {
    Scene scene = scene(runner);
    try (LabProcess process =
        agent(scene, "trap '' INT TERM HUP; (trap '' INT TERM HUP; sleep 1000) & " + LOOP)) {
      process.signal(signal);
      assertNothingRuns(scene);
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isIn(exit, 137);
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheAgentEndsWhatItLeftInTheBackground(Runner runner) throws IOException {
    Scene scene = scene(runner);
    try (LabProcess process =
        agent(scene, "(setsid sleep 1000 </dev/null >/dev/null 2>&1 &) ; echo UP; exit 0")) {
      process.in().close();
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isZero();
    }
    assertNothingRuns(scene);
  }

  @ParameterizedTest
  @EnumSource
  void killingTheCliEndsEverythingAndTheNextCommandClearsAway(Runner runner) throws IOException {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, LOOP)) {
      Path session = running(scene);
      kill(scene, session, "supervisor");
      assertNothingRuns(scene);
      assertThat(Watch.files(scene.state(), Secrets.disguises(TOKEN))).isEmpty();
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(137);
      LabProcess.Result list = scene.bottleToItsEnd("list");
      assertThat(list.err()).contains(session.getFileName().toString(), "cleared away");
      assertThat(list.out()).doesNotContain(session.getFileName().toString());
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void killingTheGatewayEndsTheSessionWhichSaysSo(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, LOOP)) {
      kill(scene, running(scene), "gateway");
      assertNothingRuns(scene);
      LabProcess.Result result = process.await(Duration.ofSeconds(5));
      assertThat(result.exit()).isEqualTo(73);
      assertThat(result.err()).contains("the gateway ended before the agent");
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void killingTheSandboxEndsTheSession(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, LOOP)) {
      kill(scene, running(scene), "sandbox");
      assertNothingRuns(scene);
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(137);
    }
    assertNothingLies(scene);
  }

  /** The namespaces live on while the agent is in them, so nothing opens. */
  @ParameterizedTest
  @EnumSource
  void killingTheHolderOpensNoWayOutAndLeavesNothing(Runner runner) {
    Scene scene = scene(runner);
    int before = scene.lab().seenAt("203.0.113.77").size();
    try (LabProcess process =
        agent(
            scene,
            "echo UP; while :; do curl -s -m 1 http://203.0.113.77/ >/dev/null;"
                + " (echo x >/dev/tcp/203.0.113.77/4444) 2>/dev/null; echo ROUND; sleep 0.1; done")) {
      kill(scene, running(scene), "holder");
      int rounds = process.out().length();
      Instant end = Instant.now().plusSeconds(10);
      while (process.alive()
          && process.out().length() < rounds + 30
          && Instant.now().isBefore(end)) {
        Thread.onSpinWait();
      }
      assertThat(scene.lab().seenAt("203.0.113.77")).hasSize(before);
      process.signal("TERM");
      assertNothingRuns(scene);
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void stopEndsTheNamedSession(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, LOOP)) {
      String id = running(scene).getFileName().toString();
      LabProcess.Result stop = scene.bottleToItsEnd("stop", id);
      assertThat(stop.out()).isEqualTo("stopped " + id + "\n");
      assertThat(stop.exit()).isZero();
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(143);
    }
    assertNothingRuns(scene);
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void closedStreamsDoNotHoldASessionUp(Runner runner) {
    Scene scene = scene(runner);
    for (String streams : List.of("<&-", ">&-", "2>&-", "<&- >&- 2>&-")) {
      LabProcess.Result result =
          scene.shell(
              "DOCS_TOKEN=x-not-a-token-x "
                  + Product.bottle()
                  + " start shell --yes -- -c 'cat; echo SAID; echo SAID >&2; exit 3' "
                  + (streams.contains("<") ? "" : "</dev/null ")
                  + streams);
      assertThat(result.exit()).as(streams + result.err()).isEqualTo(3);
      assertThat(Watch.files(scene.state(), List.of("SAID"))).as(streams).isEmpty();
    }
    assertNothingRuns(scene);
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void aReaderThatGoesAwayEndsAnAgentThatKeepsWriting(Runner runner) {
    Scene scene = scene(runner);
    LabProcess.Result result =
        scene.shell(
            "{ DOCS_TOKEN=x-not-a-token-x timeout 10 "
                + Product.bottle()
                + " start shell --yes -- -c 'yes' </dev/null; echo ended $? >&2; } | head -1");
    assertThat(result.out()).isEqualTo("y\n");
    assertThat(result.err()).contains("ended ").doesNotContain("ended 124");
    assertNothingRuns(scene);
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void aClosedTerminalEndsTheSession(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess terminal =
        scene.start(
            List.of(
                "script",
                "-qec",
                Product.bottle() + " start shell --yes -- -c 'tty; echo UP; sleep 1000'",
                "/dev/null"),
            Map.of("DOCS_TOKEN", TOKEN, "TERM", "xterm"))) {
      Surroundings.awaitLine(terminal, "UP");
      assertThat(terminal.out()).as("a terminal of its own").contains("/dev/");
      terminal.signal("KILL");
      assertNothingRuns(scene);
    }
    assertNothingLies(scene);
  }

  /** The folder of the one session that runs. */
  private static Path running(Scene scene) {
    try (Stream<Path> active = Files.list(scene.state().resolve("active"))) {
      List<Path> all = active.toList();
      assertThat(all).hasSize(1);
      return scene.state().resolve("sessions").resolve(all.getFirst().getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(Scene scene, Path session, String role) {
    Properties record = new Properties();
    try (InputStream in = Files.newInputStream(session.resolve("session.properties"))) {
      record.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String pid = record.getProperty("process." + role).split(",", -1)[2];
    assertThat(scene.lab().run(Account.ROOT, "kill -9 " + pid).exit()).isZero();
  }

  private static void assertNothingRuns(Scene scene) {
    Instant end = Instant.now().plus(AT_ONCE);
    List<String> running = scene.processes();
    while (!running.isEmpty() && Instant.now().isBefore(end)) {
      running = scene.processes();
    }
    assertThat(running).as("still running after " + AT_ONCE).isEmpty();
  }

  private static void assertNothingLies(Scene scene) {
    for (Path session : scene.sessions()) {
      assertThat(session.resolve("home")).doesNotExist();
      assertThat(session.resolve("files")).doesNotExist();
    }
    assertThat(Watch.files(scene.state(), Secrets.disguises(TOKEN))).isEmpty();
  }
}
