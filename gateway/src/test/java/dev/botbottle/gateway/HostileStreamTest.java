package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a server does wrong on one stream: its request is refused or what the client has of the
 * answer broken off, the stream is reset, and its connection serves the next request.
 */
class HostileStreamTest extends HostileStreams {
  static Stream<Wrong> frames() {
    return Stream.of(
            always(
                "6.3 PRIORITY of four bytes",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.PRIORITY, 0, 1, new byte[4])),
            always(
                "6.9 WINDOW_UPDATE of nothing",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(0))),
            always(
                "6.9.1 a window above 2^31-1",
                Frames.FLOW_CONTROL_ERROR,
                s -> s.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(Integer.MAX_VALUE))),
            always(
                "6.1 padding without its length",
                Frames.FRAME_SIZE_ERROR,
                s -> s.frame(Frames.DATA, Frames.PADDED, 1)),
            always(
                "10.5.1 a small header block that stands for a large head",
                Frames.PROTOCOL_ERROR,
                s -> s.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, bomb())))
        .flatMap(wrong -> wrong);
  }

  /** RFC 7541 §6.1: one entry of 3,900 bytes, then a byte for each time it is meant. */
  private static byte[] bomb() {
    byte[] entry = Frames.block("x", "y".repeat(3_900));
    entry[0] = 0x40;
    byte[] times = new byte[8_000];
    Arrays.fill(times, (byte) (0x80 | 62));
    return Frames.concat(Frames.block(":status", "200"), entry, times);
  }

  static Stream<Wrong> heads() {
    return Stream.of(
        before("8.1 DATA before a head", Frames.PROTOCOL_ERROR, s -> s.data(1, true, "x")),
        head("8.1 an interim response that ends", ":status", "100"),
        head("8.1 a second interim response that ends", ":status", "103"),
        head("8.6 status 101", ":status", "101"),
        open("8.6 status 101", ":status", "101"),
        head("8.2 an empty name", ":status", "200", "", "1"),
        head("8.2 a name in capitals", ":status", "200", "Server", "x"),
        head("8.2.1 a space in a name", ":status", "200", "a b", "1"),
        head("8.2.1 a colon in a name", ":status", "200", "a:b", "1"),
        head("8.2.1 NUL in a name", ":status", "200", "a\0b", "1"),
        head("8.2.1 CR LF in a name", ":status", "200", "a\r\nset-cookie", "1"),
        head("8.2.1 a byte above 126 in a name", ":status", "200", "a\u00e4", "1"),
        head("8.2.1 NUL in a value", ":status", "200", "x", "1\0002"),
        head("8.2.1 LF in a value", ":status", "200", "x", "1\nset-cookie: a=b"),
        head("8.2.1 CR LF in a value", ":status", "200", "x", "1\r\nset-cookie: a=b"),
        head("8.2.1 a space before a value", ":status", "200", "x", " 1"),
        head("8.2.1 a tab behind a value", ":status", "200", "x", "1\t"),
        head("8.2.2 Connection", ":status", "200", "connection", "close"),
        head("8.2.2 Keep-Alive", ":status", "200", "keep-alive", "timeout=5"),
        head("8.2.2 Proxy-Connection", ":status", "200", "proxy-connection", "close"),
        head("8.2.2 Transfer-Encoding", ":status", "200", "transfer-encoding", "chunked"),
        head("8.2.2 Upgrade", ":status", "200", "upgrade", "websocket"),
        head("8.3 a pseudo-header field of a request", ":status", "200", ":path", "/"),
        head("8.3 an unknown pseudo-header field", ":status", "200", ":x", "1"),
        head("8.3 a pseudo-header field behind others", "x", "1", ":status", "200"),
        open("8.3 a pseudo-header field of a request, interim", ":status", "103", ":path", "/"),
        open("8.2.2 Connection, interim", ":status", "103", "connection", "close"),
        head("8.3.2 no status", "x", "1"),
        head("8.3.2 two statuses", ":status", "200", ":status", "404"),
        head("8.3.2 an empty status", ":status", ""),
        head("8.3.2 a status of no number", ":status", "2x0"),
        head("8.3.2 a status with a sign", ":status", "+20"),
        head("8.3.2 a status of two digits", ":status", "20"),
        head("8.3.2 a status of four digits", ":status", "2000"),
        head("8.3.2 a status below 100", ":status", "099"),
        head("8.1.1 no body where one is announced", ":status", "200", "content-length", "5"),
        open("8.1.1 two lengths", ":status", "200", "content-length", "5", "content-length", "6"),
        open("8.1.1 one length twice", ":status", "200", "content-length", "5, 5"),
        open("8.1.1 a negative length", ":status", "200", "content-length", "-1"),
        open("8.1.1 a length with a sign", ":status", "200", "content-length", "+5"),
        open("8.1.1 a length of no number", ":status", "200", "content-length", "0x5"),
        open("8.1.1 an empty length", ":status", "200", "content-length", ""),
        open(
            "8.1.1 a length above all bounds",
            ":status",
            "200",
            "content-length",
            "18446744073709551617"));
  }

  /** A head that ends its answer. */
  private static Wrong head(String section, String... fields) {
    return before(section, Frames.PROTOCOL_ERROR, s -> s.headers(1, true, fields));
  }

  /** A head with more to come. */
  private static Wrong open(String section, String... fields) {
    return before(section, Frames.PROTOCOL_ERROR, s -> s.headers(1, false, fields));
  }

  static Stream<Wrong> behindTheHead() {
    return Stream.of(
        behind("8.1 a second head", false, ":status", "200"),
        behind("8.1 an interim response behind the final one", false, ":status", "103"),
        behind("8.1 trailers that do not end", false, "x-sum", "1"),
        behind("8.1 a status in trailers", true, ":status", "200"),
        behind("8.1 a pseudo-header field of a request in trailers", true, ":path", "/"),
        behind("8.2 capitals in trailers", true, "X-Sum", "1"),
        behind("8.2.1 CR LF in trailers", true, "x-sum", "1\r\nset-cookie: a=b"),
        behind("8.2.2 Transfer-Encoding in trailers", true, "transfer-encoding", "chunked"));
  }

  private static Wrong behind(String section, boolean end, String... fields) {
    return within(section, Frames.PROTOCOL_ERROR, s -> s.headers(1, end, fields));
  }

  @ParameterizedTest
  @MethodSource({"frames", "heads", "behindTheHead"})
  void theStreamEndsAndItsNeighboursGoOn(Wrong wrong) throws Exception {
    Frames client = askInVain(wrong);
    assertServed(client, 1);
    assertReset(wrong.code());
  }

  private void assertReset(int code) throws InterruptedException {
    awaitSaid(f -> f.type() == Frames.RST_STREAM && f.stream() == 1 && f.code() == code);
    assertThat(said).noneMatch(frame -> frame.type() == Frames.GOAWAY);
  }

  static Stream<Wrong> otherThanAnnounced() {
    return Stream.of(
        before(
            "8.1.1 fewer bytes than announced",
            Frames.PROTOCOL_ERROR,
            s -> s.headers(1, false, five()).data(1, true, "part")),
        before(
            "8.1.1 fewer bytes than announced, then trailers",
            Frames.PROTOCOL_ERROR,
            s -> s.headers(1, false, five()).data(1, false, "part").headers(1, true, "x", "1")),
        before(
            "8.1.1 more bytes than announced",
            Frames.PROTOCOL_ERROR,
            s -> s.headers(1, false, five()).data(1, false, "part").data(1, true, "s and more")),
        before(
            "6.9.1 more bytes than there is room for",
            Frames.FLOW_CONTROL_ERROR,
            s -> {
              s.headers(1, false, ":status", "200").data(1, false, "part");
              // The client takes 65,535 and no more; so much waits in the gateway, and some.
              for (int i = 0; i < 40; i++) {
                s.frame(Frames.DATA, 0, 1, new byte[16_000]);
              }
            }));
  }

  private static String[] five() {
    return new String[] {":status", "200", "content-length", "5"};
  }

  @ParameterizedTest
  @MethodSource("otherThanAnnounced")
  void aBodyOtherThanAnnouncedHasNoEnd(Wrong wrong) throws Exception {
    serve(wrong.when(), wrong.script());
    Frames client = ask();
    assertBrokenOff(client, "part" + "\0".repeat(65_531));
    assertServed(client, 1);
    assertReset(wrong.code());
  }
}
