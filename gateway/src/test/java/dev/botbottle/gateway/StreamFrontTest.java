package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.ScanAction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that speak HTTP/2 to servers that do not: every rule holds for each stream. */
class StreamFrontTest {
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static String[] head(String method, String path, String... more) {
    String[] fields = {
      ":method", method, ":scheme", "https", ":authority", "api.test", ":path", path
    };
    String[] all = Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }

  private void assertDenied(Frames.Answer answer, int status, String rule) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.head())
        .containsEntry("x-bottle-denied", rule)
        .doesNotContainKey("connection");
    assertThat(answer.body()).contains("bot-bottle did not let this through");
    assertThat(lab.ledger.entries)
        .anySatisfy(entry -> {
          assertThat(entry.verdict()).isEqualTo(Verdict.DENY);
          assertThat(entry.rule()).isEqualTo(rule);
        });
  }

  @Test
  void aRequestReachesAServerThatSpeaksTheOlderProtocol() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok(call.head().target() + call.body()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/one?x=1", "x-one", "1", "te", "trailers"));
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("/one?x=1");
    RequestHead seen = Lab.only(server);
    assertThat(seen.fields().all("host")).containsExactly("api.test");
    assertThat(seen.fields().all("x-one")).containsExactly("1");
    assertThat(seen.fields().has("te")).isFalse();
    LedgerEntry entry = lab.ledger.await(e -> e.reason().equals("status 200"));
    assertThat(entry.path()).isEqualTo("/one?x=1");
    assertThat(entry.method()).isEqualTo("GET");
    client.headers(3, false, head("POST", "/two")).data(3, false, "a").data(3, true, "b");
    assertThat(client.hear().body()).isEqualTo("/twoab");
    assertThat(lab.dialled).containsExactly("api.test:443");
    lab.ledger.await(e -> e.reason().equals("status 200") && e.path().equals("/two"));
  }

  @Test
  void eachStreamIsDecidedForItself() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test").methods("GET").paths("/ok/**")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/ok/a"));
    assertThat(client.hear().body()).isEqualTo("fine");
    client.headers(3, true, head("GET", "/other"));
    assertDenied(client.hear(), 403, "path");
    client.headers(5, true, head("DELETE", "/ok/a"));
    assertDenied(client.hear(), 403, "method");
    client.headers(7, true, head("GET", "/ok/b"));
    assertThat(client.hear().body()).isEqualTo("fine");
    assertThat(server.received).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({
    "TRACE, /, '', '', 403, method",
    "GET, /../x, '', '', 403, path-syntax",
    "POST, /, x-http-method-override, DELETE, 403, override-header",
    "GET, /, x-note, PLANTED-KEY-77aa55, 403, scan:known:planted",
    "GET, /PLANTED-KEY-77aa55, '', '', 403, scan:known:planted",
    "POST, /, authorization, Bearer mine, 403, credential",
    "POST, /, content-encoding, x-own, 403, content-encoding",
    "OPTIONS, *, '', '', 400, malformed"
  })
  void whatIsDeniedInTheOlderProtocolIsDenied(
      String method, String path, String name, String value, int status, String rule)
      throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    String[] head = name.isEmpty() ? head(method, path) : head(method, path, name, value);
    client.headers(1, true, head);
    Frames.Answer answer = client.hear();
    assertThat(answer.head().get("x-bottle-denied")).isEqualTo(rule);
    assertDenied(answer, status, rule);
    assertThat(server.received).hasValue(0);
  }

  @Test
  void anAuthorityOtherThanTheServerNameIsMisdirected() throws Exception {
    lab.tls("api.test", call -> call.ok("fine"));
    FakeServer other = lab.tls("other.test", call -> call.ok("other"));
    lab.route(lab.to("api.test")).route(lab.to("other.test")).start();
    Frames client = lab.frames("api.test");
    String[] head = head("GET", "/");
    head[5] = "other.test";
    client.headers(1, true, head);
    assertDenied(client.hear(), 421, "host-mismatch");
    head[5] = "user@api.test";
    client.headers(3, true, head);
    assertDenied(client.hear(), 421, "host-mismatch");
    assertThat(other.received).hasValue(0);
  }

  @Test
  void connectWithinAConnectionIsRefused() throws Exception {
    lab.tls("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, ":method", "CONNECT", ":authority", "api.test:443");
    assertThat(client.next(Frames.HEADERS).ends()).isFalse();
    assertThat(client.next(Frames.RST_STREAM).stream()).isEqualTo(1);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void theRealTokenStandsInItsFieldAndAStrangersIsDenied() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("token " + Lab.TOKEN));
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("POST", "/", "authorization", "Bearer " + Lab.PLACEHOLDER));
    Frames.Answer answer = client.hear();
    assertThat(answer.body()).isEqualTo("token " + "*".repeat(Lab.TOKEN.length()));
    assertThat(Lab.only(server).fields().all("authorization"))
        .containsExactly("Bearer " + Lab.TOKEN);
    client.headers(3, true, head("POST", "/", "authorization", "Bearer sk-mine"));
    assertDenied(client.hear(), 403, "credential");
    client.headers(5, true, head("POST", "/", "x-api-key", "sk-mine"));
    assertDenied(client.hear(), 403, "credential");
    assertThat(server.received).hasValue(1);
  }

  @Test
  void aSecretAcrossFramesIsDeniedAndTheServerGetsNoValidEnd() throws Exception {
    var whole = new CompletableFuture<String>();
    FakeServer server = lab.tls("api.test", call -> whole.complete(call.body()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/")).data(1, false, "begin PLANTED-");
    client.data(1, false, "KEY-77").data(1, true, "aa55 end");
    assertDenied(client.hear(), 403, "scan:known:planted");
    server.awaitClosed(1);
    assertThat(whole).isNotDone();
    client.headers(3, true, head("GET", "/PLANTED-KEY-77aa55"));
    assertDenied(client.hear(), 403, "scan:known:planted");
  }

  @Test
  void aSecretInATrailerIsDenied() throws Exception {
    lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/")).data(1, false, "fine");
    client.headers(1, true, "x-sum", Lab.PLANTED);
    assertDenied(client.hear(), 403, "scan:known:planted");
  }

  @Test
  void aRedactedBodyKeepsItsLength() throws Exception {
    lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test").action(ScanAction.REDACT)).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/", "content-length", "22"));
    client.data(1, true, "is " + Lab.PLANTED + "!");
    assertThat(client.hear().body()).isEqualTo("is " + "*".repeat(18) + "!");
  }

  @Test
  void aBodyThatIsNotAsLongAsAnnouncedIsOnRecordAndHasNoValidEnd() throws Exception {
    var whole = new CompletableFuture<String>();
    FakeServer server = lab.tls("api.test", call -> whole.complete(call.body()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/", "content-length", "9")).data(1, true, "1234");
    assertThat(client.next(Frames.RST_STREAM).code()).isEqualTo(Frames.PROTOCOL_ERROR);
    lab.ledger.await(e -> e.rule().equals("malformed"));
    server.awaitClosed(1);
    assertThat(whole).isNotDone();
  }

  @Test
  void aMalformedHeadIsOnRecord() throws Exception {
    lab.tls("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/", "connection", "x"));
    assertThat(client.next().code()).isEqualTo(Frames.PROTOCOL_ERROR);
    LedgerEntry entry = lab.ledger.await(e -> e.rule().equals("malformed"));
    assertThat(entry.host()).isEqualTo("api.test");
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void trailersOfAnAnswerPassMasked() throws Exception {
    lab.tls(
        "api.test",
        call ->
            call.say(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
                    + "X-Sum: "
                    + Lab.TOKEN
                    + "\r\n\r\n"));
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/"));
    Frames.Answer answer = client.hear();
    assertThat(answer.body()).isEqualTo("abc");
    assertThat(answer.trailers()).containsEntry("x-sum", "*".repeat(Lab.TOKEN.length()));
  }

  @Test
  void answersWithoutABodyEndWithTheirHead() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          switch (call.head().target()) {
            case "/204" -> call.say("HTTP/1.1 204 No Content\r\n\r\n");
            case "/304" -> call.say("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
            default -> call.say("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
          }
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    String[] paths = {"/204", "/304", "/head"};
    for (int i = 0; i < paths.length; i++) {
      client.headers(2 * i + 1, true, head(i == 2 ? "HEAD" : "GET", paths[i]));
      Frames.Frame frame = client.next(Frames.HEADERS);
      assertThat(frame.ends()).as(paths[i]).isTrue();
      assertThat(client.fields(frame).get("content-length"))
          .isEqualTo(i == 0 ? null : i == 1 ? "9" : "7");
    }
  }

  @Test
  void aClientThatWaitsForContinueGetsIt() throws Exception {
    lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/", "expect", "100-continue", "content-length", "5"));
    Frames.Frame proceed = client.next();
    assertThat(client.fields(proceed)).containsEntry(":status", "100");
    client.data(1, true, "hello");
    assertThat(client.hear().body()).isEqualTo("hello");
  }

  @Test
  void earlyHintsPassBeforeTheAnswer() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
          call.ok("fine");
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/"));
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "103");
    assertThat(client.hear().body()).isEqualTo("fine");
  }

  @Test
  void anEarlyAnswerReachesAClientThatIsStillSendingAndEndsTheStream() throws Exception {
    lab.tls("api.test", call -> call.say("HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nbig"));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "/")).data(1, false, "x".repeat(2_000));
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("big");
    Frames.Frame reset = client.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.NO_ERROR);
    client.headers(3, true, head("GET", "/"));
    assertThat(client.hear().status()).isEqualTo(413);
  }

  @Test
  void anAnswerCutShortIsNotMadeToLookWhole() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
          call.socket().close();
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/"));
    assertThat(client.next(Frames.HEADERS).ends()).isFalse();
    Frames.Frame reset = client.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.INTERNAL_ERROR);
  }

  @Test
  void aRequestGivenUpIsGivenUpUpstream() throws Exception {
    var asked = new CountDownLatch(1);
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              asked.countDown();
              while (true) {
                call.say("3\r\nabc\r\n");
              }
            });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "/"));
    client.next(Frames.DATA);
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    server.awaitClosed(1);
    lab.ledger.await(e -> e.reason().equals("status 200, given up by the client"));
  }

  @Test
  void aClientThatDoesNotReadOneStreamReadsAnother() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          if (call.head().target().equals("/small")) {
            call.ok("small");
          } else {
            call.ok("x".repeat(300_000));
          }
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(1_000_000));
    client.headers(1, true, head("GET", "/large"));
    int got = 0;
    while (got < 65_535) {
      got += client.next(Frames.DATA).payload().length;
    }
    client.headers(3, true, head("GET", "/small"));
    assertThat(client.hear().body()).isEqualTo("small");
    client.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(1_000_000));
    Frames.Frame frame = client.next(Frames.DATA);
    while (!frame.ends()) {
      got += frame.payload().length;
      frame = client.next(Frames.DATA);
    }
    assertThat(got + frame.payload().length).isEqualTo(300_000);
  }

  @Test
  void withoutTlsHttp2IsRefusedByItsPrefaceAndItsUpgradeIsDropped() throws Exception {
    FakeServer server = lab.plain("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.transparent("127.0.0.3");
    talk.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    Lab.Answer answer = talk.hear("PRI");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fields().first("x-bottle-denied")).contains("malformed");
    assertThat(server.received).hasValue(0);
    assertThat(lab.dialled).isEmpty();
  }

  @Test
  void theProtocolIsTheOneTheClientOffers() throws Exception {
    lab.tls("api.test", call -> call.ok("fine"));
    lab.route(lab.to("api.test")).start();
    SSLSocket old = lab.offering("api.test", "http/1.1");
    assertThat(old.getApplicationProtocol()).isEqualTo("http/1.1");
    assertThat(new Lab.Talk(old).get("api.test", "/").body()).isEqualTo("fine");
    assertThat(lab.offering("api.test", "http/1.1", "h2").getApplicationProtocol()).isEqualTo("h2");
    assertThat(lab.offering("api.test", "h2").getApplicationProtocol()).isEqualTo("h2");
    assertThat(lab.offering("api.test").getApplicationProtocol()).isEmpty();
  }

  @Test
  void manyRequestsOfAnOrdinaryClientPassAtOnce() throws Exception {
    lab.tls("api.test", call -> call.ok(call.head().target() + call.body()));
    lab.route(lab.to("api.test")).start();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(Trust.only(Trust.pem(lab.session)))
            .proxy(
                ProxySelector.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.explicitPort())))
            .build()) {
      // The first one alone: the client opens a connection for each that finds none.
      var all = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      String body = "y".repeat(70_000);
      for (int i = 0; i < 30; i++) {
        var request =
            HttpRequest.newBuilder(URI.create("https://api.test/" + i))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        all.add(answer);
        if (i == 0) {
          answer.join();
        }
      }
      for (int i = 0; i < all.size(); i++) {
        HttpResponse<String> answer = all.get(i).get(15, TimeUnit.SECONDS);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("/" + i + body);
      }
    }
    List<LedgerEntry> answered =
        lab.ledger.entries.stream().filter(e -> e.reason().equals("status 200")).toList();
    assertThat(answered).hasSize(30);
  }
}
