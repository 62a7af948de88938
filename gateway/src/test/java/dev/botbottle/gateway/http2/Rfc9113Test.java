package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may not do, and what it is told then; each case names its section. */
class Rfc9113Test extends ServedFrames {
  @Test
  void aRequestIsAnswered() throws Exception {
    client.greet().headers(1, true, Frames.with(GET, "x-one", "1"));
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.head()).containsEntry("x-seen", "/").containsEntry("content-length", "5");
    RequestHead head = served.getFirst();
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.fields().all("host")).containsExactly("a.test");
    assertThat(head.fields().all("x-one")).containsExactly("1");
    assertThat(head.framing()).isEqualTo(new Framing.None());
  }

  @Test
  void cookiesInPiecesAreJoined() throws Exception {
    client.greet().headers(1, true, Frames.with(GET, "cookie", "a=1", "cookie", "b=2"));
    client.hear();
    assertThat(served.getFirst().fields().all("cookie")).containsExactly("a=1; b=2");
  }

  @Test
  void aBodyComesWithItsPaddingTakenOffAndItsTrailers() throws Exception {
    client
        .greet()
        .headers(1, false, POST)
        .frame(Frames.DATA, Frames.PADDED, 1, new byte[] {2, 'a', 'b', 0, 0})
        .data(1, false, "c")
        .headers(1, true, "x-sum", "1");
    assertThat(client.hear().status()).isEqualTo(200);
    assertThat(bodies).containsExactly("abc[x-sum]");
  }

  @Test
  void unknownFramesAndSettingsArePassedOver() throws Exception {
    client.greet(0x99, 7).frame(0xb1, 0, 0, (byte) 1).frame(0xb1, 0, 7, (byte) 1);
    client.headers(1, true, GET);
    assertThat(client.hear().status()).isEqualTo(200);
  }

  @Test
  void aPingIsAnsweredWithItsBytes() throws Exception {
    client.greet().frame(Frames.PING, 0, 0, Frames.text("12345678"));
    Frames.Frame pong = client.next(Frames.PING);
    assertThat(pong.flags()).isEqualTo(Frames.ACK);
    assertThat(pong.text()).isEqualTo("12345678");
  }

  @Test
  void whatTheServerMayNotSendBecauseOfTheWindowWaits() throws Exception {
    client.greet(4, 2).headers(1, true, GET);
    assertThat(client.next(Frames.HEADERS).stream()).isEqualTo(1);
    assertThat(client.next(Frames.DATA).text()).isEqualTo("he");
    client.settings(4, 3);
    assertThat(client.next(Frames.DATA).text()).isEqualTo("l");
    client.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(9));
    Frames.Frame last = client.next(Frames.DATA);
    assertThat(last.text()).isEqualTo("lo");
    assertThat(last.ends()).isTrue();
  }

  static Stream<Breach> connectionErrors() {
    byte[] eight = new byte[8];
    return Stream.of(
        breach(
            "4.2 a frame larger than the limit",
            Frames.FRAME_SIZE_ERROR,
            c -> c.headers(1, false, POST).frame(Frames.DATA, 0, 1, new byte[16_385])),
        breach(
            "4.3 a header block that does not decode",
            Frames.COMPRESSION_ERROR,
            c -> c.frame(Frames.HEADERS, Frames.END_HEADERS, 1, (byte) 0xff, (byte) 0xff)),
        breach(
            "RFC 7541 6.1 index 0",
            Frames.COMPRESSION_ERROR,
            c -> c.frame(Frames.HEADERS, Frames.END_HEADERS, 1, (byte) 0x80)),
        breach(
            "RFC 7541 4.2 a table larger than the limit",
            Frames.COMPRESSION_ERROR,
            c ->
                c.frame(
                    Frames.HEADERS, Frames.END_HEADERS, 1, (byte) 0x3f, (byte) 0xe2, (byte) 0x1f)),
        breach(
            "RFC 7541 5.2 Huffman padding of eight bits",
            Frames.COMPRESSION_ERROR,
            c ->
                c.frame(
                    Frames.HEADERS,
                    Frames.END_HEADERS,
                    1,
                    new byte[] {0, (byte) 0x81, 0x1f, (byte) 0x82, (byte) 0xff, (byte) 0xff})),
        breach(
            "4.3 another frame within a header block",
            Frames.PROTOCOL_ERROR,
            c ->
                c.frame(Frames.HEADERS, Frames.END_STREAM, 1, Frames.block(GET))
                    .frame(Frames.PING, 0, 0, eight)),
        breach("5.1 DATA on an idle stream", Frames.PROTOCOL_ERROR, c -> c.data(1, true, "x")),
        breach(
            "5.1 RST_STREAM on an idle stream",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.RST_STREAM, 0, 1, Frames.number(8))),
        breach(
            "5.1 WINDOW_UPDATE on an idle stream",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(8))),
        breach(
            "5.1 CONTINUATION on an idle stream",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.CONTINUATION, Frames.END_HEADERS, 1, Frames.block(GET))),
        breach(
            "5.1.1 an even stream of a client",
            Frames.PROTOCOL_ERROR,
            c -> c.headers(2, true, GET)),
        breach(
            "5.1.1 a stream below one that was used",
            Frames.STREAM_CLOSED,
            c -> c.headers(5, true, GET).headers(3, true, GET)),
        breach("6.1 DATA on stream 0", Frames.PROTOCOL_ERROR, c -> c.data(0, true, "x")),
        breach(
            "6.1 padding as long as the frame",
            Frames.PROTOCOL_ERROR,
            c -> c.headers(1, false, POST).frame(Frames.DATA, Frames.PADDED, 1, new byte[] {6, 1})),
        breach("6.2 HEADERS on stream 0", Frames.PROTOCOL_ERROR, c -> c.headers(0, true, GET)),
        breach(
            "6.2 padding as long as the header block",
            Frames.PROTOCOL_ERROR,
            c ->
                c.frame(
                    Frames.HEADERS,
                    Frames.END_HEADERS | Frames.PADDED,
                    1,
                    new byte[] {(byte) 200, 1, 2})),
        breach(
            "6.3 PRIORITY on stream 0",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.PRIORITY, 0, 0, new byte[5])),
        breach(
            "6.4 RST_STREAM of three bytes",
            Frames.FRAME_SIZE_ERROR,
            c -> c.headers(1, false, POST).frame(Frames.RST_STREAM, 0, 1, new byte[3])),
        breach(
            "6.5 SETTINGS on a stream", Frames.PROTOCOL_ERROR, c -> c.frame(Frames.SETTINGS, 0, 1)),
        breach(
            "6.5 SETTINGS of five bytes",
            Frames.FRAME_SIZE_ERROR,
            c -> c.frame(Frames.SETTINGS, 0, 0, new byte[5])),
        breach(
            "6.5 an acknowledgement with a payload",
            Frames.FRAME_SIZE_ERROR,
            c -> c.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[6])),
        breach("6.5.2 ENABLE_PUSH of 2", Frames.PROTOCOL_ERROR, c -> c.settings(2, 2)),
        breach(
            "6.5.2 INITIAL_WINDOW_SIZE above 2^31-1",
            Frames.FLOW_CONTROL_ERROR,
            c -> c.settings(4, Integer.MIN_VALUE)),
        breach("6.5.2 MAX_FRAME_SIZE below 2^14", Frames.PROTOCOL_ERROR, c -> c.settings(5, 100)),
        breach(
            "6.5.2 MAX_FRAME_SIZE above 2^24-1",
            Frames.PROTOCOL_ERROR,
            c -> c.settings(5, 1 << 24)),
        breach(
            "6.7 PING of seven bytes",
            Frames.FRAME_SIZE_ERROR,
            c -> c.frame(Frames.PING, 0, 0, new byte[7])),
        breach(
            "6.7 PING on a stream", Frames.PROTOCOL_ERROR, c -> c.frame(Frames.PING, 0, 1, eight)),
        breach(
            "6.8 GOAWAY on a stream",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.GOAWAY, 0, 1, eight)),
        breach(
            "6.9 WINDOW_UPDATE of nothing on the connection",
            Frames.PROTOCOL_ERROR,
            c -> c.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(0))),
        breach(
            "6.9 WINDOW_UPDATE of three bytes",
            Frames.FRAME_SIZE_ERROR,
            c -> c.frame(Frames.WINDOW_UPDATE, 0, 0, new byte[3])),
        breach(
            "6.9.1 a window of the connection above 2^31-1",
            Frames.FLOW_CONTROL_ERROR,
            c -> c.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(Integer.MAX_VALUE))),
        breach(
            "6.9.2 a window of a stream above 2^31-1 by SETTINGS",
            Frames.FLOW_CONTROL_ERROR,
            c ->
                c.headers(1, false, POST)
                    .frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(Integer.MAX_VALUE - 65_535))
                    .settings(4, 65_536)),
        breach(
            "6.10 CONTINUATION behind END_HEADERS",
            Frames.PROTOCOL_ERROR,
            c ->
                c.headers(1, false, POST)
                    .frame(Frames.CONTINUATION, Frames.END_HEADERS, 1, Frames.block("a", "b"))),
        breach(
            "6.10 CONTINUATION on another stream",
            Frames.PROTOCOL_ERROR,
            c ->
                c.frame(Frames.HEADERS, 0, 1, Frames.block(GET))
                    .frame(Frames.CONTINUATION, Frames.END_HEADERS, 3, Frames.block("a", "b"))),
        breach(
            "8.4 PUSH_PROMISE of a client",
            Frames.PROTOCOL_ERROR,
            c ->
                c.headers(1, false, POST)
                    .frame(
                        Frames.PUSH_PROMISE,
                        Frames.END_HEADERS,
                        1,
                        Frames.concat(Frames.number(2), Frames.block(GET)))));
  }

  @ParameterizedTest
  @MethodSource("connectionErrors")
  void aConnectionErrorEndsTheConnection(Breach breach) throws Exception {
    holding = true;
    client.greet();
    breach.sender().send(client);
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(breach.code());
    assertThat(client.closed()).isTrue();
  }

  @Test
  void section34AnotherPrefaceEndsTheConnection() throws Exception {
    client.bytes("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(Frames.PROTOCOL_ERROR);
    assertThat(served).isEmpty();
  }

  @Test
  void section34APrefaceWithoutSettingsEndsTheConnection() throws Exception {
    client.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").headers(1, true, GET);
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(Frames.PROTOCOL_ERROR);
    assertThat(served).isEmpty();
  }

  static Stream<Breach> streamErrors() {
    return Stream.of(
        breach(
            "5.1 DATA behind END_STREAM",
            Frames.STREAM_CLOSED,
            c -> c.headers(1, true, GET).data(1, true, "x")),
        breach(
            "5.1 HEADERS behind END_STREAM",
            Frames.STREAM_CLOSED,
            c -> c.headers(1, true, GET).headers(1, true, "a", "b")),
        breach(
            "6.3 PRIORITY of four bytes",
            Frames.FRAME_SIZE_ERROR,
            c -> c.headers(1, false, POST).frame(Frames.PRIORITY, 0, 1, new byte[4])),
        breach(
            "6.9 WINDOW_UPDATE of nothing on a stream",
            Frames.PROTOCOL_ERROR,
            c -> c.headers(1, false, POST).frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(0))),
        breach(
            "6.9.1 a window of a stream above 2^31-1",
            Frames.FLOW_CONTROL_ERROR,
            c ->
                c.headers(1, false, POST)
                    .frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(Integer.MAX_VALUE))),
        breach(
            "6.9.1 more bytes than the window of the stream has",
            Frames.FLOW_CONTROL_ERROR,
            c -> {
              c.headers(1, false, POST);
              for (int i = 0; i < 5; i++) {
                c.frame(Frames.DATA, 0, 1, new byte[16_000]);
              }
            }),
        breach(
            "8.1 trailers without END_STREAM",
            Frames.PROTOCOL_ERROR,
            c -> c.headers(1, false, POST).headers(1, false, "a", "b")),
        breach(
            "8.1 a pseudo-header field in trailers",
            Frames.PROTOCOL_ERROR,
            c -> c.headers(1, false, POST).headers(1, true, ":path", "/other")),
        breach(
            "8.1.1 fewer bytes than Content-Length says",
            Frames.PROTOCOL_ERROR,
            c ->
                c.headers(1, false, Frames.with(POST, "content-length", "5"))
                    .data(1, true, "1234")),
        breach(
            "8.1.1 more bytes than Content-Length says",
            Frames.PROTOCOL_ERROR,
            c ->
                c.headers(1, false, Frames.with(POST, "content-length", "5"))
                    .data(1, false, "123456")),
        breach(
            "8.1.1 fewer bytes than Content-Length says, then trailers",
            Frames.PROTOCOL_ERROR,
            c ->
                c.headers(1, false, Frames.with(POST, "content-length", "5"))
                    .data(1, false, "1234")
                    .headers(1, true, "a", "b")));
  }

  @ParameterizedTest
  @MethodSource("streamErrors")
  void aStreamErrorEndsTheStreamAndNothingElse(Breach breach) throws Exception {
    holding = true;
    client.greet();
    breach.sender().send(client);
    Frames.Frame reset = client.next(Frames.RST_STREAM);
    assertThat(reset.stream()).isEqualTo(1);
    assertThat(reset.code()).isEqualTo(breach.code());
    holding = false;
    client.headers(3, true, GET);
    assertThat(client.hear().status()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesIsServedToTheEnd() throws Exception {
    client.greet().headers(1, false, POST);
    client.frame(Frames.GOAWAY, 0, 0, new byte[8]).data(1, true, "x");
    assertThat(client.hear().status()).isEqualTo(200);
  }

  @Test
  void whatComesForAStreamThatWasResetIsPassedOver() throws Exception {
    client.greet().headers(1, false, Frames.with(POST, "content-length", "1")).data(1, false, "12");
    assertThat(client.next(Frames.RST_STREAM).stream()).isEqualTo(1);
    client.data(1, false, "more").headers(1, true, "a", "b").headers(3, true, GET);
    assertThat(client.hear().status()).isEqualTo(200);
  }
}
