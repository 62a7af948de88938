package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server may do, however odd it is: its answer is passed on whole. */
class LawfulStreamsTest extends HostileStreams {
  private static final byte[] OK = Frames.block(":status", "200");

  static Stream<Wrong> oddities() {
    return Stream.of(
        odd(
            "4.1 unknown frames",
            s -> s.frame(0xbb, 0xff, 0, (byte) 1).frame(0xbb, 0, 1).frame(0xbb, 0, 3),
            OK),
        odd("4.1 a reserved bit", s -> s.frame(Frames.PING, 0, Integer.MIN_VALUE, new byte[8]), OK),
        odd("5.1 PRIORITY on an idle stream", s -> s.frame(Frames.PRIORITY, 0, 3, new byte[5]), OK),
        odd("6.5.2 unknown settings", s -> s.settings(0x99, 7), OK),
        odd("6.5.2 ENABLE_PUSH of 0", s -> s.settings(2, 0), OK),
        odd("6.5.2 no table, then a large one", s -> s.settings(1, 0, 1, -1), OK),
        odd("6.5.2 the largest frames", s -> s.settings(5, (1 << 24) - 1), OK),
        odd("6.5.2 a server that wants no header fields", s -> s.settings(6, 0), OK),
        odd("6.5.3 an acknowledgement too many", s -> s.frame(Frames.SETTINGS, 1, 0), OK),
        odd("6.7 an answer to no PING", s -> s.frame(Frames.PING, 1, 0, new byte[8]), OK),
        odd("8.1 interim responses", s -> s.headers(1, false, ":status", "100"), OK),
        odd("RFC 7541 4.2 a table size", s -> {}, Frames.concat(bytes(0x20), OK)));
  }

  private static Wrong odd(String section, FakeStreams.FrameScript first, byte[] head) {
    return before(
        section,
        Frames.NO_ERROR,
        s -> {
          first.serve(s);
          s.frame(Frames.HEADERS, Frames.END_HEADERS, 1, head).data(1, true, "ok");
        });
  }

  static Stream<Wrong> forms() {
    return Stream.of(
        before(
            "4.1 undefined flags",
            Frames.NO_ERROR,
            s ->
                s.frame(Frames.HEADERS, Frames.END_HEADERS | 0x12, 1, OK)
                    .frame(Frames.DATA, Frames.END_STREAM | 0x24, 1, Frames.text("ok"))),
        before(
            "6.1 padding",
            Frames.NO_ERROR,
            s ->
                s.headers(1, false, ":status", "200")
                    .frame(Frames.DATA, Frames.PADDED, 1, bytes(2, 'o', 0, 0))
                    .frame(Frames.DATA, Frames.PADDED | 1, 1, bytes(0, 'k'))),
        before(
            "6.2 a head with padding and priority",
            Frames.NO_ERROR,
            s ->
                s.frame(
                        Frames.HEADERS,
                        Frames.END_HEADERS | Frames.PADDED | Frames.PRIORITISED,
                        1,
                        Frames.concat(bytes(3, 0, 0, 0, 3, 9), OK, new byte[3]))
                    .data(1, true, "ok")),
        before(
            "6.10 a head in pieces, empty ones among them",
            Frames.NO_ERROR,
            s ->
                s.frame(Frames.HEADERS, 0, 1)
                    .frame(Frames.CONTINUATION, 0, 1, bytes(0))
                    .frame(Frames.CONTINUATION, 0, 1)
                    .frame(Frames.CONTINUATION, Frames.END_HEADERS, 1, tail(OK, 1))
                    .data(1, true, "ok")),
        before(
            "8.1 an end of its own",
            Frames.NO_ERROR,
            s -> s.headers(1, false, ":status", "200").data(1, false, "ok").data(1, true, "")),
        before(
            "8.1 trailers, and the length as announced",
            Frames.NO_ERROR,
            s ->
                s.headers(1, false, ":status", "200", "content-length", "2")
                    .data(1, false, "ok")
                    .headers(1, true, "x-sum", "1")));
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @ParameterizedTest
  @MethodSource({"oddities", "forms"})
  void anAnswerComesWhole(Wrong odd) throws Exception {
    serve(odd.when(), odd.script());
    Frames client = ask();
    Frames.Answer answer = client.hear();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertServed(client, 1);
    assertThat(said).noneMatch(frame -> frame.type() == Frames.RST_STREAM);
    assertThat(said).filteredOn(f -> f.type() == Frames.SETTINGS).allMatch(f -> f.flags() == 1);
  }
}
