package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.tls.Hellos;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.ScanAction;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not leave, over real sockets and TLS on both sides. */
class DenialTest {
  private Lab lab;
  private FakeServer server;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    server =
        lab.tls(
            "api.test",
            call -> {
              String body = call.body();
              call.ok("got " + body.length());
            });
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private void assertDenied(Lab.Answer answer, String rule) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.fields().first("x-bottle-denied")).contains(rule);
    assertThat(answer.body()).contains("\"rule\":\"" + rule + "\"");
    assertThat(answer.body()).doesNotContain(Lab.TOKEN, Lab.PLACEHOLDER, Lab.PLANTED);
    assertThat(lab.ledger.entries)
        .anyMatch(entry -> entry.verdict() == Verdict.DENY && entry.rule().equals(rule));
    assertThat(lab.ledger.entries.toString())
        .doesNotContain(Lab.TOKEN, Lab.PLACEHOLDER, Lab.PLANTED);
  }

  @Test
  void aHostWithoutARouteIsDeniedBeforeAnyTunnel() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say("CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n");
    Lab.Answer answer = talk.hear("GET");
    assertDenied(answer, "default-deny");
    assertThat(answer.body()).contains("evil.test", "bottle.jsonc");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aTransparentTlsClientReadsWhyItsHostIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.5").secured("evil.test", lab.session);
    assertDenied(talk.get("evil.test:" + lab.transparentPort(), "/"), "default-deny");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aDenialWinsOverARoute() throws Exception {
    lab.denials.add(
        new Denial("api.test", Set.of("DELETE"), List.of(), new Origin("bottle.jsonc", 9, 1)));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    Lab.Answer answer = talk.say(Lab.request("DELETE", "api.test", "/", "")).hear("DELETE");
    assertDenied(answer, "deny:api.test");
    assertThat(answer.body()).contains("bottle.jsonc:9:1");
    assertThat(talk.get("api.test", "/").status()).isEqualTo(200);
  }

  @Test
  void methodAndPathRulesHoldForEachRequestAnew() throws Exception {
    lab.route(lab.to("api.test").methods("GET").paths("/ok/**")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/ok/1").status()).isEqualTo(200);
    assertDenied(talk.get("api.test", "/other"), "path");
    assertDenied(talk.get("api.test", "/ok/../other"), "path-syntax");
    assertDenied(talk.get("api.test", "/ok/%2e%2e/other"), "path-syntax");
    assertDenied(talk.get("api.test", "/ok/..%5cother"), "path-syntax");
    assertThat(talk.get("api.test", "/ok/2").status()).isEqualTo(200);
    assertThat(server.heads).hasSize(2);
  }

  @Test
  void traceIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertDenied(talk.say(Lab.request("TRACE", "api.test", "/", "")).hear("TRACE"), "method");
  }

  @Test
  void connectInsideATunnelIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say("CONNECT api.test:443 HTTP/1.1\r\nHost: api.test\r\n\r\n");
    assertThat(talk.hear("GET").status()).isEqualTo(400);
    assertThat(server.heads).isEmpty();
  }

  @Test
  void aMethodOverrideIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertDenied(talk.get("api.test", "/", "X-HTTP-Method-Override: DELETE"), "override-header");
  }

  @Test
  void hostOtherThanTheServerNameIsMisdirected() throws Exception {
    lab.route(lab.to("api.test")).route(lab.to("other.test")).start();
    Lab.Answer answer = lab.tunnel("api.test").get("other.test", "/");
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.fields().first("x-bottle-denied")).contains("host-mismatch");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aServerNameOtherThanTheConnectHostIsMisdirected() throws Exception {
    lab.route(lab.to("api.test")).route(lab.to("other.test")).start();
    Lab.Talk talk = lab.tunnel("api.test", "other.test");
    assertThat(talk.get("other.test", "/").status()).isEqualTo(421);
    assertThat(talk.get("api.test", "/").status()).isEqualTo(421);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aSyntheticAddressStandsForOneNameOnly() throws Exception {
    lab.synthetic.put(InetAddress.ofLiteral("127.0.0.9"), "api.test");
    lab.tls("other.test", call -> call.ok("other"));
    lab.plain("web.test", call -> call.ok("web"));
    lab.route(lab.to("api.test")).route(lab.to("other.test")).route(lab.to("web.test")).start();
    String port = ":" + lab.transparentPort();
    Lab.Talk right = lab.transparent("127.0.0.9").secured("api.test", lab.session);
    assertThat(right.get("api.test" + port, "/").status()).isEqualTo(200);
    Lab.Talk wrong = lab.transparent("127.0.0.9").secured("other.test", lab.session);
    assertThat(wrong.get("other.test" + port, "/").status()).isEqualTo(421);
    assertThat(lab.transparent("127.0.0.9").get("web.test" + port, "/").status()).isEqualTo(421);
    assertThat(lab.dialled).containsExactly("api.test" + port);
  }

  @Test
  void aHostFieldWithAnAddressNeedsARouteToIt() throws Exception {
    lab.route(lab.to("api.test")).start();
    String port = ":" + lab.transparentPort();
    assertDenied(lab.transparent("127.0.0.5").get("127.0.0.5" + port, "/"), "default-deny");
    assertThat(lab.transparent("127.0.0.5").get("127.0.0.6" + port, "/").status()).isEqualTo(421);
  }

  @Test
  void tlsWithoutAServerNameNeedsARouteToTheAddress() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.5").secured("127.0.0.5", lab.session);
    assertDenied(talk.get("127.0.0.5:" + lab.transparentPort(), "/"), "default-deny");
  }

  @Test
  void somethingOtherThanTlsInATunnelIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say("CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n\r\n");
    assertThat(talk.reader.readHead("CONNECT").status()).isEqualTo(200);
    talk.say("SSH-2.0-OpenSSH_9.9\r\n");
    byte[] answer = talk.in.readAllBytes();
    assertThat(answer).startsWith(0x15);
    assertThat(lab.dialled).isEmpty();
    assertThat(lab.ledger.entries).anyMatch(entry -> entry.rule().equals("tls"));
  }

  @Test
  void bytesSentBeforeTheTunnelStandsAreRefused() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say("CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    assertThat(talk.hear("GET").status()).isEqualTo(400);
  }

  @Test
  void aPassedThroughConnectionWithAnotherServerNameIsCut() throws Exception {
    lab.tls("raw.test", call -> call.ok("raw"));
    lab.synthetic.put(InetAddress.ofLiteral("127.0.0.9"), "api.test");
    lab.route(lab.to("raw.test").passthrough()).route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.9");
    Assertions.assertThatThrownBy(() -> talk.secured("raw.test", lab.world))
        .isInstanceOf(IOException.class);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aWebSocketWithoutALeaveIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Answer answer =
        lab.tunnel("api.test").get("api.test", "/", "Connection: Upgrade", "Upgrade: websocket");
    assertDenied(answer, "websocket");
  }

  @Test
  void aSecretInPathQueryOrFieldIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertDenied(talk.get("api.test", "/a/" + Lab.PLANTED), "scan:known:planted");
    assertDenied(talk.get("api.test", "/?q=" + Lab.PLANTED), "scan:known:planted");
    assertDenied(talk.get("api.test", "/", "X-Note: " + Lab.PLANTED), "scan:known:planted");
    assertDenied(talk.get("api.test", "/", Lab.PLANTED + ": x"), "scan:known:planted");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aSecretInABodyIsDeniedAndTheServerGetsNoValidEnd() throws Exception {
    var ended = new java.util.concurrent.CountDownLatch(1);
    lab.tls(
        "broken.test",
        call -> {
          try {
            call.body();
          } catch (IOException e) {
            ended.countDown();
            throw e;
          }
        });
    lab.route(lab.to("broken.test")).start();
    String body = "x".repeat(40_000) + Lab.PLANTED + "y".repeat(40_000);
    assertDenied(lab.tunnel("broken.test").post("broken.test", "/", body), "scan:known:planted");
    assertThat(ended.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aSecretAcrossChunksIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (char c : Lab.PLANTED.toCharArray()) {
      talk.say("1\r\n" + c + "\r\n");
    }
    assertDenied(talk.hear("POST"), "scan:known:planted");
  }

  @Test
  void aSecretInATrailerIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n");
    talk.say("1\r\na\r\n0\r\nX-End: " + Lab.PLANTED + "\r\n\r\n");
    assertDenied(talk.hear("POST"), "scan:known:planted");
  }

  @Test
  void redactionKeepsTheLengthAndTheSession() throws Exception {
    lab.tls("model.test", call -> call.ok(call.body()));
    lab.route(lab.to("model.test").action(ScanAction.REDACT)).start();
    Lab.Answer answer = lab.tunnel("model.test").post("model.test", "/", "<" + Lab.PLANTED + ">");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .hasSize(Lab.PLANTED.length() + 2)
        .startsWith("<")
        .endsWith(">")
        .doesNotContain(Lab.PLANTED);
  }

  @Test
  void aBodyInAnUnknownCodingIsDenied() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertDenied(talk.post("api.test", "/", "x", "Content-Encoding: compress"), "content-encoding");
  }

  @Test
  void aServerWithAWrongCertificateGetsNothing() throws Exception {
    var stranger = Lab.authority("stranger");
    lab.route(lab.to("api.test").roots(stranger)).start();
    Lab.Answer answer = lab.tunnel("api.test").get("api.test", "/");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(server.heads).isEmpty();
  }

  @Test
  void aServerWithAnotherNamesCertificateGetsNothing() throws Exception {
    lab.servers.put("renamed.test", server.port());
    lab.route(lab.to("renamed.test")).start();
    assertThat(lab.tunnel("renamed.test").get("renamed.test", "/").status()).isEqualTo(502);
    assertThat(server.heads).isEmpty();
  }

  @Test
  void withAFullDiskNothingLeaves() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/").status()).isEqualTo(200);
    lab.ledger.full = true;
    // The entry about the answer may have been the one that failed, with the connection.
    Lab.Answer answer = lab.explicit().get("web.test", "http://web.test/");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.fields().first("x-bottle-denied")).contains("ledger");
    Assertions.assertThat(server.heads).hasSize(1);
  }

  @Test
  void withAFullDiskWhatIsNoRequestIsToldSoToo() throws Exception {
    lab.route(lab.to("api.test")).start();
    lab.ledger.full = true;
    Lab.Answer answer = lab.explicit().say("GET / HTTP/1.1\r\nHost : a\r\n\r\n").hear("GET");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.fields().first("x-bottle-denied")).contains("ledger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content_Length: 5", "transfer_encoding: chunked", "Transfer_encoding:"})
  void framingInAnotherSpellingIsMalformed(String field) throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Answer answer = lab.tunnel("api.test").post("api.test", "/", "hello", field);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fields().first("x-bottle-denied")).contains("malformed");
    assertThat(server.heads).isEmpty();
  }

  @Test
  void eachRequestIsOnRecordWithItsRule() throws Exception {
    lab.route(lab.to("api.test")).start();
    lab.tunnel("api.test").post("api.test", "/p?q=1", "hello");
    // The answer is recorded after it was passed on.
    long until = System.nanoTime() + 5_000_000_000L;
    while (lab.ledger.entries.size() < 2 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    LedgerEntry request = lab.ledger.entries.get(0);
    LedgerEntry response = lab.ledger.entries.get(1);
    assertThat(request.host()).isEqualTo("api.test");
    assertThat(request.port()).isEqualTo(443);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/p?q=1");
    assertThat(request.rule()).isEqualTo("route:api.test");
    assertThat(response.kind()).isEqualTo(LedgerEntry.Kind.RESPONSE);
    assertThat(response.bytesOut()).isEqualTo(5);
    assertThat(response.bytesIn()).isEqualTo(5);
  }

  @Test
  void anUpgradeWithABodyIsRefused() throws Exception {
    lab.route(lab.to("api.test").webSocket()).start();
    Lab.Answer answer =
        lab.tunnel("api.test")
            .post("api.test", "/", "x", "Connection: Upgrade", "Upgrade: websocket");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aScannerThatFailsDenies() throws Exception {
    lab.inspector = order -> new BrokenInspector();
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    Lab.Answer answer = talk.get("api.test", "/");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.fields().first("x-bottle-denied")).contains("scanner");
    assertThat(talk.post("api.test", "/", "body").status()).isEqualTo(503);
    assertThat(server.heads).isEmpty();
  }

  @Test
  void aProtocolThatIsNeitherTlsNorHttpIsOnRecordWithItsAddress() throws Exception {
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.5");
    talk.say("SSH-2.0-OpenSSH_9.9\r\n");
    assertThat(talk.hear("GET").status()).isEqualTo(400);
    assertThat(lab.ledger.entries)
        .anyMatch(entry -> entry.host().equals("127.0.0.5") && entry.rule().equals("malformed"));
  }

  @Test
  void aServerThatSwitchesProtocolsUnaskedIsCut() throws Exception {
    lab.tls(
        "odd.test",
        call -> call.say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"));
    lab.route(lab.to("odd.test").webSocket()).start();
    assertThat(lab.tunnel("odd.test").get("odd.test", "/").status()).isEqualTo(502);
  }

  @Test
  void aServersAnswerThatCanBeReadInTwoWaysIsNotPassedOn() throws Exception {
    lab.tls(
        "odd.test",
        call ->
            call.say(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0\r\n\r\n"));
    lab.route(lab.to("odd.test")).start();
    assertThat(lab.tunnel("odd.test").get("odd.test", "/").status()).isEqualTo(502);
  }

  @Test
  void anEncryptedHelloIsNotPassedThroughUnread() throws Exception {
    lab.tls("raw.test", call -> call.ok("raw"));
    lab.route(lab.to("raw.test").passthrough()).start();
    Lab.Talk talk = lab.transparent("127.0.0.5");
    talk.out.write(Hellos.hello(Hellos.serverName("raw.test"), Hellos.extension(0xfe0d, (byte) 0)));
    talk.out.flush();
    assertThat(talk.in.readAllBytes()).startsWith(0x15, 3, 3);
    assertThat(lab.ledger.entries).anyMatch(entry -> entry.rule().equals("ech"));
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aHelloInPiecesIsReadWholeBeforeItIsPassedThrough() throws Exception {
    FakeServer raw = lab.tls("raw.test", call -> call.ok("raw"));
    lab.route(lab.to("raw.test").passthrough()).start();
    Lab.Talk talk = lab.transparent("127.0.0.5");
    byte[] hello = Hellos.cut(Hellos.hello(Hellos.serverName("evil.test")), 3);
    for (byte b : hello) {
      talk.out.write(b);
    }
    talk.socket.shutdownOutput();
    talk.in.readAllBytes();
    assertThat(lab.dialled).isEmpty();
    assertThat(raw.connections).hasValue(0);
  }

  @Test
  void aSecretSentAfterTheAnswerBeganBreaksTheAnswerOff() throws Exception {
    FakeServer both =
        lab.tls(
            "both.test",
            call -> {
              call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
              call.ok(call.body());
            });
    lab.route(lab.to("both.test")).start();
    Lab.Talk talk = lab.tunnel("both.test");
    talk.say("POST / HTTP/1.1\r\nHost: both.test\r\nTransfer-Encoding: chunked\r\n\r\n");
    talk.say("1\r\na\r\n");
    assertThat(talk.reader.readHead("POST").status()).isEqualTo(200);
    talk.say(Integer.toHexString(Lab.PLANTED.length()), "\r\n", Lab.PLANTED, "\r\n");
    var answer = new Bodies.Text();
    Assertions.assertThatThrownBy(
            () -> {
              while (talk.reader.readBody(answer)) {}
            })
        .isInstanceOf(IOException.class);
    assertThat(answer.text()).isEqualTo("hi");
    assertThat(lab.ledger.entries).anyMatch(entry -> entry.rule().equals("scan:known:planted"));
    assertThat(both.heads).hasSize(1);
  }

  @Test
  void moreConnectionsThanTheLimitAreClosedAndThenServedAgain() throws Exception {
    lab.route(lab.to("api.test")).start();
    var held = new ArrayList<Lab.Talk>();
    for (int i = 0; i < Lab.LIMITS.maxConnections(); i++) {
      Lab.Talk talk = lab.explicit();
      talk.get("bottle.internal", "http://bottle.internal/health");
      held.add(talk);
    }
    Lab.Talk tooMany = lab.explicit();
    assertThat(tooMany.in.read()).isEqualTo(-1);
    held.getFirst().socket.close();
    long until = System.nanoTime() + 10_000_000_000L;
    int status = 0;
    while (status != 200 && System.nanoTime() < until) {
      try {
        status = lab.explicit().get("bottle.internal", "http://bottle.internal/health").status();
      } catch (IOException e) {
        // The gateway has not noticed yet.
      }
    }
    assertThat(status).isEqualTo(200);
  }
}
