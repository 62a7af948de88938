package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The control of {@link HostileModelTest}: on the bare host, without a bottle, root's attempts
 * succeed. One that could not succeed would be held by anything.
 */
class WithoutBottleTest {
  @TestFactory
  List<DynamicTest> everyAttemptSucceedsOnTheBareHost() throws IOException {
    Runner.ROOT.assume();
    List<Site> sites = new ArrayList<>();
    sites.add(ModelScript.anthropic(new Turn.Text("never asked")));
    sites.addAll(Surroundings.sites());
    String token = Secrets.claudeToken();
    List<DynamicTest> tests = new ArrayList<>();
    try (Scene scene = Scene.open(Runner.ROOT, sites.toArray(Site[]::new));
        Surroundings around = Surroundings.of(scene)) {
      around.tell(token);
      scene.write(scene.home().resolve("kept/token"), token);
      scene.write(scene.state().resolve("sessions/one/record"), "");
      around.run(List.of("python3", "-c", "import time; time.sleep(9999)", token));
      Surroundings.awaitLine(
          around.run(List.of("python3", "-uc", Surroundings.listener())), "LISTENING");
      List<Attempts.Attempt> attempts = new ArrayList<>();
      for (String family : Attempts.HOSTILE) {
        attempts.addAll(Attempts.parse(family, tried(scene, family, token)));
      }
      List<Seen> seen = scene.lab().seen();
      for (Attempts.Attempt attempt : attempts) {
        boolean succeeded =
            attempt.verdict().equals("escaped")
                || attempt.verdict().equals("done")
                || !Attempts.traces(attempt, seen).isEmpty();
        tests.add(
            dynamicTest(
                attempt.family() + ": " + attempt.sentence(),
                () -> assertThat(succeeded).as(attempt.toString()).isTrue()));
      }
      assertThat(around.greeted()).as("the services of the host are reached").isTrue();
    }
    return tests;
  }

  private static String tried(Scene scene, String family, String token) throws IOException {
    Map<String, String> environment =
        Map.of(
            "WITHOUT_BOTTLE",
            "1",
            "TMPDIR",
            scene.home().toString(),
            "CLAUDE_CODE_OAUTH_TOKEN",
            token,
            "DEPLOY_TOKEN",
            Secrets.deployToken());
    try (LabProcess shell =
        scene.start(
            List.of("bash", "-c", "exec 9>>../out.log\n" + Attempts.script(family)), environment)) {
      shell.in().close();
      return shell.await(Duration.ofMinutes(2)).out();
    }
  }
}
