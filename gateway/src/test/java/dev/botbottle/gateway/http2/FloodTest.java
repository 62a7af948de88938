package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that make work instead of requests. */
class FloodTest extends ServedFrames {
  @Test
  void section512MoreStreamsThanAnnouncedAreRefused() throws Exception {
    holding = true;
    client.greet();
    for (int i = 0; i < 150; i++) {
      client.headers(2 * i + 1, true, GET);
    }
    Frames.Frame reset = client.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.REFUSED_STREAM);
    assertThat(reset.stream()).isEqualTo(2 * 128 + 1);
  }

  @Test
  void whenTheGatewayIsFullStreamsAreRefused() throws Exception {
    places.drainPermits();
    client.greet().headers(1, true, GET);
    assertThat(client.next(Frames.RST_STREAM).code()).isEqualTo(Frames.REFUSED_STREAM);
    places.release();
    client.headers(3, true, GET);
    assertThat(client.hear().status()).isEqualTo(200);
  }

  static Stream<Breach> floods() {
    return Stream.of(
        breach(
            "CVE-2023-44487 streams opened and reset",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              for (int i = 0; i < 1_000; i++) {
                c.headers(2 * i + 1, true, GET);
                c.frame(Frames.RST_STREAM, 0, 2 * i + 1, Frames.number(8));
              }
            }),
        breach(
            "CVE-2024-27316 CONTINUATION without end",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              c.frame(Frames.HEADERS, 0, 1, Frames.block(GET));
              for (int i = 0; i < 100; i++) {
                c.frame(Frames.CONTINUATION, 0, 1, Frames.block("a", "b"));
              }
            }),
        breach(
            "CVE-2024-27316 CONTINUATION of large frames",
            Frames.PROTOCOL_ERROR,
            c -> {
              c.frame(Frames.HEADERS, 0, 1, Frames.block(GET));
              for (int i = 0; i < 3; i++) {
                c.frame(Frames.CONTINUATION, 0, 1, new byte[10_000]);
              }
            }),
        breach(
            "CVE-2019-9512 PING",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              for (int i = 0; i < 5_000; i++) {
                c.frame(Frames.PING, 0, 0, new byte[8]);
              }
            }),
        breach(
            "CVE-2019-9515 SETTINGS",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              for (int i = 0; i < 5_000; i++) {
                c.settings();
              }
            }),
        breach(
            "CVE-2019-9513 PRIORITY",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              for (int i = 0; i < 5_000; i++) {
                c.frame(Frames.PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 9});
              }
            }),
        breach(
            "CVE-2019-9518 empty DATA",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              c.headers(1, false, POST);
              for (int i = 0; i < 5_000; i++) {
                c.data(1, false, "");
              }
            }),
        breach(
            "windows opened by one byte at a time",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              c.headers(1, false, POST);
              for (int i = 0; i < 5_000; i++) {
                c.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(1));
              }
            }),
        breach(
            "unknown frames",
            Frames.ENHANCE_YOUR_CALM,
            c -> {
              for (int i = 0; i < 5_000; i++) {
                c.frame(0xee, 0, 0);
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodEndsTheConnection(Breach flood) throws Exception {
    holding = true;
    client.greet();
    Thread sending =
        Thread.ofVirtual()
            .start(() -> {
              try {
                flood.sender().send(client);
              } catch (IOException e) {
                // Closed by then.
              }
            });
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(flood.code());
    sending.join();
    assertThat(atOnce).hasValueLessThanOrEqualTo(128);
  }

  /** Makes a mistake on a stream that is open. */
  interface OnStream {
    void make(Frames client, int stream) throws IOException;
  }

  /** What earns a client a reset. */
  record OwnMistake(String what, OnStream on) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<OwnMistake> mistakes() {
    return Stream.of(
        new OwnMistake("a body longer than announced", (c, id) -> c.data(id, false, "xx")),
        new OwnMistake("a body shorter than announced", (c, id) -> c.data(id, true, "")),
        new OwnMistake("a second head", (c, id) -> c.headers(id, false, "a", "b")),
        new OwnMistake(
            "a window of nothing", (c, id) -> c.frame(Frames.WINDOW_UPDATE, 0, id, new byte[4])),
        new OwnMistake(
            "a window beyond all",
            (c, id) -> c.frame(Frames.WINDOW_UPDATE, 0, id, Frames.number(Integer.MAX_VALUE))),
        new OwnMistake(
            "a stream that depends on itself",
            (c, id) -> {
              byte[] itself = Frames.concat(Frames.number(id), new byte[1]);
              c.frame(Frames.PRIORITY, 0, id, itself);
            }));
  }

  /** CVE-2025-8671: a request is dropped all the same, and its answer may be made in vain. */
  @ParameterizedTest
  @MethodSource("mistakes")
  void streamsResetForAClientsMistakesCountAsGivenUp(OwnMistake mistake) throws Exception {
    client.greet();
    int resets = 0;
    Frames.Frame frame;
    do {
      int id = 2 * resets + 1;
      client.headers(id, false, Frames.with(POST, "content-length", "1"));
      mistake.on().make(client, id);
      frame = client.next();
      resets++;
    } while (frame.type() == Frames.RST_STREAM && resets < 300);
    assertThat(frame.type()).as("behind %s resets", resets - 1).isEqualTo(Frames.GOAWAY);
    assertThat(frame.code()).isEqualTo(Frames.ENHANCE_YOUR_CALM);
  }

  @Test
  void aSmallHeaderBlockThatStandsForALargeOneIsRefused() throws Exception {
    // RFC 7541 §6.1: one entry of 4,000 bytes, then a byte for each time it is meant.
    var block = new ByteArrayOutputStream();
    block.writeBytes(Frames.block(GET));
    block.write(0x40);
    block.writeBytes(Arrays.copyOfRange(Frames.block("x", "y".repeat(3_900)), 1, 3_906));
    for (int i = 0; i < 8_000; i++) {
      block.write(0x80 | 62);
    }
    client
        .greet()
        .frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 1, block.toByteArray());
    assertThat(client.next().type()).isEqualTo(Frames.RST_STREAM);
    assertThat(served).isEmpty();
  }
}
