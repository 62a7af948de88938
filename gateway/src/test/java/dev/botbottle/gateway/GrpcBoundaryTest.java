package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.http2.Http2Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that call themselves gRPC so that a boundary of messages falls into a secret. */
class GrpcBoundaryTest {
  /** Thirty-two bytes that are nothing but this session's. */
  private static final String VALUE = "wq7Lr2Xv" + "9KpT4mZc" + "8NbY3hJd" + "6GfS5aQe";

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    lab.planted = VALUE;
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static String prefix(int length) {
    return "\0\0\0" + (char) (length >> 8) + (char) (length & 0xff);
  }

  private static String message(String text) {
    return prefix(text.length()) + text;
  }

  /** A body with the token, whose first message ends behind so many of the token's bytes. */
  private static String reflected(int cut) {
    String before = "you sent ";
    return prefix(before.length() + cut) + before + Lab.TOKEN + " ".repeat(100);
  }

  private static void assertMasked(String body, String reflected) {
    assertThat(body)
        .hasSameSizeAs(reflected)
        .startsWith(reflected.substring(0, 14))
        .doesNotContain(Lab.TOKEN.substring(0, 4), Lab.TOKEN.substring(Lab.TOKEN.length() - 4));
  }

  private static void say(Http2Stream stream, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    stream.bytes(bytes, 0, bytes.length);
    stream.flush();
  }

  private static void begin(Http2Stream stream) throws IOException {
    stream.head(
        200, "", new Fields().add("content-type", "application/grpc"), new Framing.Chunked());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 23})
  void aBoundaryInAReflectedTokenHidesNothingOfItInTheOlderProtocol(int cut) throws Exception {
    String body = reflected(cut);
    lab.tls(
        "api.test",
        call -> {
          String asked = call.body();
          call.say(
              "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nContent-Length: ",
              body.length() + asked.length() + "\r\n\r\n" + body + asked);
        });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertMasked(talk.get("api.test", "/").body(), body);
    String type = "Content-Type: application/grpc";
    assertMasked(talk.post("api.test", "/", message("a"), type).body(), body + message("a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 23})
  void aBoundaryInAReflectedTokenHidesNothingOfItInStreams(int cut) throws Exception {
    String body = reflected(cut);
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          say(stream, body);
          stream.end(new Fields().add("grpc-status", "0"));
        });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    for (String type : new String[] {"application/grpc", "text/plain"}) {
      Frames client = lab.frames("api.test");
      client.headers(1, true, GrpcCalls.head("POST", type));
      assertMasked(client.hear().body(), body);
    }
  }

  @Test
  void aPauseInAReflectedTokenLetsItsFirstBytesGoAndNoMore() throws Exception {
    var go = new CountDownLatch(1);
    lab.streams(
        "api.test",
        (head, stream) -> {
          begin(stream);
          say(stream, message("it is " + Lab.TOKEN.substring(0, 2)));
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          say(stream, Lab.TOKEN.substring(2) + " and " + Lab.TOKEN);
          stream.end(new Fields().add("grpc-status", "0"));
        });
    lab.route(lab.to("api.test").bind(Lab.bearer())).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, GrpcCalls.head("POST", "application/grpc"));
    String first = message("it is " + Lab.TOKEN.substring(0, 2));
    var got = new StringBuilder();
    while (got.length() < first.length()) {
      got.append(client.next(Frames.DATA).text());
    }
    // Its reader may have to answer before there is more.
    assertThat(got.toString()).isEqualTo(first);
    go.countDown();
    Frames.Frame frame = client.next();
    while (frame.type() == Frames.DATA) {
      got.append(frame.text());
      frame = client.next();
    }
    assertThat(got.toString())
        .hasSize(first.length() + 2 * Lab.TOKEN.length() - 2 + 5)
        .contains(" and ")
        .doesNotContain(Lab.TOKEN.substring(2, 6), Lab.TOKEN.substring(20));
  }

  private static String byteByByte() {
    var all = new StringBuilder();
    for (int i = 0; i < VALUE.length(); i++) {
      all.append(message(VALUE.substring(i, i + 1)));
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValueInMessagesOfOneByteIsFound(boolean inOneFrame) throws Exception {
    var received = new Bodies.Text();
    lab.streams(
        "api.test",
        (head, stream) -> {
          while (stream.readBody(received)) {}
          begin(stream);
          stream.end(new Fields().add("grpc-status", "0"));
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, GrpcCalls.head("POST", "application/grpc"));
    if (inOneFrame) {
      client.data(1, true, byteByByte());
    } else {
      for (int i = 0; i < VALUE.length(); i++) {
        client.data(1, i == VALUE.length() - 1, message(VALUE.substring(i, i + 1)));
      }
    }
    assertThat(client.fields(client.next(Frames.HEADERS)))
        .containsEntry("grpc-status", "7")
        .containsEntry("x-bottle-denied", "scan:known:planted");
    assertThat(received.text()).doesNotContain(VALUE.substring(VALUE.length() - 1));
    lab.ledger.await(e -> e.rule().equals("scan:known:planted"));
  }

  @Test
  void aValueInMessagesOfOneByteIsFoundInTheOlderProtocol() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    String[] types = {"application/grpc", "application/grpc-web+proto"};
    for (String type : types) {
      Lab.Answer answer =
          lab.tunnel("api.test").post("api.test", "/", byteByByte(), "Content-Type: " + type);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.fields().first("x-bottle-denied")).contains("scan:known:planted");
    }
    assertThat(server.heads).hasSizeLessThanOrEqualTo(types.length);
  }

  @Test
  void aFormatAcrossMessagesIsFound() throws Exception {
    lab.streams(
        "api.test",
        (head, stream) -> {
          while (stream.readBody(new Bodies.Text())) {}
          begin(stream);
          stream.end(new Fields());
        });
    lab.route(lab.to("api.test")).start();
    Frames client = lab.frames("api.test");
    client.headers(1, false, GrpcCalls.head("POST", "application/grpc"));
    String key = "AKIA" + "Q3E7XKYJ" + "5NTRW2ZP";
    client.data(1, false, message("id=" + key.substring(0, 7)));
    client.data(1, true, message(key.substring(7) + " "));
    assertThat(client.fields(client.next(Frames.HEADERS)))
        .containsEntry("grpc-status", "7")
        .hasEntrySatisfying("x-bottle-denied", rule -> assertThat(rule).startsWith("scan:"));
  }

  @Test
  void codedMessagesOfTheOlderProtocolAreRefused() throws Exception {
    lab.tls("api.test", call -> call.ok(call.body()));
    lab.route(lab.to("api.test")).start();
    Lab.Answer answer =
        lab.tunnel("api.test")
            .post(
                "api.test",
                "/",
                message("a"),
                "Content-Type: application/grpc",
                "grpc-encoding: gzip");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.fields().first("x-bottle-denied")).contains("content-encoding");
    assertThat(lab.dialled).isEmpty();
  }
}
