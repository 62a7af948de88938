package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Seen;
import dev.botbottle.testkit.lab.Site;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names, inside and on the way out, with a real name server behind the gateway. */
class NamesTest {
  private static final String PUBLIC = "203.0.113.61";

  private final Runner runner = Runner.first();

  @BeforeEach
  void canRun() {
    runner.assume();
  }

  private static void grant(Scene scene, String routes) {
    scene.manifest(
        "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": [" + routes + "] } } } }");
  }

  private static LabProcess.Result run(Scene scene, String command) {
    return scene.bottleToItsEnd("start", "shell", "--yes", "--", "-c", command);
  }

  private static final String TWICE =
      "for i in 1 2; do curl -s -o page -w '%{http_code} ' http://HOST/;"
          + " grep -o 'rule: .*' page; sleep 5; done"; // longer than connections are kept

  @Test
  void aNameThatComesToLeadInsideIsNotFollowedThere() {
    String host = "a" + Site.TURNING;
    try (Scene scene = Scene.open(runner, Site.echo(host, PUBLIC, "127.0.0.1", "10.77.0.2"))) {
      grant(scene, "\"" + host + "\"");
      LabProcess.Result result = run(scene, TWICE.replace("HOST", host));
      // Either the address that was checked is used again, or the new one is refused.
      assertThat(result.out())
          .as(result.err())
          .matches("200 (200|403 rule: {3}address:loopback\n) ?");
      assertThat(scene.lab().requests(host)).isNotEmpty();
      assertThat(scene.lab().seen())
          .noneMatch(seen ->
              seen instanceof Seen.Connection connection && connection.side() == Seen.Side.HOST);
    }
  }

  @Test
  void aNameThatLeadsInsideIsRefusedWhateverItLedToWhenItWasGranted() {
    for (Map.Entry<String, String> place :
        new TreeMap<>(
                Map.of(
                    "127.0.0.1", "loopback",
                    "10.77.0.2", "private",
                    "169.254.169.254", "metadata",
                    "100.100.100.200", "metadata",
                    "198.18.0.1", "benchmark"))
            .entrySet()) {
      String host = "b" + Site.TURNING;
      try (Scene scene = Scene.open(runner, Site.echo(host, place.getKey(), PUBLIC))) {
        grant(scene, "\"" + host + "\"");
        LabProcess.Result result =
            run(scene, TWICE.replace("HOST", host).replace("1 2", "1").replace("sleep 5", ":"));
        assertThat(result.out())
            .as(result.err())
            .isEqualTo("403 rule:   address:" + place.getValue() + "\n");
        // Looked up once, and that answer decided.
        assertThat(scene.lab().requests(host)).isEmpty();
        assertThat(scene.lab().seenAt(place.getKey()))
            .noneMatch(seen -> seen instanceof Seen.Connection);
      }
    }
  }

  @Test
  void hostsThatResolveNamesOverHttpsOrTlsAreHostsLikeAnyOther() {
    try (Scene scene =
        Scene.open(
            runner,
            Site.echo("docs.example.com"),
            Site.echo("doh.example.com"),
            Site.echo("dns.example.net"))) {
      grant(scene, "\"docs.example.com\", \"doh.example.com\"");
      LabProcess.Result result =
          run(
              scene,
              "curl -s -o page -w '%{http_code} ' 'https://doh.example.com/dns-query?dns=AAABAA';"
                  + " curl -s -m 4 https://dns.example.net/dns-query || printf '%s ' $?;"
                  + " curl -sk -m 4 -o page -w '%{http_code} ' https://8.8.8.8/dns-query;"
                  + " for to in 8.8.8.8 doh.example.com; do"
                  + " python3 -c 'import socket,sys; socket.create_connection((sys.argv[1],853),4)'"
                  + " $to 2>/dev/null || printf 'no-853 '; done");
      assertThat(result.out()).as(result.err()).isEqualTo("200 6 403 no-853 no-853 ");
      assertThat(scene.lab().requests("doh.example.com")).hasSize(1);
      assertThat(scene.lab().lookups()).doesNotContain("dns.example.net");
      assertThat(scene.lab().seenAt("8.8.8.8")).isEmpty();
      String id = scene.sessions().getFirst().getFileName().toString();
      assertThat(scene.bottleToItsEnd("logs", id, "--denied").out())
          .contains("A dns.example.net:53  [default-deny]", "8.8.8.8:443/dns-query");
    }
  }

  /** Asks for the types that lead clients to QUIC and encrypted hellos (RFC 9460, RFC 9848). */
  private static final String RECORDS =
      """
      import socket, struct
      def ask(name, kind):
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          s.settimeout(5)
          labels = b''.join(bytes([len(l)]) + l.encode() for l in name.split('.')) + b'\\0'
          s.sendto(struct.pack('>6H', 7, 0x100, 1, 0, 0, 0) + labels + struct.pack('>2H', kind, 1),
                   ('9.9.9.9', 53))
          answer = s.recv(4096)
          return '%d:%d' % (answer[3] & 15, struct.unpack('>H', answer[6:8])[0])
      print(*(ask(n, k) for n in ('docs.example.com', 'evil.example.net') for k in (1, 64, 65)))
      """;

  @Test
  void noRecordLeadsToQuicOrAnEncryptedHelloAndEveryRefusedNameIsOnRecord() {
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      grant(scene, "\"docs.example.com\"");
      LabProcess.Result result = run(scene, "python3 -c \"" + RECORDS + "\"");
      assertThat(result.out()).as(result.err()).isEqualTo("0:1 0:0 0:0 3:0 3:0 3:0\n");
      String id = scene.sessions().getFirst().getFileName().toString();
      assertThat(scene.bottleToItsEnd("logs", id, "--denied").out())
          .contains("A evil.example.net:53", "SVCB evil.example.net:53", "HTTPS evil.example.net");
      assertThat(scene.lab().lookups()).doesNotContain("evil.example.net");
    }
  }
}
