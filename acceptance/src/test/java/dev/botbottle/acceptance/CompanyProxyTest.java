package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host that reaches the world through its company's proxy, with a login. */
class CompanyProxyTest {
  /** A proxy that tells each head it gets and connects where it is asked to. */
  private static final String PROXY =
      """
      import socket, threading
      def pump(a, b):
          try:
              while data := a.recv(65536):
                  b.sendall(data)
          except OSError:
              pass
          try:
              b.shutdown(socket.SHUT_WR)
          except OSError:
              pass
      def serve(c):
          head = b''
          while b'\\r\\n\\r\\n' not in head:
              head += c.recv(1)
          lines = head.decode().split('\\r\\n')
          print('ASKED', lines[0], [l for l in lines if l.startswith('Proxy-')], flush=True)
          host, port = lines[0].split()[1].rsplit(':', 1)
          s = socket.create_connection((host, int(port)))
          c.sendall(b'HTTP/1.1 200 OK\\r\\n\\r\\n')
          threading.Thread(target=pump, args=(s, c), daemon=True).start()
          pump(c, s)
      l = socket.create_server(('127.0.0.1', 8899))
      print('LISTENS', flush=True)
      while True:
          threading.Thread(target=serve, args=(l.accept()[0],), daemon=True).start()
      """;

  private static final String TRIES =
      "curl -s -o page -w '%{http_code} ' https://docs.example.com/;"
          + " curl -s -o page -w '%{http_code} ' http://docs.example.com/;"
          + " curl -s -o page -w '%{http_code} ' https://near.example.com/;"
          + " curl -s -o page -w '%{http_code} ' http://10.99.0.1/; grep -o 'rule: .*' page;"
          + " env; cat /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'";

  @ParameterizedTest
  @EnumSource
  void everythingGoesThroughItButWhatIsExemptAndItsPasswordIsNowhere(Runner runner)
      throws IOException {
    runner.assume();
    // Long enough to be told from chance; at-sign and colon are what addresses must encode.
    String password = "Px7-" + Secrets.claudeToken().substring(20, 40);
    try (Scene scene =
            Scene.open(runner, Site.echo("docs.example.com"), Site.echo("near.example.com"));
        LabProcess proxy = scene.start(java.util.List.of("python3", "-uc", PROXY), Map.of())) {
      Surroundings.awaitLine(proxy, "LISTENS");
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": [
              "docs.example.com", "near.example.com", "10.99.0.1" ] } } } }
          """);
      Map<String, String> environment =
          Map.of(
              "HTTPS_PROXY",
              "http://some%40one:" + password + "@127.0.0.1:8899",
              "NO_PROXY",
              "near.example.com:443,192.168.*");
      try (Watch watch = Watch.begin(password, scene.state());
          LabProcess session =
              scene.bottle(environment, "start", "shell", "--yes", "--", "-c", TRIES)) {
        session.in().close();
        LabProcess.Result result = session.await(Duration.ofMinutes(1));
        assertThat(result.out())
            .as(result.err())
            .startsWith("200 200 200 403 rule:   address:private\n");
        assertThat(result.out() + result.err()).doesNotContain(password);
        assertThat(result.err())
            .contains("127.0.0.1:8899 (HTTPS_PROXY)", "cannot be checked here", "192.168.*")
            .contains("logged in; directly near.example.com:443");
        assertThat(watch.found()).isEmpty();
      }
      String basic =
          Base64.getEncoder()
              .encodeToString(("some@one:" + password).getBytes(StandardCharsets.US_ASCII));
      assertThat(proxy.out())
          .contains("ASKED CONNECT docs.example.com:443 HTTP/1.1", basic)
          .contains("ASKED CONNECT docs.example.com:80 HTTP/1.1")
          .doesNotContain("near.example.com", "10.99.0.1");
      LabProcess.Result required =
          plan(
              scene,
              environment,
              "{ \"bottles\": { \"default\": { \"require\": ["
                  + "\"egress.proxy\"], \"egress\": { \"allowlist\": [\"docs.example.com\"] } } } }");
      assertThat(required.exit()).as(required.err()).isEqualTo(67);
    }
  }

  private static LabProcess.Result plan(Scene scene, Map<String, String> more, String manifest)
      throws IOException {
    scene.manifest(manifest);
    try (LabProcess process = scene.bottle(more, "start", "shell", "--dry-run")) {
      process.in().close();
      return process.await(Duration.ofMinutes(1));
    }
  }
}
