package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Terminal;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The real Claude Code at a terminal, in a bottle, with a scripted model behind it. */
class InteractiveTest {
  private static final String ANSWER = "heard-by-the-script";

  @Test
  void aConversationIsHeldWithoutAWelcomeAndLeavesTheTerminalAsItWas() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    Path claude = Product.claude();
    try (Scene scene = Scene.open(runner, ModelScript.anthropic(new Turn.Text(ANSWER)));
        UserTerminal terminal = UserTerminal.open();
        Descriptor side =
            Descriptor.open(terminal.path(), Descriptor.READ_WRITE | Descriptor.NO_TERMINAL)) {
      scene.lab().mount(claude, Files.createFile(scene.tools().resolve("claude")));
      byte[] before = Terminal.settings(side.number());
      try (LabProcess process =
          terminal.bottle(
              scene,
              Map.of("CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken(), "TERM", "xterm-256color"),
              "start",
              "claude",
              "--yes")) {
        terminal.converse(process, "hello-there", ANSWER);
        assertThat(process.await(Duration.ofSeconds(20)).exit()).isZero();
        assertThat(Terminal.settings(side.number())).isEqualTo(before);
        assertThat(scene.processes()).isEmpty();
      }
    }
  }
}
