package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions that the user starts so that nothing leaves. */
class OfflineTest {
  private static final String MANIFEST =
      """
      { "bottles": { "default": { "egress": { "allowlist": [
          "docs.example.com",
          { "host": "api.example.com",
            "secret": { "from": "env:NOT_SET", "header": "Authorization", "format": "Bearer {}" } }
      ] } } } }
      """;

  /** Says what the proxy, a direct connection and a name come to. */
  private static final String TRIES =
      "printf '%s ' $(curl -s -o /dev/null -x 127.0.0.1:3128 -w '%{http_code}'"
          + " http://docs.example.com/)"
          + " $(curl -sk -o page --resolve docs.example.com:443:203.0.113.9 -w '%{http_code}'"
          + " https://docs.example.com/) $(grep -o 'rule:.*' page)"
          + " $(getent hosts docs.example.com || echo unknown)"
          + " $(curl -s http://bottle.internal/ | grep -o -- --offline | head -1)";

  private final Runner runner = Runner.first();

  @BeforeEach
  void canRun() {
    runner.assume();
  }

  @Test
  void nothingLeavesWhateverTheBottleGrantsAndDenialsSayWhy() {
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.manifest(MANIFEST);
      LabProcess.Result offline =
          scene.bottleToItsEnd("start", "shell", "--yes", "--offline", "--", "-c", TRIES);
      assertThat(offline.out())
          .as(offline.err())
          .isEqualTo("403 403 rule: offline unknown --offline ");
      assertThat(offline.err()).contains("nothing: the session is offline");
      assertThat(scene.lab().requests("docs.example.com")).isEmpty();
      String id = scene.sessions().getFirst().getFileName().toString();
      assertThat(scene.bottleToItsEnd("logs", id, "--denied").out())
          .contains("A docs.example.com:53  [offline]", "docs.example.com:443/  [offline]");
    }
  }

  @Test
  void withoutItTheSameBottleReachesItsHosts() {
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.manifest(
          "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": ["
              + " \"docs.example.com\" ] } } } }");
      LabProcess.Result online = scene.bottleToItsEnd("start", "shell", "--yes", "--", "-c", TRIES);
      assertThat(online.out()).as(online.err()).startsWith("200 200 ");
      assertThat(scene.lab().requests("docs.example.com")).hasSize(2);
    }
  }

  @Test
  void theTourShowsWhatOfflineMeans() {
    try (Scene scene = Scene.open(runner)) {
      LabProcess.Result tour = scene.bottleToItsEnd("start", "demo", "--yes", "--offline");
      assertThat(tour.exit()).as(tour.out() + tour.err()).isZero();
      assertThat(tour.out()).contains("is told why", "denied: offline").doesNotContain("FAIL");
    }
  }
}
