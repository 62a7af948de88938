package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.Frames;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a server does wrong on all of its connection: the request is refused or what the client has
 * of its answer broken off, the server told the error's code, and its connection ended.
 */
class HostileConnectionTest extends HostileStreams {
  private static final byte[] EIGHT = new byte[8];
  private static final byte[] OK = Frames.block(":status", "200");

  static Stream<Wrong> framing() {
    return Stream.of(
            always(
                "4.2 DATA larger than any frame may be",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.DATA, 0, 1, new byte[16_385])),
            always(
                "4.2 HEADERS larger than any frame may be",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.HEADERS, Frames.END_HEADERS, 1, new byte[16_385])),
            always(
                "4.2 an unknown frame larger than any frame may be",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(0xbb, 0, 1, new byte[16_385])),
            always(
                "3.4 HTTP/1.1 behind the settings",
                Frames.FRAME_SIZE_ERROR,
                s -> s.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
            always(
                "5.1 DATA on an idle stream of the client",
                Frames.PROTOCOL_ERROR,
                s -> s.data(3, true, "x")),
            always(
                "5.1 DATA on an idle stream of the server",
                Frames.PROTOCOL_ERROR,
                s -> s.data(2, true, "x")),
            always(
                "5.1 HEADERS on a stream that was not asked for",
                Frames.PROTOCOL_ERROR,
                s -> s.headers(9, true, ":status", "200")),
            always(
                "5.1 RST_STREAM on an idle stream",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.RST_STREAM, 0, 3, Frames.number(8))),
            always(
                "5.1 WINDOW_UPDATE on an idle stream",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 3, Frames.number(8))),
            always(
                "5.1 PRIORITY of four bytes on an idle stream",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.PRIORITY, 0, 3, new byte[4])),
            always(
                "5.1.1 HEADERS on a stream of the server",
                Frames.PROTOCOL_ERROR,
                s -> s.headers(2, true, ":status", "200")),
            always("6.1 DATA on stream 0", Frames.PROTOCOL_ERROR, s -> s.data(0, false, "x")),
            always(
                "6.1 padding as long as the frame",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.DATA, Frames.PADDED, 1, bytes(6, 1))),
            always(
                "6.2 HEADERS on stream 0",
                Frames.PROTOCOL_ERROR,
                s -> s.headers(0, true, ":status", "200")),
            always(
                "6.2 padding as long as the header block",
                Frames.PROTOCOL_ERROR,
                s ->
                    s.frame(
                        Frames.HEADERS, Frames.END_HEADERS | Frames.PADDED, 1, bytes(200, 1, 2))),
            always(
                "6.2 a priority that does not fit in",
                Frames.FRAME_SIZE_ERROR,
                s ->
                    s.frame(
                        Frames.HEADERS, Frames.END_HEADERS | Frames.PRIORITISED, 1, bytes(0, 0))),
            always(
                "6.3 PRIORITY on stream 0",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.PRIORITY, 0, 0, new byte[5])),
            always(
                "6.4 RST_STREAM on stream 0",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.RST_STREAM, 0, 0, Frames.number(8))),
            always(
                "6.4 RST_STREAM of three bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.RST_STREAM, 0, 1, new byte[3])),
            always(
                "6.6 PUSH_PROMISE though told not to",
                Frames.PROTOCOL_ERROR,
                s ->
                    s.frame(
                        Frames.PUSH_PROMISE,
                        Frames.END_HEADERS,
                        1,
                        Frames.concat(Frames.number(2), OK))),
            always(
                "6.6 PUSH_PROMISE on stream 0",
                Frames.PROTOCOL_ERROR,
                s ->
                    s.frame(
                        Frames.PUSH_PROMISE,
                        Frames.END_HEADERS,
                        0,
                        Frames.concat(Frames.number(2), OK))),
            always(
                "6.6 PUSH_PROMISE of a stream of the client",
                Frames.PROTOCOL_ERROR,
                s ->
                    s.frame(
                        Frames.PUSH_PROMISE,
                        Frames.END_HEADERS,
                        1,
                        Frames.concat(Frames.number(3), OK))),
            always(
                "6.7 PING of seven bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.PING, 0, 0, new byte[7])),
            always(
                "6.7 PING on a stream",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.PING, 0, 1, EIGHT)),
            always(
                "6.8 GOAWAY on a stream",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.GOAWAY, 0, 1, EIGHT)),
            always(
                "6.8 GOAWAY of seven bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.GOAWAY, 0, 0, new byte[7])),
            always(
                "6.10 CONTINUATION behind no head",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.CONTINUATION, Frames.END_HEADERS, 1, OK)),
            always(
                "6.10 CONTINUATION on another stream",
                Frames.PROTOCOL_ERROR,
                s ->
                    s.frame(Frames.HEADERS, 0, 1, OK)
                        .frame(Frames.CONTINUATION, Frames.END_HEADERS, 3, OK)),
            always(
                "6.10 DATA within a header block",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.HEADERS, 0, 1, OK).data(1, true, "x")),
            always(
                "6.10 PING within a header block",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.HEADERS, 0, 1, OK).frame(Frames.PING, 0, 0, EIGHT)),
            always(
                "6.10 HEADERS within a header block",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.HEADERS, 0, 1, OK).headers(1, true, ":status", "200")),
            always(
                "5.5 an unknown frame within a header block",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.HEADERS, 0, 1, OK).frame(0xbb, 0, 1)),
            always(
                "10.5.1 a header block larger than any head may be",
                Frames.PROTOCOL_ERROR,
                s -> {
                  s.frame(Frames.HEADERS, 0, 1, OK);
                  for (int i = 1; i <= 5; i++) {
                    s.frame(Frames.CONTINUATION, 0, 1, Frames.block("x", "y".repeat(15_000)));
                  }
                }))
        .flatMap(wrong -> wrong);
  }

  static Stream<Wrong> settingsAndWindows() {
    return Stream.of(
            always(
                "6.5 SETTINGS on a stream",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.SETTINGS, 0, 1)),
            always(
                "6.5 SETTINGS of five bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.SETTINGS, 0, 0, new byte[5])),
            always(
                "6.5 an acknowledgement with a payload",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[6])),
            always("6.5.2 ENABLE_PUSH of a server", Frames.PROTOCOL_ERROR, s -> s.settings(2, 1)),
            always("6.5.2 ENABLE_PUSH of 2", Frames.PROTOCOL_ERROR, s -> s.settings(2, 2)),
            always(
                "6.5.2 INITIAL_WINDOW_SIZE above 2^31-1",
                Frames.FLOW_CONTROL_ERROR,
                s -> s.settings(4, Integer.MIN_VALUE)),
            always(
                "6.5.2 MAX_FRAME_SIZE below 2^14",
                Frames.PROTOCOL_ERROR,
                s -> s.settings(5, 16_383)),
            always(
                "6.5.2 MAX_FRAME_SIZE above 2^24-1",
                Frames.PROTOCOL_ERROR,
                s -> s.settings(5, 1 << 24)),
            always(
                "6.9 WINDOW_UPDATE of nothing on the connection",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(0))),
            always(
                "6.9 WINDOW_UPDATE of three bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 0, new byte[3])),
            always(
                "6.9.1 a window of the connection above 2^31-1",
                Frames.FLOW_CONTROL_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(Integer.MAX_VALUE))),
            always(
                "6.9.2 a window of a stream above 2^31-1 by SETTINGS",
                Frames.FLOW_CONTROL_ERROR,
                s ->
                    s.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(Integer.MAX_VALUE - 65_535))
                        .settings(4, 65_536)))
        .flatMap(wrong -> wrong);
  }

  /** Header blocks that do not decode (4.3); the sections are those of RFC 7541. */
  static Stream<Wrong> headerBlocks() {
    return Stream.of(
            block("2.3.3 an entry beyond both tables", bytes(0xfe)),
            block("4.2 a table size behind a field", Frames.concat(OK, bytes(0x20))),
            block("5.1 a number without its end", bytes(0xff, 0xff)),
            block(
                "5.1 a number above all bounds",
                bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
            block("5.2 a name without its end", bytes(0, 5, 'a')),
            block("5.2 Huffman's end of a string", bytes(0, 1, 'x', 0x84, 0xff, 0xff, 0xff, 0xff)),
            block("5.2 padding of more than seven bits", bytes(0, 1, 'x', 0x82, 0x1f, 0xff)),
            block("5.2 padding of zeros", bytes(0, 1, 'x', 0x81, 0x18)),
            block("6.1 entry 0", bytes(0x80)),
            block(
                "6.3 a table size above the limit", Frames.concat(bytes(0x3f, 0xe1, 0xff, 3), OK)))
        .flatMap(wrong -> wrong);
  }

  private static Stream<Wrong> block(String section, byte[] block) {
    return always(
        "RFC 7541 " + section,
        Frames.COMPRESSION_ERROR,
        s -> s.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, block));
  }

  @ParameterizedTest
  @MethodSource({"framing", "settingsAndWindows", "headerBlocks"})
  void theConnectionEnds(Wrong wrong) throws Exception {
    Frames client = askInVain(wrong);
    assertConnectionEnded(wrong.code());
    assertServed(client, 2);
  }
}
