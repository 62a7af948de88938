package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which hosts a session of the real Claude Code asks for, by the ledger and by the lab. */
class ModelHostsTest {
  private static final Pattern HOST = Pattern.compile("\"host\":\"([^\"]+)\"");
  private static final String ANSWER = "heard-by-the-script";

  @Test
  void aTaskAsksForTheModelsHostAlone() throws IOException {
    try (Scene scene = scene(new Turn.Bash("echo worked"), new Turn.Text("done"))) {
      try (LabProcess session =
          scene.bottle(
              Map.of("CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken()),
              "start",
              "claude",
              "--yes",
              "-p",
              "go")) {
        session.in().close();
        assertThat(session.await(Duration.ofMinutes(1)).exit()).isZero();
      }
      assertThat(asked(scene)).containsExactly(ModelScript.ANTHROPIC);
      assertThat(scene.lab().lookups()).containsOnly(ModelScript.ANTHROPIC);
    }
  }

  @Test
  void aConversationAsksForTheModelsHostAlone() throws IOException {
    try (Scene scene = scene(new Turn.Text(ANSWER));
        UserTerminal terminal = UserTerminal.open()) {
      try (LabProcess process =
          terminal.bottle(
              scene,
              Map.of("CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken(), "TERM", "xterm-256color"),
              "start",
              "claude",
              "--yes")) {
        terminal.converse(process, "hello-there", ANSWER);
        process.await(Duration.ofSeconds(20));
      }
      assertThat(asked(scene)).containsExactly(ModelScript.ANTHROPIC);
      assertThat(scene.lab().lookups()).containsOnly(ModelScript.ANTHROPIC);
    }
  }

  /** So that the two above could fail. */
  @Test
  void withoutABottleAConversationAsksForOthersToo() throws IOException {
    try (Scene scene = scene(new Turn.Text(ANSWER));
        UserTerminal terminal = UserTerminal.open()) {
      scene.write(
          scene.home().resolve(".claude.json"),
          """
          { "numStartups": 1, "theme": "dark", "hasCompletedOnboarding": true,
            "projects": { "%s": { "hasTrustDialogAccepted": true } } }
          """
              .formatted(scene.project()));
      try (LabProcess process =
          terminal.start(
              scene,
              Map.of(
                  "CLAUDE_CODE_OAUTH_TOKEN",
                  Secrets.claudeToken(),
                  "TERM",
                  "xterm-256color",
                  "NODE_EXTRA_CA_CERTS",
                  "/etc/ssl/certs/ca-certificates.crt"),
              List.of(scene.tools().resolve("claude").toString()))) {
        terminal.await(
            "another host",
            () ->
                scene.lab().lookups().stream()
                    .anyMatch(name -> !name.equals(ModelScript.ANTHROPIC)));
        process.signal("KILL");
      }
    }
  }

  private static Scene scene(Turn... turns) throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    Scene scene = Scene.open(runner, ModelScript.anthropic(turns));
    scene.lab().mount(Product.claude(), Files.createFile(scene.tools().resolve("claude")));
    return scene;
  }

  /** Every host that any entry of a session's ledger names. */
  private static SortedSet<String> asked(Scene scene) throws IOException {
    SortedSet<String> hosts = new TreeSet<>();
    for (Path session : scene.sessions()) {
      Matcher found = HOST.matcher(Files.readString(session.resolve("ledger.jsonl")));
      while (found.find()) {
        hosts.add(found.group(1));
      }
    }
    return hosts;
  }
}
