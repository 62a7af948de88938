package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of HTTP/1.1 whose host two readers could take for different ones (RFC 9112 §3.2, §11.2),
 * on each way in. Both hosts may be reached here, so that a wrong one would be.
 */
class HostInDoubtTest {
  private static final String A = "a.test";
  private static final String B = "b.test";

  /** How a request for {@link #A} comes in. */
  enum Way {
    PROXY("http"),
    TUNNEL("https"),
    TRANSPARENT("http"),
    TRANSPARENT_TLS("https");

    private final String scheme;

    Way(String scheme) {
      this.scheme = scheme;
    }

    private boolean tls() {
      return scheme.equals("https");
    }
  }

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.synthetic.put(InetAddress.ofLiteral("127.0.0.9"), A);
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private FakeServer serve(String host, boolean tls) throws IOException {
    FakeServer.Script script = call -> call.ok("from " + host);
    lab.route(lab.to(host));
    return tls ? lab.tls(host, script) : lab.plain(host, script);
  }

  private Lab.Talk come(Way way) throws Exception {
    return switch (way) {
      case PROXY -> lab.explicit();
      case TUNNEL -> lab.tunnel(A);
      case TRANSPARENT -> lab.transparent("127.0.0.9");
      case TRANSPARENT_TLS -> lab.transparent("127.0.0.9").secured(A, lab.session);
    };
  }

  /** The port behind a name, where it is not its scheme's own. */
  private String port(Way way) throws IOException {
    return switch (way) {
      case PROXY, TUNNEL -> "";
      case TRANSPARENT, TRANSPARENT_TLS -> ":" + lab.transparentPort();
    };
  }

  private String request(Way way, String target, List<String> hosts) throws IOException {
    var text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    hosts.forEach(host -> text.append("Host: ").append(host).append("\r\n"));
    String usual = way == Way.PROXY ? "<scheme>://<a>/" : "/";
    return text.append("\r\n")
        .toString()
        .replace("<usual>", usual)
        .replace("<scheme>", way.scheme)
        .replace("<other scheme>", way.tls() ? "http" : "https")
        .replace("<a>", A + port(way))
        .replace("<b>", B + port(way));
  }

  static Stream<Arguments> inDoubt() {
    return Stream.of(Way.values())
        .flatMap(way ->
            Stream.of(
                Arguments.of(way, "no Host", "<usual>", List.of()),
                Arguments.of(way, "an empty Host", "<usual>", List.of("")),
                Arguments.of(way, "two Hosts alike", "<usual>", List.of("<a>", "<a>")),
                Arguments.of(way, "another Host behind", "<usual>", List.of("<a>", "<b>")),
                Arguments.of(way, "another Host before", "<usual>", List.of("<b>", "<a>")),
                Arguments.of(way, "two names in a Host", "<usual>", List.of("<a>, <b>")),
                Arguments.of(way, "a name before the Host's", "<usual>", List.of("<b>@<a>")),
                Arguments.of(way, "a path behind the Host's", "<usual>", List.of("<a>/<b>")),
                Arguments.of(way, "another Host", "<usual>", List.of("<b>")),
                Arguments.of(way, "another port", "<usual>", List.of(A + ":8443")),
                Arguments.of(way, "another Host than a URL's", "<scheme>://<a>/", List.of("<b>")),
                Arguments.of(way, "another URL than the Host's", "<scheme>://<b>/", List.of("<a>")),
                Arguments.of(way, "a URL and no Host", "<scheme>://<a>/", List.of())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("inDoubt")
  void isRefusedBeforeAnythingIsDialled(Way way, String name, String target, List<String> hosts)
      throws Exception {
    FakeServer server = serve(A, way.tls());
    FakeServer other = serve(B, way.tls());
    lab.start();
    Lab.Talk talk = come(way);
    assertRefused(talk.say(request(way, target, hosts)).hear("GET"));
    assertThat(talk.say(request(way, "<usual>", List.of("<a>"))).hear("GET").body())
        .isEqualTo("from " + A);
    assertThat(server.heads).hasSize(1);
    assertThat(other.connections).hasValue(0);
    // What was refused stands there once: the next entry is the next request's.
    assertThat(lab.ledger.entries.get(1).verdict()).isEqualTo(Verdict.ALLOW);
  }

  private void assertRefused(Lab.Answer answer) {
    assertThat(answer.status()).isIn(400, 421);
    String rule = answer.status() == 400 ? "malformed" : "host-mismatch";
    assertThat(answer.fields().all("x-bottle-denied")).containsExactly(rule);
    assertThat(lab.dialled).isEmpty();
    assertThat(lab.ledger.entries).hasSize(1);
    LedgerEntry entry = lab.ledger.entries.getFirst();
    assertThat(entry.verdict()).isEqualTo(Verdict.DENY);
    assertThat(entry.rule()).isEqualTo(rule);
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"PROXY"},
      mode = EnumSource.Mode.EXCLUDE)
  void aUrlOfAnotherSchemeIsRefusedBeforeAnythingIsDialled(Way way) throws Exception {
    serve(A, way.tls());
    lab.start();
    assertRefused(come(way).say(request(way, "<other scheme>://<a>/", List.of("<a>"))).hear("GET"));
  }

  /** As a proxy has to take it, and any server (RFC 9112 §3.2.2). */
  @ParameterizedTest
  @EnumSource(Way.class)
  void aUrlOfTheSameHostPassesInWhateverSpelling(Way way) throws Exception {
    FakeServer server = serve(A, way.tls());
    lab.start();
    Lab.Talk talk = come(way);
    String spelt = A.toUpperCase(Locale.ROOT) + port(way);
    for (String host : new String[] {"<a>", spelt}) {
      Lab.Answer answer =
          talk.say(request(way, "<scheme>://" + spelt + "/x", List.of(host))).hear("GET");
      assertThat(answer.body()).isEqualTo("from " + A);
    }
    assertThat(server.heads).extracting(head -> head.target()).containsOnly("/x");
    assertThat(server.heads)
        .extracting(head -> head.fields().all("host"))
        .containsOnly(List.of(A + port(way)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: b.test:443",
        "Host: a.test:443\r\nHost: a.test:443",
        "Host: a.test:443\r\nHost: b.test:443",
        "Host: a.test:443, b.test:443",
        "Host: b.test:443@a.test:443",
        "Host: "
      })
  void aTunnelInDoubtIsRefused(String fields) throws Exception {
    serve(A, true);
    serve(B, true);
    lab.start();
    Lab.Talk talk = lab.explicit().say("CONNECT a.test:443 HTTP/1.1\r\n" + fields + "\r\n\r\n");
    assertRefused(talk.hear("GET"));
  }

  @Test
  void aTunnelToAUrlIsRefused() throws Exception {
    serve(A, true);
    lab.start();
    Lab.Talk talk = lab.explicit().say("CONNECT https://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n");
    assertRefused(talk.hear("GET"));
  }
}
