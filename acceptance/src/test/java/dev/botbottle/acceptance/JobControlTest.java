package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are signals, and shells that hand the terminal round, behave as without a bottle. */
class JobControlTest {
  private static final Map<Runner, Scene> SCENES = new EnumMap<>(Runner.class);
  private static final String CTRL_C = "\u0003";

  private static Scene scene(Runner runner) {
    runner.assume();
    return SCENES.computeIfAbsent(runner, Scene::open);
  }

  @AfterAll
  static void close() {
    SCENES.values().forEach(Scene::close);
    SCENES.clear();
  }

  @ParameterizedTest
  @EnumSource
  void aShellThatGivesTheTerminalBackAtItsEndCan(Runner runner) {
    // dash does, to the process group it began in, and complained of one that it cannot see.
    try (UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            terminal.bottle(scene(runner), Map.of("SHELL", "/bin/sh"), "start", "shell", "--yes")) {
      terminal.type("echo U''P; exit 3\r");
      terminal.await("UP");
      assertThat(process.await(Duration.ofSeconds(10)).exit()).isEqualTo(3);
      assertThat(terminal.text()).doesNotContain("tty process group");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptIsTheAgents(Runner runner) {
    try (UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            shell(terminal, runner, "trap 'echo G''OT' INT; echo U''P; sleep 100; exit 4")) {
      terminal.await("UP");
      terminal.type(CTRL_C);
      terminal.await("GOT");
      assertThat(process.await(Duration.ofSeconds(10)).exit()).isEqualTo(4);
      assertThat(terminal.text()).doesNotContain("killed from outside");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsAnAgentThatDoesNotCatchIt(Runner runner) {
    try (UserTerminal terminal = UserTerminal.open();
        LabProcess process = shell(terminal, runner, "echo U''P; exec sleep 100")) {
      terminal.await("UP");
      terminal.type(CTRL_C);
      assertThat(process.await(Duration.ofSeconds(10)).exit()).isEqualTo(130);
      assertThat(terminal.text()).doesNotContain("killed from outside");
    }
  }

  private static LabProcess shell(UserTerminal terminal, Runner runner, String command) {
    return terminal.bottle(scene(runner), Map.of(), "start", "shell", "--yes", "--", "-c", command);
  }
}
