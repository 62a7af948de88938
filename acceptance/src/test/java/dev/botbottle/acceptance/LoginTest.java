package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.model.ModelCall;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The host's own login of Claude Code, renewed while a session runs. */
class LoginTest {
  private static final long PAST = 1_700_000_000_000L;

  @Test
  void aLoginThatIsRenewedOutsideIsTakenUpWithoutEverBeingInside() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    String first = Secrets.claudeToken();
    String second = Secrets.claudeToken();
    try (Scene scene =
        Scene.open(
            runner,
            ModelScript.anthropic(
                new Turn.Bash("while [ ! -e renewed ]; do sleep 0.1; done"),
                new Turn.Bash(Secrets.countOf(first)),
                new Turn.Bash(Secrets.countOf(second)),
                new Turn.Bash(Secrets.countOf("CLAUDE_CODE_OAUTH_TOKEN")),
                new Turn.Text("done")))) {
      scene.lab().mount(Product.claude(), Files.createFile(scene.tools().resolve("claude")));
      signIn(scene, first);
      try (LabProcess session = scene.bottle(Map.of(), "start", "claude", "--yes", "-p", "go")) {
        session.in().close();
        await(session, () -> !calls(scene).isEmpty());
        signIn(scene, second);
        await(session, () -> ledger(scene).contains("\"renews\""));
        scene.write(scene.project().resolve("renewed"), "");
        LabProcess.Result result = session.await(Duration.ofMinutes(1));
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).contains("has expired");
      }
      List<ModelCall> calls = calls(scene);
      assertThat(calls.getFirst().request().header("Authorization")).contains("Bearer " + first);
      assertThat(calls.getLast().request().header("Authorization")).contains("Bearer " + second);
      assertThat(calls.getLast().toolResults()).endsWith("counted 0", "counted 0", "counted 1");
      for (String token : List.of(first, second)) {
        assertThat(calls.getLast().request().text()).doesNotContain(token);
        assertThat(Watch.files(scene.state(), Secrets.disguises(token))).isEmpty();
      }
    }
  }

  /** As the program writes it: beside, then moved over. */
  private static void signIn(Scene scene, String token) throws IOException {
    Path login = scene.home().resolve(".claude/.credentials.json");
    Path draft =
        scene.write(
            login.resolveSibling("draft"),
            "{\"claudeAiOauth\":{\"accessToken\":\"" + token + "\",\"expiresAt\":" + PAST + "}}");
    Files.move(draft, login, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<ModelCall> calls(Scene scene) {
    return ModelCall.of(scene.lab().requests(ModelScript.ANTHROPIC));
  }

  private static String ledger(Scene scene) {
    try {
      return Files.readString(scene.sessions().getFirst().resolve("ledger.jsonl"));
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(LabProcess session, BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(40));
    while (!condition.getAsBoolean()) {
      if (!session.alive() || Instant.now().isAfter(end)) {
        throw new IllegalStateException("it never came: " + session.out() + session.err());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }
}
