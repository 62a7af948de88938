package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.backends.bubblewrap.AlteredLaunch;
import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway that is given as much to hold as its clients can give it. */
class GatewayMemoryTest {
  /** Nearly all the connections there may be, each with most of a head that never ends. */
  private static final String FILL =
      "( pad=$(head -c 60000 /dev/zero | tr '\\0' w); for i in $(seq 250); do"
          + " exec {f}<>/dev/tcp/127.0.0.1/3128 || exit 1;"
          + " printf 'GET http://docs.example.com/ HTTP/1.1\\r\\nX: %s' \"$pad\" >&$f || exit 1;"
          + " done; echo FULL )";

  private static final String ASK =
      "curl -s -o page --retry 10 --retry-all-errors --retry-delay 1 https://docs.example.com/";

  private static Scene scene() {
    Runner runner = Runner.first();
    runner.assume();
    Scene scene = Scene.open(runner, Site.echo("docs.example.com"));
    scene.manifest(
        """
        { "bottles": { "default": { "egress": { "allowlist": ["docs.example.com"] } } } }
        """);
    return scene;
  }

  @Test
  void servesOnAfterAsManyBegunHeadsAsItTakesConnections() throws IOException {
    try (Scene scene = scene()) {
      LabProcess.Result result =
          scene.bottleToItsEnd(
              "start", "shell", "--yes", "--", "-c", FILL + " && " + ASK + " && echo SERVED");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out()).contains("FULL").contains("SERVED");
    }
  }

  /** With a seventh of the room the other one has, the same is too much. */
  @Test
  void oneThatHasNoMemoryLeftEndsAndTheSessionWithIt() throws IOException {
    try (Scene scene = scene()) {
      Programs programs = Programs.copiedTo(scene.lab().directory().resolve("classes"));
      // The gateway may read them later than they are all begun.
      String held = FILL.replace("echo FULL", "echo FULL; sleep 25");
      String command = ASK + " && echo SERVED; " + held + "; while :; do " + ASK + "; done";
      try (LabProcess session =
          scene.start(
              programs.command(
                  AlteredLaunch.class, Product.runtime().toString(), "GATEWAY_MEMORY", command),
              Map.of())) {
        session.in().close();
        LabProcess.Result result = session.await(Duration.ofSeconds(30));
        assertThat(result.out()).as(result.err()).contains("SERVED");
        assertThat(result.err()).contains("GATEWAY_LOST [the gateway said: ");
      }
      Path log = scene.sessions().getFirst().resolve("gateway.log");
      assertThat(log).content().contains("Terminating due to java.lang.OutOfMemoryError");
      // The first: what came when there was no room, and behind its end, did not leave.
      assertThat(scene.lab().requests("docs.example.com")).hasSize(1);
    }
  }
}
