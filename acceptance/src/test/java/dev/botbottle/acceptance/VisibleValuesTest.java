package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values the manifest shows inside go to their hosts and to no other. */
class VisibleValuesTest {
  private static final String PATH_LIKE = "/srv/of-the-team/one";
  private static final String WORDS = "plain-words-only";

  @Test
  void aValueWithHostsGoesThereAndNowhereElseWhateverItLooksLike() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene =
        Scene.open(runner, Site.echo("docs.example.com"), Site.echo("deploy.example.com"))) {
      scene.manifest(
          """
          { "bottles": { "default": {
              "env": {
                "PLACE": { "value": "%s", "hosts": ["deploy.example.com"] },
                "WORDS": { "value": "${GIVEN_WORDS}", "hosts": ["deploy.example.com"] },
                "EDITOR": "some-editor"
              },
              "egress": { "allowlist": ["docs.example.com", "deploy.example.com"] } } } }
          """
              .formatted(PATH_LIKE));
      String command =
          """
          for value in "$PLACE" "$WORDS" "$EDITOR"; do
            for host in docs deploy; do
              curl -s -o /dev/null -w "$value $host %{http_code}\\n" \
                --data "it is $value." https://$host.example.com/taken
            done
          done
          """;
      try (LabProcess process =
          scene.bottle(
              Map.of("GIVEN_WORDS", WORDS), "start", "shell", "--yes", "--", "-c", command)) {
        process.in().close();
        LabProcess.Result result = process.await(Duration.ofMinutes(1));
        assertThat(result.out().lines())
            .as(result.err())
            .containsExactly(
                PATH_LIKE + " docs 403",
                PATH_LIKE + " deploy 200",
                WORDS + " docs 403",
                WORDS + " deploy 200",
                "some-editor docs 200",
                "some-editor deploy 200");
        assertThat(result.err()).contains("PLACE from the manifest, visible inside");
      }
      assertThat(scene.lab().seen())
          .filteredOn(seen -> seen instanceof Seen.HttpRequest http && http.request().complete())
          .hasSize(4);
    }
  }
}
