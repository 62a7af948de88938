package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.ResponseHead;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Allowed traffic, over real sockets and TLS on both sides. */
class ForwardingTest {
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void tunnelledRequestsShareOneConnectionToTheServer() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok(call.head().target()));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/one").body()).isEqualTo("/one");
    assertThat(talk.get("api.test", "/two?x=1").body()).isEqualTo("/two?x=1");
    assertThat(server.connections).hasValue(1);
    assertThat(lab.dialled).containsExactly("api.test:443");
  }

  @Test
  void aBodyOfKnownLengthArrivesWhole() throws Exception {
    lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    String body = "x".repeat(100_000);
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/", body).body()).isEqualTo(body);
    assertThat(talk.post("api.test", "/", "again").body()).isEqualTo("again");
  }

  @Test
  void chunkedBodiesPassBothWays() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              String body = call.body();
              call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              call.say("3\r\nabc\r\n" + Integer.toHexString(body.length()) + ";x=y\r\n" + body);
              call.say("\r\n0\r\nX-End: yes\r\n\r\n");
            });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(
        "POST / HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n",
        "4\r\nwxyz\r\n1\r\n!\r\n0\r\n\r\n");
    assertThat(talk.hear("POST").body()).isEqualTo("abcwxyz!");
    assertThat(Lab.only(server).fields().all("transfer-encoding")).containsExactly("chunked");
    assertThat(talk.post("api.test", "/", "more").body()).isEqualTo("abcmore");
  }

  @Test
  void anEventIsPassedOnBeforeTheNextOneExists() throws Exception {
    var heard = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
          call.say("Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n");
          await(heard);
          call.say("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        });
    lab.inspector = ScannerInspector::of;
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/events", ""));
    ResponseHead head = talk.reader.readHead("GET");
    var body = new Bodies.Text();
    talk.reader.readBody(body);
    assertThat(head.fields().first("content-type")).contains("text/event-stream");
    assertThat(body.text()).isEqualTo("data: 1\n\n");
    heard.countDown();
    while (talk.reader.readBody(body)) {}
    assertThat(body.text()).isEqualTo("data: 1\n\ndata: 2\n\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the event was held back");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatWaitsForContinueGetsItAndTheExpectationEndsHere() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(
        "POST / HTTP/1.1\r\nHost: api.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertThat(talk.reader.readHead("POST").status()).isEqualTo(100);
    talk.say("ok");
    assertThat(talk.hear("POST").body()).isEqualTo("ok");
    assertThat(Lab.only(server).fields().has("expect")).isFalse();
  }

  @Test
  void answersWithoutABodyLeaveTheConnectionInStep() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          switch (call.head().target()) {
            case "/head" -> call.say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
            case "/none" -> call.say("HTTP/1.1 204 No Content\r\n\r\n");
            case "/same" -> call.say("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n");
            case "/hints" ->
                call.say(
                    "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nh");
            default -> call.ok("end");
          }
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    Lab.Answer head = talk.say(Lab.request("HEAD", "api.test", "/head", "")).hear("HEAD");
    assertThat(head.fields().first("content-length")).contains("99");
    assertThat(talk.get("api.test", "/none").status()).isEqualTo(204);
    assertThat(talk.get("api.test", "/same").status()).isEqualTo(304);
    talk.say(Lab.request("GET", "api.test", "/hints", ""));
    assertThat(talk.hear("GET").status()).isEqualTo(103);
    assertThat(talk.hear("GET").body()).isEqualTo("h");
    assertThat(talk.get("api.test", "/").body()).isEqualTo("end");
  }

  @Test
  void aServerThatHintsWithoutEndIsNoAnswer() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          while (true) {
            call.say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
          }
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    int hints = 0;
    Lab.Answer answer = talk.hear("GET");
    while (answer.status() == 103) {
      hints++;
      assertThat(hints).isLessThanOrEqualTo(32);
      answer = talk.hear("GET");
    }
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.fields().first("x-bottle-denied")).contains("upstream");
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsMadeChunked() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end");
          call.socket().close();
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/").body()).isEqualTo("until the end");
    assertThat(talk.get("api.test", "/").body()).isEqualTo("until the end");
  }

  @Test
  void aBodyCutShortIsNotMadeToLookWhole() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
          call.socket().close();
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThatThrownBy(() -> talk.get("api.test", "/")).isInstanceOf(IOException.class);
  }

  @Test
  void anEarlyAnswerReachesAClientThatIsStillSending() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
          call.socket().close();
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 1000000\r\n\r\nbegin");
    Lab.Answer answer = talk.hear("POST");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("big");
  }

  @Test
  void aServerThatClosedAnIdleConnectionIsAskedOnANewOne() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              call.ok("x");
              call.socket().close();
            });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/").body()).isEqualTo("x");
    assertThat(talk.get("api.test", "/").body()).isEqualTo("x");
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void plainHttpGoesThroughTheProxyInAbsoluteForm() throws Exception {
    FakeServer server = lab.plain("web.test", call -> call.ok("plain"));
    lab.route(lab.to("web.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say(
        "GET http://web.test/a?b HTTP/1.1\r\nHost: web.test\r\nProxy-Connection: keep-alive\r\n",
        "Connection: X-Hop, keep-alive\r\nX-Hop: 1\r\nX-End: 2\r\n\r\n");
    assertThat(talk.hear("GET").body()).isEqualTo("plain");
    var seen = Lab.only(server);
    assertThat(seen.target()).isEqualTo("/a?b");
    assertThat(seen.fields().has("proxy-connection")).isFalse();
    assertThat(seen.fields().has("x-hop")).isFalse();
    assertThat(seen.fields().has("connection")).isFalse();
    assertThat(seen.fields().first("x-end")).contains("2");
  }

  @Test
  void transparentPlainHttpGoesWhereItsHostSays() throws Exception {
    lab.plain("web.test", call -> call.ok("plain"));
    lab.route(lab.to("web.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.5");
    String host = "web.test:" + lab.transparentPort();
    assertThat(talk.get(host, "/").body()).isEqualTo("plain");
    assertThat(lab.dialled).containsExactly(host);
  }

  @Test
  void transparentTlsGoesWhereItsServerNameSays() throws Exception {
    lab.tls("api.test", call -> call.ok("secure"));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.5").secured("api.test", lab.session);
    assertThat(talk.get("api.test:" + lab.transparentPort(), "/").body()).isEqualTo("secure");
  }

  @Test
  void passthroughCarriesTheServersOwnCertificate() throws Exception {
    lab.tls("raw.test", call -> call.ok("raw"));
    lab.route(lab.to("raw.test").passthrough()).start();
    Lab.Talk talk = lab.transparent("127.0.0.5").secured("raw.test", lab.world);
    assertThat(talk.get("raw.test", "/").body()).isEqualTo("raw");
  }

  @Test
  void anOfferOfHttp2IsDroppedAndTheRequestPasses() throws Exception {
    FakeServer server = lab.plain("web.test", call -> call.ok("h1"));
    lab.route(lab.to("web.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say(
        "GET http://web.test/ HTTP/1.1\r\nHost: web.test\r\n",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n");
    assertThat(talk.hear("GET").body()).isEqualTo("h1");
    var seen = Lab.only(server).fields();
    assertThat(seen.has("upgrade")).isFalse();
    assertThat(seen.has("connection")).isFalse();
    assertThat(seen.has("http2-settings")).isFalse();
  }

  @Test
  void theBottlesOwnPageAnswersWithoutARoute() throws Exception {
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Talk talk = lab.explicit();
    assertThat(talk.get("bottle.internal", "http://bottle.internal/").body())
        .contains("api.test: GET");
    assertThat(talk.get("bottle.internal", "http://bottle.internal/health").body())
        .isEqualTo("ok\n");
    assertThat(talk.get("bottle.internal", "http://bottle.internal/policy").body())
        .contains("\"host\":\"api.test\"")
        .doesNotContain("token", Lab.PLACEHOLDER);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void aServerThatClosedAnIdleConnectionGetsAWritingRequestOnANewOne() throws Exception {
    FakeServer server =
        lab.plain(
            "web.test",
            call -> {
              call.ok(call.body());
              call.socket().close();
            });
    lab.route(lab.to("web.test")).start();
    Lab.Talk talk = lab.explicit();
    assertThat(talk.post("web.test", "http://web.test/", "1").body()).isEqualTo("1");
    server.awaitClosed(1);
    assertThat(talk.post("web.test", "http://web.test/", "2").body()).isEqualTo("2");
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void aWritingRequestUsesAConnectionThatIsStillThere() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/", "1").body()).isEqualTo("1");
    assertThat(talk.post("api.test", "/", "2").body()).isEqualTo("2");
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void aClientThatHasNothingMoreToSayStillGetsItsAnswer() throws Exception {
    lab.plain("web.test", call -> call.ok("late"));
    lab.route(lab.to("web.test")).start();
    Lab.Talk talk = lab.explicit();
    talk.say(Lab.request("GET", "web.test", "http://web.test/", ""));
    talk.socket.shutdownOutput();
    assertThat(talk.hear("GET").body()).isEqualTo("late");
  }

  @Test
  void requestsSentBehindOneAnotherAreAnsweredInOrder() throws Exception {
    lab.tls("api.test", call -> call.ok(call.head().target()));
    lab.route(lab.to("api.test").clientCredentials()).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/1", ""), Lab.request("GET", "api.test", "/2", ""));
    talk.say(Lab.request("GET", "api.test", "/3", ""));
    assertThat(talk.hear("GET").body()).isEqualTo("/1");
    assertThat(talk.hear("GET").body()).isEqualTo("/2");
    assertThat(talk.hear("GET").body()).isEqualTo("/3");
  }

  @Test
  void closingTheGatewayEndsWhatItServes() throws Exception {
    lab.tls("api.test", call -> call.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    lab.stop();
    assertThatThrownBy(
            () -> {
              while (talk.reader.readBody(new Bodies.Text())) {}
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aClientThatDoesNotReadHoldsItsServerBack() throws Exception {
    byte[] piece = new byte[64 * 1024];
    int pieces = 1_600;
    var done = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: " + pieces * piece.length + "\r\n\r\n");
          for (int i = 0; i < pieces; i++) {
            call.out().write(piece);
          }
          done.countDown();
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    // A hundred megabytes are more than all sockets on the way keep, and take a second otherwise.
    assertThat(done.await(3, TimeUnit.SECONDS)).isFalse();
    talk.reader.readHead("GET");
    var read = new AtomicLong();
    var sink =
        new BodySink() {
          @Override
          public void bytes(byte[] source, int offset, int length) {
            read.addAndGet(length);
          }

          @Override
          public void end(Fields trailers) {}
        };
    while (talk.reader.readBody(sink)) {}
    assertThat(read).hasValue((long) pieces * piece.length);
    await(done);
  }

  @Test
  void aRangeIsAskedForAndAnsweredAsItIs() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call ->
                call.say(
                    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-4/9\r\n"
                        + "Content-Length: 3\r\n\r\ncde"));
    lab.route(lab.to("api.test")).start();
    Lab.Answer answer =
        lab.tunnel("api.test").get("api.test", "/", "Range: bytes=2-4", "If-Range: \"x\"");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.fields().all("content-range")).containsExactly("bytes 2-4/9");
    assertThat(answer.body()).isEqualTo("cde");
    assertThat(Lab.only(server).fields().all("range")).containsExactly("bytes=2-4");
    assertThat(Lab.only(server).fields().all("if-range")).containsExactly("\"x\"");
  }
}
