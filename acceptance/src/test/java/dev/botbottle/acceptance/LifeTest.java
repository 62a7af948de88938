package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How sessions end: by their agent, by signals, and by the death of any of their processes. */
class LifeTest {
  private static final Map<Runner, Scene> SCENES = new EnumMap<>(Runner.class);
  private static final String TOKEN = Secrets.claudeToken();

  /** From what ends a session to nothing of it being left. */
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

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
  void theExitCodeIsTheAgents(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, "echo UP; read line; exit 7")) {
      assertAllEnds(scene, () -> process.in().close());
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(7);
    }
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
      assertAllEnds(scene, () -> process.signal(signal));
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
      assertAllEnds(scene, () -> process.signal(signal));
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isIn(exit, 137);
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheAgentEndsWhatItLeftInTheBackground(Runner runner) {
    Scene scene = scene(runner);
    try (LabProcess process =
        agent(
            scene,
            "(setsid sleep 1000 </dev/null >/dev/null 2>&1 &) ; echo UP; read line; exit 0")) {
      assertAllEnds(scene, () -> process.in().close());
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isZero();
    }
  }

  @Test
  void noThreadOfTheLauncherStaysInTheBottlesNetwork() throws IOException {
    // Root's launcher opens the gateway's sockets there by a thread of its own, which is to end.
    Scene scene = scene(Runner.ROOT);
    try (LabProcess process = agent(scene, LOOP)) {
      Path session = running(scene);
      Path launcher = Path.of("/proc/" + SessionPart.SUPERVISOR.of(scene, session));
      Path agent = Path.of("/proc/" + SessionPart.AGENT.of(scene, session));
      try (Stream<Path> threads = Files.list(launcher.resolve("task"))) {
        assertThat(threads.map(LifeTest::network).toList())
            .hasSizeGreaterThan(1)
            .containsOnly(network(launcher))
            .doesNotContain(network(agent));
      }
      assertAllEnds(scene, () -> process.signal("TERM"));
    }
    assertNothingLies(scene);
  }

  @ParameterizedTest
  @EnumSource
  void killingTheCliEndsEverythingAndTheNextCommandClearsAway(Runner runner) throws IOException {
    Scene scene = scene(runner);
    try (LabProcess process = agent(scene, LOOP)) {
      Path session = running(scene);
      assertAllEnds(scene, () -> kill(SessionPart.SUPERVISOR.of(scene, session)));
      assertThat(Watch.files(scene.state(), Secrets.disguises(TOKEN))).isEmpty();
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isEqualTo(137);
      LabProcess.Result list = scene.bottleToItsEnd("list");
      assertThat(list.err()).contains(session.getFileName().toString(), "cleared away");
      assertThat(list.out()).doesNotContain(session.getFileName().toString());
    }
    assertNothingLies(scene);
  }

  static Stream<Arguments> parts() {
    return Stream.of(Runner.values())
        .flatMap(runner -> Stream.of(SessionPart.values()).map(part -> Arguments.of(runner, part)));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void killingAnyProcessOfASessionEndsAllOfIt(Runner runner, SessionPart part) {
    Scene scene = scene(runner);
    int before = scene.lab().seenAt("203.0.113.77").size();
    try (LabProcess process =
        agent(
            scene,
            "echo UP; while :; do curl -s -m 1 http://203.0.113.77/ >/dev/null;"
                + " (echo x >/dev/tcp/203.0.113.77/4444) 2>/dev/null; sleep 0.05; done")) {
      long pid = part.of(scene, running(scene));
      assertAllEnds(scene, () -> kill(pid));
      LabProcess.Result result = process.await(Duration.ofSeconds(5));
      assertThat(result.exit()).isEqualTo(part.exit());
      assertThat(result.err()).contains(part.said());
    }
    assertThat(scene.lab().seenAt("203.0.113.77")).hasSize(before);
    scene.bottleToItsEnd("list");
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
  void aSignalledTourLeavesNoFileInTheUsersConfiguration(Runner runner) {
    Scene scene = scene(runner);
    Path canary = scene.home().resolve(".config/bot-bottle/demo-canary");
    for (boolean running : List.of(false, true)) {
      // The tour may be over before the signal: then it is begun again.
      boolean wasThere = false;
      for (int attempt = 0; attempt < 10 && !wasThere; attempt++) {
        try (LabProcess process = scene.bottle(Map.of(), "start", "demo", "--yes")) {
          Instant end = Instant.now().plusSeconds(20);
          while (!(running ? process.err().contains("workspace") : Files.exists(canary))
              && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000);
          }
          wasThere = Files.exists(canary);
          process.signal("TERM");
          process.await(Duration.ofSeconds(5));
        }
        assertThat(canary).doesNotExist();
        assertNothingRuns(scene);
      }
      assertThat(wasThere).isTrue();
    }
    scene.bottleToItsEnd("list");
  }

  @ParameterizedTest
  @EnumSource
  void aClosedTerminalEndsTheSession(Runner runner) throws IOException {
    assertAClosedTerminalEnds(runner, "tty; echo UP; exec sleep 1000", "/dev/");
  }

  @ParameterizedTest
  @EnumSource
  void aClosedTerminalEndsAnAgentThatIgnoresIt(Runner runner) throws IOException {
    assertAClosedTerminalEnds(
        runner, "trap '' HUP INT TERM; echo UP; while :; do echo x; sleep 0.1; done", "UP");
  }

  private void assertAClosedTerminalEnds(Runner runner, String script, String shown)
      throws IOException {
    Scene scene = scene(runner);
    try (UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            terminal.bottle(
                scene,
                Map.of("DOCS_TOKEN", TOKEN),
                "start",
                "shell",
                "--yes",
                "--",
                "-c",
                script)) {
      terminal.await("UP");
      assertThat(terminal.text()).as("a terminal of its own").contains(shown);
      assertAllEnds(scene, terminal::close);
      assertThat(process.await(Duration.ofSeconds(5)).exit()).isIn(129, 137);
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

  private static Path network(Path task) {
    try {
      return Files.readSymbolicLink(task.resolve("ns/net"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  private interface Ending {
    void run() throws IOException;
  }

  private static void assertAllEnds(Scene scene, Ending ending) {
    Instant begin = Instant.now();
    try {
      ending.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertNothingRuns(scene, begin);
  }

  private static void assertNothingRuns(Scene scene) {
    assertNothingRuns(scene, Instant.now());
  }

  private static void assertNothingRuns(Scene scene, Instant since) {
    Instant end = since.plus(AT_ONCE);
    List<String> running = scene.processes();
    while (!running.isEmpty() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(5_000_000);
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
