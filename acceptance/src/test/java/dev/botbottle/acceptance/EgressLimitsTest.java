package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import org.junit.jupiter.api.Test;

/** Limits of a manifest hold in a real bottle. */
class EgressLimitsTest {
  @Test
  void requestsAndBytesBeyondTheLimitsDoNotReachTheServer() {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"), Site.echo("b.example"))) {
      scene.manifest(
          """
          { "bottles": { "default": { "egress": {
              "limits": { "bytesOut": "64k" },
              "allowlist": [
                { "host": "docs.example.com", "limits": { "requestsPerMinute": 2 } },
                "b.example"
              ] } } } }
          """);
      String tries =
          "for i in 1 2 3; do curl -s -o page -w '%{http_code} ' https://docs.example.com/; done;"
              + " head -c 100000 /dev/zero | tr '\\0' w >big;"
              + " curl -s -o page -w '%{http_code} ' --data-binary @big https://b.example/;"
              + " grep -o 'rule: .*' page; curl -s -o page -w '%{http_code}' https://b.example/";
      LabProcess.Result result = scene.bottleToItsEnd("start", "shell", "--yes", "--", "-c", tries);
      assertThat(result.out())
          .as(result.err())
          .isEqualTo("200 200 429 403 rule:   limit:bytes-out\n200");
      assertThat(result.err()).contains("at most 2 requests a minute", "at most 64k bytes out");
      assertThat(scene.lab().requests("docs.example.com")).hasSize(2);
      assertThat(scene.lab().requests("b.example")).hasSize(1);
    }
  }
}
