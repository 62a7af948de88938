package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that make work instead of an answer (10.5): their connection ends, and the next request
 * gets another.
 */
class HostileFloodTest extends HostileStreams {
  private static final int MANY = 5_000;

  static Stream<Wrong> floods() {
    return Stream.of(
            flood("CVE-2019-9512 PING", (s, i) -> s.frame(Frames.PING, 0, 0, new byte[8])),
            flood("CVE-2019-9515 SETTINGS", (s, i) -> s.settings()),
            flood("acknowledgements of SETTINGS", (s, i) -> s.frame(Frames.SETTINGS, 1, 0)),
            flood(
                "CVE-2019-9513 PRIORITY",
                (s, i) -> s.frame(Frames.PRIORITY, 0, 1, bytes(0, 0, 0, 3, 9))),
            flood(
                "windows opened by one byte at a time",
                (s, i) -> s.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(1))),
            flood("unknown frames", (s, i) -> s.frame(0xee, 0, 0)),
            flood(
                "GOAWAY again and again",
                (s, i) -> s.frame(Frames.GOAWAY, 0, 0, bytes(0, 0, 0, 1, 0, 0, 0, 0))),
            always(
                "CVE-2024-27316 CONTINUATION without end",
                Frames.ENHANCE_YOUR_CALM,
                s -> {
                  s.frame(Frames.HEADERS, 0, 1, Frames.block(":status", "200"));
                  for (int i = 0; i < 100; i++) {
                    s.frame(Frames.CONTINUATION, 0, 1, Frames.block("a", "b"));
                  }
                }),
            Stream.of(
                within(
                    "CVE-2019-9518 empty DATA",
                    Frames.ENHANCE_YOUR_CALM,
                    s -> many(s, (t, i) -> t.data(1, false, ""))),
                within(
                    "DATA that is only padding",
                    Frames.ENHANCE_YOUR_CALM,
                    s -> many(s, (t, i) -> t.frame(Frames.DATA, Frames.PADDED, 1, bytes(1, 0))))))
        .flatMap(wrong -> wrong);
  }

  private interface Each {
    void send(Frames server, int number) throws IOException;
  }

  private static Stream<Wrong> flood(String what, Each each) {
    return always(what, Frames.ENHANCE_YOUR_CALM, s -> many(s, each));
  }

  private static void many(Frames server, Each each) throws IOException {
    for (int i = 0; i < MANY; i++) {
      each.send(server, i);
    }
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodEndsItsConnection(Wrong flood) throws Exception {
    Frames client = askInVain(flood);
    awaitEnd();
    // The word for it may be lost to a reset, as the server is still sending.
    if (!said.isEmpty() && said.getLast().type() == Frames.GOAWAY) {
      assertThat(said.getLast().code()).isEqualTo(flood.code());
    }
    assertServed(client, 2);
  }

  @Test
  void moreInterimResponsesThanAnybodySendsAreNoAnswer() throws Exception {
    serve(
        When.BEFORE_THE_ANSWER,
        s -> many(s, (t, i) -> t.headers(1, false, ":status", "103", "link", "</a>")));
    assertNoAnswer(ask(), When.BEFORE_THE_ANSWER);
  }
}
