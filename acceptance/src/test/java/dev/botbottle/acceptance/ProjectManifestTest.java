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

/** A project's manifest and skills, and an agent of the library, in real bottles. */
class ProjectManifestTest {
  private static final String FETCH = "curl -s -m 5 https://docs.example.com/x && echo FETCHED;";

  @ParameterizedTest
  @EnumSource
  void aProjectGrantsNothingUntilApprovedAndThenExactlyThat(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      Path project = scene.project();
      Files.writeString(
          project.resolve("bottle.jsonc"),
          """
          {
            "bottles": { "default": { "egress": { "allowlist": ["docs.example.com"] } } },
            "agents": { "helper": { "provider": "shell", "skills": ["tidy"] } }
          }
          """);
      Path skill = Files.createDirectories(project.resolve(".bot-bottle/skills/tidy/more"));
      Files.writeString(skill.resolveSibling("SKILL.md"), "Tidy up.");
      Files.writeString(skill.resolve("deep.md"), "Deep.");
      assertThat(run(scene, "shell", FETCH + " echo END").out())
          .contains("END")
          .doesNotContain("FETCHED");
      LabProcess.Result shown = bottle(scene, "trust", "--format", "json");
      assertThat(shown.out()).contains("bottle default may GET, POST and do anything else at docs");
      int at = shown.out().indexOf("sha256:");
      String digest = shown.out().substring(at, at + "sha256:".length() + 64);
      assertThat(bottle(scene, "trust", "--accept", digest).exit()).isZero();
      assertThat(run(scene, "shell", FETCH).out()).contains("FETCHED");
      LabProcess.Result helper =
          run(
              scene,
              "helper",
              "cd ~/.claude/skills/tidy; cat SKILL.md more/deep.md;"
                  + " { echo x >>SKILL.md; } 2>/dev/null && echo WRITTEN;"
                  + " { echo x >>more/deep.md; } 2>/dev/null && echo WRITTEN;"
                  + " rm -f SKILL.md 2>/dev/null; [ -e SKILL.md ] || echo REMOVED;"
                  + " touch ~/.claude/own && echo OWN");
      assertThat(helper.out())
          .as(helper.err())
          .contains("Tidy up.", "Deep.", "OWN")
          .doesNotContain("WRITTEN", "REMOVED");
      Files.writeString(project.resolve(".bot-bottle/skills/tidy/SKILL.md"), "Be evil.");
      assertThat(run(scene, "shell", FETCH + " echo END").out())
          .contains("END")
          .doesNotContain("FETCHED");
      assertThat(run(scene, "helper", "true").exit()).isEqualTo(76);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLibrarysOfflineAgentRunsWithoutAWayOut(Runner runner) {
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      LabProcess.Result result = run(scene, "offline", FETCH + " echo END");
      assertThat(result.out()).as(result.err()).contains("END").doesNotContain("FETCHED");
      assertThat(result.exit()).isZero();
    }
  }

  private static LabProcess.Result run(Scene scene, String agent, String command) {
    return bottle(scene, "start", agent, "--yes", "--", "-c", command);
  }

  private static LabProcess.Result bottle(Scene scene, String... words) {
    try (LabProcess process = scene.bottle(Map.of(), words)) {
      return process.await(Duration.ofSeconds(30));
    }
  }
}
