package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Terminal;
import dev.botbottle.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person at a terminal is asked, also where the output goes elsewhere. */
class QuestionTest {
  private static final String TYPED = "typed-for-this-run";

  private Scene scene;
  private UserTerminal terminal;

  @BeforeEach
  void open() {
    Runner runner = Runner.first();
    runner.assume();
    scene = Scene.open(runner);
    terminal = UserTerminal.open();
  }

  @AfterEach
  void close() {
    if (terminal != null) {
      terminal.close();
    }
    if (scene != null) {
      scene.close();
    }
  }

  @Test
  void aYesIsAskedForWhereTheOutputIsAPipe() {
    String command = Product.bottle() + " start -- echo the-agent-ran | cat";
    try (LabProcess process = terminal.start(scene, Map.of(), List.of("sh", "-c", command))) {
      terminal.await("[y/N] ");
      terminal.type("y\r");
      terminal.await("\nthe-agent-ran");
      assertThat(process.await(Duration.ofSeconds(20)).exit()).isZero();
    }
  }

  @Test
  void anythingButAYesStartsNothing() {
    try (LabProcess process = terminal.bottle(scene, Map.of(), "start", "--", "echo", "ran")) {
      terminal.await("[y/N] ");
      terminal.type("\r");
      terminal.await("not started");
      assertThat(process.await(Duration.ofSeconds(20)).exit()).isNotZero();
    }
    assertThat(scene.sessions()).isEmpty();
  }

  @Test
  void aValueThatIsAskedForIsNotShownAndTheTerminalIsAsBefore() {
    scene.manifest(
        """
        { "bottles": { "default": { "env": { "TOKEN": "?Token for this run" } } } }
        """);
    String command = Product.bottle() + " start --yes -- sh -c 'echo ${#TOKEN} long' | cat";
    try (Descriptor side =
        Descriptor.open(terminal.path(), Descriptor.READ_WRITE | Descriptor.NO_TERMINAL)) {
      byte[] before = Terminal.settings(side.number());
      try (LabProcess process = terminal.start(scene, Map.of(), List.of("sh", "-c", command))) {
        terminal.await("Token for this run: ");
        // The question is shown a moment before the echo ends.
        terminal.await("the echo's end", () -> !equal(before, side));
        terminal.type(TYPED + "\r");
        terminal.await(TYPED.length() + " long");
        assertThat(process.await(Duration.ofSeconds(20)).exit()).isZero();
      }
      assertThat(terminal.text()).doesNotContain(TYPED);
      assertThat(Terminal.settings(side.number())).isEqualTo(before);
    }
  }

  private static boolean equal(byte[] settings, Descriptor terminal) {
    return Arrays.equals(settings, Terminal.settings(terminal.number()));
  }
}
