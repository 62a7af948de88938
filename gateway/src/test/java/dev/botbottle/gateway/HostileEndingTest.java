package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.EOFException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that end a stream or their connection early, late or not at all. */
class HostileEndingTest extends HostileStreams {
  private static final byte[] UNSERVED = new byte[8];

  static Stream<Wrong> resets() {
    return Stream.of(
            reset("NO_ERROR", Frames.NO_ERROR),
            reset("PROTOCOL_ERROR", Frames.PROTOCOL_ERROR),
            reset("INTERNAL_ERROR", Frames.INTERNAL_ERROR),
            reset("CANCEL", Frames.CANCEL),
            reset("a code that nobody knows", 0xdeadbeef))
        .flatMap(wrong -> wrong);
  }

  private static Stream<Wrong> reset(String name, int code) {
    return always(
        "5.4.2 RST_STREAM, " + name,
        code,
        s -> s.frame(Frames.RST_STREAM, 0, 1, Frames.number(code)));
  }

  @ParameterizedTest
  @MethodSource("resets")
  void aResetEndsItsStreamAndNothingElse(Wrong wrong) throws Exception {
    Frames client = askInVain(wrong);
    assertServed(client, 1);
    assertThat(said).noneMatch(frame -> frame.type() == Frames.RST_STREAM);
  }

