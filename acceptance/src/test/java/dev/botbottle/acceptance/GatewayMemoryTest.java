package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A gateway that is given more than it has memory for. */
class GatewayMemoryTest {
  /** As many connections as it takes, each with most of a head that never ends. */
  private static final String FILL =
      "pad=$(head -c 60000 /dev/zero | tr '\\0' w); for i in $(seq 505); do"
          + " exec {f}<>/dev/tcp/127.0.0.1/3128 || break;"
          + " printf 'GET http://docs.example.com/ HTTP/1.1\\r\\nX: %s' \"$pad\" >&$f || break;"
          + " done; sleep 60; echo STILL";

  @Test
  void endsAndTheSessionWithItAndSaysWhy() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": ["docs.example.com"] } } } }
          """);
      LabProcess.Result result =
          scene.bottleToItsEnd(
              "start",
              "shell",
              "--yes",
              "--",
              "-c",
              "curl -s -o page https://docs.example.com/ && " + FILL);
      assertThat(result.exit()).as(result.err()).isEqualTo(73);
      assertThat(result.out()).doesNotContain("STILL");
      assertThat(result.err())
          .contains("the gateway said: Terminating due to java.lang.OutOfMemoryError")
          .contains("the gateway ended before the agent");
      // What the runtime says last is no entry of the ledger.
      Path ledger = scene.sessions().getFirst().resolve("ledger.jsonl");
      assertThat(Files.readAllLines(ledger))
          .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
          .anyMatch(line -> line.contains("\"status 200\""));
    }
  }
}
