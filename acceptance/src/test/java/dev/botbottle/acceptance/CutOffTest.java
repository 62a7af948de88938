package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The user cuts a running session off from another terminal, and puts it back. */
class CutOffTest {
  /** Says after each line of its input what three ways out come to. */
  private static final String AGENT =
      """
      import http.client, socket, sys, urllib.error, urllib.request
      kept = http.client.HTTPSConnection('docs.example.com')
      kept.connect()
      kept.auto_open = 0
      proxy = urllib.request.build_opener(
          urllib.request.ProxyHandler({'http': 'http://127.0.0.1:3128'}))
      print('UP', flush=True)
      for line in sys.stdin:
          said = [line.strip()]
          try:
              kept.request('GET', '/')
              answer = kept.getresponse()
              answer.read()
              said.append('kept-%d' % answer.status)
          except (OSError, http.client.HTTPException):
              said.append('kept-broken')
          try:
              said.append('page-%d' % proxy.open('http://docs.example.com/', timeout=9).status)
          except urllib.error.HTTPError as e:
              said.append('page-%d-%s' % (e.code, e.headers['X-Bottle-Denied']))
          try:
              socket.getaddrinfo('docs.example.com', 443)
              said.append('known')
          except OSError:
              said.append('unknown')
          print(*said, flush=True)
      """;

  @ParameterizedTest
  @EnumSource
  void aRunningSessionIsCutOffAtOnceAndPutBack(Runner runner) throws IOException {
    runner.assume();
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": [ "docs.example.com" ] } } } }
          """);
      try (LabProcess session =
          scene.bottle(Map.of(), "start", "--yes", "--", "python3", "-c", AGENT)) {
        Surroundings.awaitLine(session, "UP");
        String id = scene.sessions().getFirst().getFileName().toString();
        hear(session, "1", "1 kept-200 page-200 known");
        Instant before = Instant.now();
        LabProcess.Result cut = scene.bottleToItsEnd("stop", "--egress", id);
        Duration took = Duration.between(before, Instant.now());
        assertThat(cut.out()).as(cut.err()).isEqualTo("cut off " + id + "\n");
        assertThat(took).isLessThan(Duration.ofSeconds(2)); // with the start of two commands
        int served = scene.lab().requests("docs.example.com").size();
        hear(session, "2", "2 kept-broken page-403-egress-cut unknown");
        assertThat(scene.bottleToItsEnd("list").out()).contains(id, "cut off");
        assertThat(scene.lab().requests("docs.example.com")).hasSize(served);
        assertThat(scene.bottleToItsEnd("logs", id, "--denied").out()).contains("[egress-cut]");
        LabProcess.Result back = scene.bottleToItsEnd("stop", "--egress", id, "--restore");
        assertThat(back.out()).as(back.err()).isEqualTo("put back " + id + "\n");
        hear(session, "3", "3 kept-broken page-200 known");
        assertThat(scene.bottleToItsEnd("list").out()).contains(id, "running");
      }
      LabProcess.Result gone = scene.bottleToItsEnd("stop", "--egress", "shell");
      assertThat(gone.exit()).isEqualTo(71);
    }
  }

  private static void hear(LabProcess session, String line, String expected) throws IOException {
    session.in().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    session.in().flush();
    Surroundings.awaitLine(session, expected);
  }
}
