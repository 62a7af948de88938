package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A host program replaces a protected file by renaming, as every {@code git config} does; the
 * kernel then drops the mount that protected it.
 */
class ReplacedByTheHostTest {
  private static final String ATTACK = "[core] fsmonitor = evil";

  @ParameterizedTest
  @EnumSource
  void theProtectionIsPutBackAndReported(Runner runner) throws IOException {
    try (Scene scene = scene(runner)) {
      // Waits for the host's change and a little more, then tries.
      String script =
          "echo UP; until grep -q changed .git/config; do :; done; sleep 0.5;"
              + " (echo '"
              + ATTACK
              + "' >>.git/config) 2>/dev/null && echo WRITTEN; mv .git moved 2>/dev/null && echo MOVED;"
              + " echo END";
      try (LabProcess session =
          scene.bottle(Map.of(), "start", "shell", "--yes", "--", "-c", script)) {
        Surroundings.awaitLine(session, "UP");
        assertThat(scene.shell("git config user.name changed").exit()).isZero();
        LabProcess.Result result = session.await(Duration.ofSeconds(20));
        assertThat(result.out())
            .as(result.err())
            .contains("END")
            .doesNotContain("WRITTEN", "MOVED");
        assertThat(result.err()).contains(".git/config");
      }
      assertThat(configuration(scene)).contains("changed").doesNotContain("fsmonitor");
      assertThat(scene.processes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheAgentWritesInBetweenDoesNotStay(Runner runner) throws IOException {
    try (Scene scene = scene(runner)) {
      // Tries without a pause, and so in the moment between.
      String script =
          "echo UP; n=0; while [ $n -lt 20000 ]; do n=$((n+1));"
              + " { echo '"
              + ATTACK
              + "' >>.git/config; } 2>/dev/null && echo WRITTEN && break; done; sleep 1; echo END";
      try (LabProcess session =
          scene.bottle(Map.of(), "start", "shell", "--yes", "--", "-c", script)) {
        Surroundings.awaitLine(session, "UP");
        assertThat(scene.shell("git config user.name changed").exit()).isZero();
        LabProcess.Result result = session.await(Duration.ofSeconds(30));
        assertThat(result.err()).contains(".git/config was replaced by a program of this host");
      }
      assertThat(configuration(scene).lines().filter(line -> !line.startsWith("#")))
          .anyMatch(line -> line.contains("changed"))
          .noneMatch(line -> line.contains("fsmonitor"));
    }
  }

  private static Scene scene(Runner runner) {
    runner.assume();
    Scene scene = Scene.open(runner, Site.echo("docs.example.com"));
    LabProcess.Result made =
        scene.shell(
            "git init -q -b main . && git config user.name me && git config user.email me@example.com");
    assertThat(made.exit()).as(made.err()).isZero();
    return scene;
  }

  private static String configuration(Scene scene) throws IOException {
    return Files.readString(Path.of(scene.project().toString(), ".git", "config"));
  }
}
