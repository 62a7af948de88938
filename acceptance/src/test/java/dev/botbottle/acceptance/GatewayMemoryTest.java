package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A gateway that is given as much to hold as its clients can give it. */
class GatewayMemoryTest {
  /** Nearly all the connections there may be, each with most of a head that never ends. */
  private static final String FILL =
      "( pad=$(head -c 60000 /dev/zero | tr '\\0' w); for i in $(seq 505); do"
          + " exec {f}<>/dev/tcp/127.0.0.1/3128 || exit 1;"
          + " printf 'GET http://docs.example.com/ HTTP/1.1\\r\\nX: %s' \"$pad\" >&$f || exit 1;"
          + " done; echo FULL )";

  private static final String ASK =
      "curl -s -o page --retry 10 --retry-all-errors --retry-delay 1 https://docs.example.com/";

  @Test
  void servesOnAfterAsManyBegunHeadsAsItTakesConnections() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": ["docs.example.com"] } } } }
          """);
      LabProcess.Result result =
          scene.bottleToItsEnd(
              "start", "shell", "--yes", "--", "-c", FILL + " && " + ASK + " && echo SERVED");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out()).contains("FULL").contains("SERVED");
    }
  }
}
