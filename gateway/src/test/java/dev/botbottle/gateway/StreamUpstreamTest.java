package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.http2.Http2Stream;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that speak HTTP/2. */
class StreamUpstreamTest {
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static String[] head(String method, String host, String path, String... more) {
    String[] fields = {":method", method, ":scheme", "https", ":authority", host, ":path", path};
    String[] all = Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }

  private static String body(RequestHead head, Http2Stream stream) throws IOException {
    var text = new Bodies.Text();
    if (head.framing().hasBody()) {
      while (stream.readBody(text)) {}
    }
    return text.text();
  }

  private static void ok(Http2Stream stream, String body) throws IOException {
    answer(stream, new Fields(), body, new Fields());
  }

  private static void answer(Http2Stream stream, Fields fields, String body, Fields trailers)
      throws IOException {
    stream.head(200, "", fields, new Framing.Chunked());
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    stream.bytes(bytes, 0, bytes.length);
    stream.end(trailers);
  }

  @Test
  void streamsOfOneClientShareAConnectionAndKeepTheirTrailers() throws Exception {
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) ->
                answer(
                    stream,
                    new Fields().add("x-one", Lab.TOKEN),
                    head.target() + body(head, stream),
                    new Fields().add("grpc-status", "0").add("x-sum", Lab.TOKEN)));
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/one", "te", "trailers"));
    Frames.Answer answer = client.hear();
    String stars = "*".repeat(Lab.TOKEN.length());
    assertThat(answer.body()).isEqualTo("/one");
    assertThat(answer.head()).containsEntry("x-one", stars);
    assertThat(answer.trailers()).containsEntry("grpc-status", "0").containsEntry("x-sum", stars);
    client.headers(3, false, head("POST", "api.test", "/two", "content-length", "2"));
    client.data(3, true, "ab");
    assertThat(client.hear().body()).isEqualTo("/twoab");
    assertThat(server.connections).hasValue(1);
    RequestHead first = server.heads.getFirst();
    assertThat(first.fields().all("authorization")).containsExactly("Bearer " + Lab.TOKEN);
    assertThat(first.fields().all("te")).containsExactly("trailers");
    assertThat(server.heads.getLast().fields().all("content-length")).containsExactly("2");
    assertThat(server.heads.getLast().fields().has("te")).isFalse();
  }

  @Test
  void requestsThatBeginTogetherDialOnce() throws Exception {
    FakeStreams server = lab.streams("api.test", (head, stream) -> ok(stream, head.target()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    for (int i = 0; i < 20; i++) {
      client.headers(2 * i + 1, true, head("GET", "api.test", "/" + i));
    }
    for (int answered = 0; answered < 20; ) {
      Frames.Frame frame = client.next();
      assertThat(frame.type()).isIn(Frames.HEADERS, Frames.DATA);
      answered += frame.ends() ? 1 : 0;
    }
    assertThat(server.connections).hasValue(1);
    assertThat(lab.dialled).containsExactly("api.test:443");
  }

  @Test
  void connectionsAreNeverSharedAcrossSecrets() throws Exception {
    FakeStreams server = lab.streams("api.test", (head, stream) -> ok(stream, head.target()));
    lab.route(lab.to("api.test").paths("/bound/**").bind(Lab.bearer()));
    lab.route(lab.to("api.test").paths("/free/**")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/bound/a"));
    assertThat(client.hear().status()).isEqualTo(200);
    client.headers(3, true, head("GET", "api.test", "/free/a"));
    assertThat(client.hear().status()).isEqualTo(200);
    client.headers(5, true, head("GET", "api.test", "/bound/b"));
    assertThat(client.hear().status()).isEqualTo(200);
    assertThat(server.connections).hasValue(2);
    assertThat(server.heads.get(1).fields().has("authorization")).isFalse();
  }

  @Test
  void aClientOfTheOlderProtocolReachesAServerThatOnlySpeaksTheNewer() throws Exception {
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) -> {
              switch (head.target()) {
                case "/empty" -> {
                  stream.head(200, "", new Fields(), new Framing.Length(0));
                  stream.end(new Fields());
                }
                case "/204" -> {
                  stream.head(204, "", new Fields(), new Framing.None());
                  stream.end(new Fields());
                }
                default ->
                    answer(
                        stream,
                        new Fields(),
                        head.method().equals("HEAD") ? "" : body(head, stream),
                        new Fields().add("x-sum", "1"));
              }
            });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.post("api.test", "/", "hello").body()).isEqualTo("hello");
    assertThat(talk.get("api.test", "/empty").fields().all("content-length")).containsExactly("0");
    assertThat(talk.get("api.test", "/204").status()).isEqualTo(204);
    talk.say(Lab.request("HEAD", "api.test", "/", ""));
    assertThat(talk.hear("HEAD").status()).isEqualTo(200);
    assertThat(talk.post("api.test", "/", "again").body()).isEqualTo("again");
    // The first one finds out that HTTP/1.1 is not spoken there.
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void aServerThatSpeaksBothIsAskedInWhatTheClientSpeaks() throws Exception {
    FakeServer older = lab.tls("old.test", call -> call.ok("old"));
    lab.route(lab.to("old.test")).start();
    Frames client = lab.frames("old.test");
    client.headers(1, true, head("GET", "old.test", "/"));
    assertThat(client.hear().body()).isEqualTo("old");
    // On record when its connection is there for another.
    lab.ledger.await(entry -> entry.reason().equals("status 200"));
    client.headers(3, true, head("GET", "old.test", "/"));
    assertThat(client.hear().body()).isEqualTo("old");
    assertThat(older.connections).hasValue(1);
  }

  @Test
  void aConnectionThatEndedIsReplaced() throws Exception {
    FakeStreams server = lab.streams("api.test", (head, stream) -> ok(stream, head.target()));
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/a"));
    assertThat(client.hear().body()).isEqualTo("/a");
    server.cut();
    client.headers(3, true, head("GET", "api.test", "/b"));
    assertThat(client.hear().body()).isEqualTo("/b");
    client.headers(5, false, head("POST", "api.test", "/c")).data(5, true, "x");
    assertThat(client.hear().body()).isEqualTo("/c");
  }

  @Test
  void aRequestThatTheServerRefusedUntouchedIsRepeated() throws Exception {
    var asked = new AtomicInteger();
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          while (true) {
            Frames.Frame head = server.next(Frames.HEADERS);
            if (asked.incrementAndGet() == 2) {
              server.frame(
                  Frames.RST_STREAM, 0, head.stream(), Frames.number(Frames.REFUSED_STREAM));
            } else {
              server.headers(head.stream(), true, ":status", "200");
            }
          }
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    assertThat(client.hear().status()).isEqualTo(200);
    client.headers(3, true, head("POST", "api.test", "/"));
    assertThat(client.hear().status()).isEqualTo(200);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aRequestThatTheServerGaveUpIsNotRepeated() throws Exception {
    var asked = new AtomicInteger();
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          server.headers(server.next(Frames.HEADERS).stream(), true, ":status", "204");
          while (true) {
            int stream = server.next(Frames.HEADERS).stream();
            asked.incrementAndGet();
            server.frame(Frames.RST_STREAM, 0, stream, Frames.number(Frames.ENHANCE_YOUR_CALM));
          }
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test").headers(1, true, head("GET", "api.test", "/"));
    assertThat(client.hear().status()).isEqualTo(204);
    client.headers(3, true, head("GET", "api.test", "/"));
    assertThat(client.hear().status()).isEqualTo(502);
    assertThat(asked).hasValue(1);
  }

  @Test
  void eachSendingOfARepeatedRequestCountsAgainstItsMinute() throws Exception {
    var asked = new AtomicInteger();
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          while (true) {
            Frames.Frame head = server.next(Frames.HEADERS);
            asked.incrementAndGet();
            server.frame(Frames.RST_STREAM, 0, head.stream(), Frames.number(Frames.REFUSED_STREAM));
          }
        });
    TrafficLimits two =
        new TrafficLimits(
            OptionalLong.of(2), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    lab.route(lab.to("api.test").limits(two)).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    Frames.Answer denied = client.hear();
    assertThat(denied.status()).isEqualTo(429);
    assertThat(denied.body()).contains("limit:requests");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aServerThatGoesServesWhatItSaidItWould() throws Exception {
    var connections = new AtomicInteger();
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          boolean first = connections.incrementAndGet() == 1;
          Frames.Frame one = server.next(Frames.HEADERS);
          if (first) {
            server.next(Frames.HEADERS);
            server.frame(Frames.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
          }
          server.headers(one.stream(), true, ":status", first ? "200" : "201");
          server.any();
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    client.headers(3, true, head("GET", "api.test", "/"));
    var statuses = new TreeSet<String>();
    for (int i = 0; i < 2; i++) {
      statuses.add(String.valueOf(client.fields(client.next(Frames.HEADERS)).get(":status")));
    }
    assertThat(statuses).containsExactly("200", "201");
  }

  @Test
  void aServerThatSendsNoMoreRoomHoldsItsClientBack() throws Exception {
    var go = new CountDownLatch(1);
    var received = new CompletableFuture<Integer>();
    lab.streams(
        "api.test",
        (head, stream) -> {
          Awaited.open(go);
          received.complete(body(head, stream).length());
          ok(stream, "done");
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "api.test", "/"));
    // The client's window, the server's, and what is on its way between: never all of it.
    var sender =
        CompletableFuture.runAsync(() -> {
          try {
            int room = 65_535;
            int left = 400_000;
            while (left > 0) {
              int n = Math.min(Math.min(room, left), 16_000);
              if (n > 0) {
                client.data(1, n == left, "z".repeat(n));
                room -= n;
                left -= n;
              } else {
                Frames.Frame update = client.next(Frames.WINDOW_UPDATE);
                if (update.stream() == 1) {
                  room += ByteBuffer.wrap(update.payload()).getInt();
                }
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(sender).failsWithin(500, TimeUnit.MILLISECONDS);
    go.countDown();
    sender.get(15, TimeUnit.SECONDS);
    assertThat(client.hear().body()).isEqualTo("done");
    assertThat(received).isCompletedWithValue(400_000);
  }

  @Test
  void aRequestGivenUpIsGivenUpAtTheServerAndItsNeighbourGoesOn() throws Exception {
    var reset = new CompletableFuture<Integer>();
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          Frames.Frame first = server.next(Frames.HEADERS);
          server.headers(first.stream(), false, ":status", "200").data(first.stream(), false, "x");
          Frames.Frame frame = server.next();
          while (frame.type() != Frames.RST_STREAM) {
            frame = server.next();
          }
          reset.complete(frame.code());
          server.headers(server.next(Frames.HEADERS).stream(), true, ":status", "204");
          server.any();
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    client.next(Frames.DATA);
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    assertThat(reset.get(10, TimeUnit.SECONDS)).isEqualTo(Frames.CANCEL);
    lab.ledger.await(entry -> entry.reason().equals("status 200, given up by the client"));
    assertThat(lab.ledger.entries).noneMatch(entry -> entry.verdict() == Verdict.DENY);
    client.headers(3, true, head("GET", "api.test", "/"));
    assertThat(client.hear().status()).isEqualTo(204);
  }

  @Test
  void aSecretEndsItsStreamAndNotItsNeighbours() throws Exception {
    var whole = new CompletableFuture<String>();
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) -> {
              if (head.target().equals("/bad")) {
                whole.complete(body(head, stream));
              }
              ok(stream, "fine");
            });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "api.test", "/bad")).data(1, true, "a " + Lab.PLANTED);
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.head()).containsEntry("x-bottle-denied", "scan:known:planted");
    client.headers(3, true, head("GET", "api.test", "/good"));
    assertThat(client.hear().body()).isEqualTo("fine");
    assertThat(whole).isNotCompleted();
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void whatTheUserCutsEndsOnBothSidesAndIsNotUsedAgain() throws Exception {
    var ended = new CountDownLatch(1);
    FakeStreams server =
        lab.streams(
            "api.test",
            (head, stream) -> {
              stream.head(200, "", new Fields(), new Framing.Chunked());
              stream.flush();
              try {
                stream.readBody(new Bodies.Text());
              } catch (IOException e) {
                ended.countDown();
                throw e;
              }
              stream.end(new Fields());
            });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, head("POST", "api.test", "/"));
    client.next(Frames.HEADERS);
    lab.cut();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          while (client.next().type() != Frames.DATA) {}
        });
    lab.restore();
    Frames again = lab.frames("api.test");
    again.headers(1, true, head("GET", "api.test", "/"));
    assertThat(again.hear().status()).isEqualTo(200);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void eachStreamCountsAsOneUnderWay() throws Exception {
    var go = new CountDownLatch(1);
    lab.streams(
        "api.test",
        (head, stream) -> {
          Awaited.open(go);
          ok(stream, "fine");
        });
    var one =
        new TrafficLimits(
            OptionalLong.empty(), OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());
    lab.route(lab.to("api.test").limits(one)).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    lab.ledger.await(entry -> entry.kind() == LedgerEntry.Kind.REQUEST);
    client.headers(3, true, head("GET", "api.test", "/"));
    Frames.Frame denied = client.next(Frames.HEADERS);
    assertThat(denied.stream()).isEqualTo(3);
    assertThat(client.fields(denied)).containsEntry(":status", "429");
    go.countDown();
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "200");
  }

  @Test
  void aRequestGivenUpBeforeItsAnswerIsOnRecordAsThat() throws Exception {
    var asked = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    lab.rawStreams(
        "api.test",
        server -> {
          server.settings();
          server.next(Frames.HEADERS);
          asked.countDown();
          server.next(Frames.RST_STREAM);
          ended.countDown();
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, true, head("GET", "api.test", "/"));
    Awaited.open(asked);
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    lab.ledger.await(entry -> entry.reason().equals("given up by the client"));
  }
}