  static Stream<Wrong> ends() {
    return Stream.of(
            always("the connection closes", 0, s -> s.close()),
            always("the connection closes within a frame", 0, s -> s.bytes("\0\0").close()),
            always(
                "6.8 GOAWAY that served it, then the end",
                0,
                s -> s.frame(Frames.GOAWAY, 0, 0, bytes(0, 0, 0, 1, 0, 0, 0, 2)).close()),
            Stream.of(
                within(
                    "6.8 GOAWAY that served nothing, behind a head",
                    0,
                    s -> s.frame(Frames.GOAWAY, 0, 0, UNSERVED))))
        .flatMap(wrong -> wrong);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void anAnswerWithoutItsEndIsNone(Wrong wrong) throws Exception {
    Frames client = askInVain(wrong);
    assertServed(client, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void whatAServerThatGoesDidNotServeIsAskedElsewhere(String method) throws Exception {
    serve(When.BEFORE_THE_ANSWER, s -> s.frame(Frames.GOAWAY, 0, 0, UNSERVED));
    Frames client = lab.frames(HOST).headers(1, true, request(method, "/"));
    assertThat(client.hear().status()).isEqualTo(204);
    assertThat(connections).hasValue(2);
  }

  @Test
  void aBodyIsNotSentASecondTime() throws Exception {
    serve(
        When.BEFORE_THE_ANSWER,
        s -> {
          s.next(Frames.DATA);
          s.frame(Frames.GOAWAY, 0, 0, UNSERVED);
        });
    Frames client = lab.frames(HOST).headers(1, false, request("POST", "/")).data(1, true, "x");
    assertNoAnswer(client, When.BEFORE_THE_ANSWER);
    assertThat(connections).hasValue(1);
  }

  @Test
  void aServerThatRefusesAlwaysIsNotAskedForEver() throws Exception {
    var asked = new AtomicInteger();
    lab.rawStreams(
        HOST,
        server -> {
          server.settings();
          while (true) {
            int stream = server.next(Frames.HEADERS).stream();
            asked.incrementAndGet();
            server.frame(Frames.RST_STREAM, 0, stream, Frames.number(Frames.REFUSED_STREAM));
          }
        });
    lab.route(lab.to(HOST)).start();
    assertNoAnswer(ask(), When.BEFORE_THE_ANSWER);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aServerThatTakesNoRequestsIsNoServer() throws Exception {
    lab.rawStreams(
        HOST,
        server -> {
          server.settings(3, 0);
          while (true) {
            int stream = server.next(Frames.HEADERS).stream();
            server.frame(Frames.RST_STREAM, 0, stream, Frames.number(Frames.REFUSED_STREAM));
          }
        });
    lab.route(lab.to(HOST)).start();
    assertNoAnswer(ask(), When.BEFORE_THE_ANSWER);
  }

  static Stream<Wrong> behindTheEnd() {
    return Stream.of(
        before("5.1 DATA behind the end", Frames.STREAM_CLOSED, s -> s.data(1, true, "x")),
        before(
            "5.1 a head behind the end",
            Frames.STREAM_CLOSED,
            s -> s.headers(1, true, ":status", "404")));
  }

  /** Asks a server that answers well, and then does what is given. */
  private Frames askBefore(Wrong wrong) throws Exception {
    serve(
        wrong.when(),
        s -> {
          s.headers(1, false, ":status", "200").data(1, true, "ok");
          wrong.script().serve(s);
        });
    Frames client = ask();
    assertThat(client.hear().body()).isEqualTo("ok");
    return client;
  }

  @ParameterizedTest
  @MethodSource("behindTheEnd")
  void whatComesBehindAnAnswerIsNoPartOfItAndEndsTheConnection(Wrong wrong) throws Exception {
    Frames client = askBefore(wrong);
    assertConnectionEnded(wrong.code());
    assertServed(client, 2);
  }

  static Stream<Wrong> harmlessBehindTheEnd() {
    return Stream.of(
        before("5.1 WINDOW_UPDATE", 0, s -> s.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(1))),
        before("5.1 PRIORITY", 0, s -> s.frame(Frames.PRIORITY, 0, 1, new byte[5])),
        before("5.1 RST_STREAM", 0, s -> s.frame(Frames.RST_STREAM, 0, 1, Frames.number(0))));
  }

  @ParameterizedTest
  @MethodSource("harmlessBehindTheEnd")
  void whatMayComeBehindAnAnswerIsPassedOver(Wrong wrong) throws Exception {
    Frames client = askBefore(wrong);
    assertServed(client, 1);
  }

  @Test
  void anEarlyAnswerThatNeedsNoBodyIsWhole() throws Exception {
    serve(
        When.BEFORE_THE_ANSWER,
        s -> {
          s.headers(1, false, ":status", "413").data(1, true, "no");
          s.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.NO_ERROR));
        });
    Frames client = lab.frames(HOST).headers(1, false, request("POST", "/")).data(1, false, "x");
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("no");
    assertServed(client, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "304", "HEAD"})
  void aBodyWhereThereMustBeNoneIsNoPartOfTheAnswer(String what) throws Exception {
    boolean head = what.equals("HEAD");
    serve(
        When.BEFORE_THE_ANSWER,
        s -> s.headers(1, false, ":status", head ? "200" : what).data(1, true, "body"));
    Frames client = lab.frames(HOST).headers(1, true, request(head ? "HEAD" : "GET", "/"));
    assertThat(client.hear().body()).isEmpty();
    assertServed(client, 1);
    awaitSaid(f -> f.type() == Frames.RST_STREAM && f.stream() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "304", "HEAD", "no length"})
  void anAnswerWithoutABodyThatDoesNotEndIsEnded(String what) throws Exception {
    String status = what.length() == 3 ? what : "200";
    serve(
        When.BEFORE_THE_ANSWER,
        s -> {
          if (what.equals("no length")) {
            s.headers(1, false, ":status", status, "content-length", "0");
          } else {
            s.headers(1, false, ":status", status);
          }
          assertThat(s.next(Frames.RST_STREAM).code()).isEqualTo(Frames.CANCEL);
          s.close();
        });
    boolean head = what.equals("HEAD");
    Frames client = lab.frames(HOST).headers(1, true, request(head ? "HEAD" : "GET", "/"));
    assertThat(client.hear().body()).isEmpty();
    awaitEnd();
    assertServed(client, 2);
  }

  @Test
  void whatComesForAStreamThatWasGivenUpIsPassedOver() throws Exception {
    serve(
        When.WITHIN_ITS_BODY,
        s -> {
          s.next(Frames.RST_STREAM);
          s.data(1, false, "late").headers(1, true, "x-sum", "1");
        });
    Frames client = ask();
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "200");
    begin();
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    lab.ledger.await(entry -> entry.reason().equals("status 200, given up by the client"));
    assertServed(client, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEADERS", "PING", "SETTINGS ACK", "HTTP/1.1"})
  void aServerThatDoesNotBeginWithItsSettingsIsNoServer(String first) throws Exception {
    lab.rawStreams(
        HOST,
        server -> {
          server.next(Frames.HEADERS);
          switch (first) {
            case "HEADERS" -> server.headers(1, true, ":status", "200");
            case "PING" -> server.frame(Frames.PING, 0, 0, new byte[8]);
            case "SETTINGS ACK" -> server.frame(Frames.SETTINGS, Frames.ACK, 0);
            default -> server.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
          try {
            while (true) {
              said.add(server.any());
            }
          } catch (EOFException e) {
            begin();
          }
        });
    lab.route(lab.to(HOST)).start();
    assertNoAnswer(ask(), When.BEFORE_THE_ANSWER);
    awaitBegun();
    assertThat(said.getLast().type()).isEqualTo(Frames.GOAWAY);
    assertThat(said.getLast().code()).isIn(Frames.PROTOCOL_ERROR, Frames.FRAME_SIZE_ERROR);
  }
}
