package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.policy.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are slower than their route lets them be. */
class TimeoutsTest {
  private static final Optional<Duration> SHORT = Optional.of(Duration.ofMillis(300));

  private final CountDownLatch never = new CountDownLatch(1);
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    never.countDown();
    lab.close();
  }

  @Test
  void anAnswerThatDoesNotBeginIsGivenUp() throws Exception {
    lab.tls("slow.test", call -> Awaited.open(never));
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), SHORT, Optional.empty())))
        .start();
    Lab.Answer answer = lab.tunnel("slow.test").get("slow.test", "/");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("it did not speak in time");
  }

  @Test
  void aRequestThatWasNotAnsweredInTimeIsNotAskedAgain() throws Exception {
    FakeServer server =
        lab.tls(
            "slow.test",
            call -> {
              if (call.head().target().equals("/slow")) {
                Awaited.open(never);
              }
              call.ok("");
            });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), SHORT, Optional.empty())))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    assertThat(talk.get("slow.test", "/").status()).isEqualTo(200);
    assertThat(talk.get("slow.test", "/slow").status()).isEqualTo(502);
    assertThat(server.heads).hasSize(2);
  }

  private static void assertBreaksOff(Lab.Talk talk, String behind) throws IOException {
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    var body = new Bodies.Text();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          while (talk.reader.readBody(body)) {}
        });
    assertThat(body.text()).isEqualTo(behind);
  }

  @Test
  void anAnswerThatDoesNotGoOnBreaksOff() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          Awaited.open(never);
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say(Lab.request("GET", "slow.test", "/", ""));
    assertBreaksOff(talk, "first");
  }

  @Test
  void theBeginningIsWaitedForFromTheEndOfTheRequestOn() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.body();
          call.ok("all of it");
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), SHORT, Optional.empty())))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say("POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 60000\r\n\r\n");
    for (int i = 0; i < 6; i++) {
      talk.say("w".repeat(10_000));
      Thread.sleep(150); // together three times as long as a server may be silent
    }
    assertThat(talk.hear("POST").body()).isEqualTo("all of it");
  }

  @Test
  void aServerThatTakesNoMoreIsSilentToo() throws Exception {
    lab.tls("slow.test", call -> Awaited.open(never));
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), SHORT, Optional.empty())))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    Thread.ofVirtual()
        .start(() -> {
          try {
            talk.say("POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 90000000\r\n\r\n");
            for (int i = 0; i < 9_000; i++) {
              talk.say("w".repeat(10_000));
            }
          } catch (IOException e) {
            // Cut off, as it should be.
          }
        });
    assertThat(talk.hear("POST").status()).isEqualTo(502);
  }

  /** Bytes of an upload, in pieces that together take three times as long as may be silent. */
  private static void slowly(Piece piece) throws Exception {
    for (int i = 1; i <= 6; i++) {
      piece.send("w".repeat(10_000), i == 6);
      Thread.sleep(150);
    }
  }

  private interface Piece {
    void send(String text, boolean last) throws IOException;
  }

  @Test
  void anAnswerThatBeganDuringAnUploadGoesOnBehindIt() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
          call.say("5\r\n" + call.body().length() + "\r\n0\r\n\r\n");
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say("POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 60000\r\n\r\n");
    slowly((text, last) -> talk.say(text));
    assertThat(talk.hear("POST").body()).isEqualTo("first60000");
  }

  @Test
  void aStreamsAnswerThatBeganDuringAnUploadGoesOnBehindIt() throws Exception {
    lab.streams(
        "slow.test",
        (head, stream) -> {
          stream.head(200, "", new Fields(), new Framing.Chunked());
          stream.bytes(Frames.text("first"), 0, 5);
          stream.flush();
          var body = new Bodies.Text();
          while (stream.readBody(body)) {}
          stream.bytes(Frames.text(body.text().length() + ""), 0, 5);
          stream.end(new Fields());
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Frames client = lab.frames("slow.test");
    client.headers(
        1, false, ":method", "POST", ":scheme", "https", ":authority", "slow.test", ":path", "/");
    slowly((text, last) -> client.data(1, last, text));
    assertThat(client.hear().body()).isEqualTo("first60000");
  }

  @Test
  void anAnswerThatBeganDuringAnUploadIsGivenUpWhenItDoesNotGoOnBehindIt() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          call.body();
          Awaited.open(never);
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say("POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 60000\r\n\r\n");
    slowly((text, last) -> talk.say(text));
    assertBreaksOff(talk, "first");
  }

  @Test
  void anAnswerThatBeganIsGivenUpWhenNeitherSideMoves() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          Awaited.open(never);
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say("POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 60000\r\n\r\n");
    talk.say("w".repeat(10_000));
    assertBreaksOff(talk, "first");
  }

  /** A patience that a late end of a test is easily told from. */
  private static final Duration LONG = Duration.ofSeconds(1);

  private static final String UPLOAD =
      "POST / HTTP/1.1\r\nHost: slow.test\r\nContent-Length: 60000\r\n\r\n";

  private final CompletableFuture<Long> givenUp = new CompletableFuture<>();

  /** Has the gateway wait that long for a server that never begins, or never goes on. */
  private Lab.Talk waiting(boolean begins) throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          if (begins) {
            call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          }
          try {
            call.body();
          } finally {
            givenUp.complete(System.nanoTime());
          }
        });
    Optional<Duration> most = Optional.of(LONG);
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), most, most))).start();
    return lab.tunnel("slow.test");
  }

  private Duration givenUpSince(long nanos) throws Exception {
    return Duration.ofNanos(givenUp.get(10, TimeUnit.SECONDS) - nanos);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUploadThatStandsStillIsWaitedForAsLongAsAServerMayBeSilent(boolean begins)
      throws Exception {
    Lab.Talk talk = waiting(begins);
    talk.say(UPLOAD);
    Thread.sleep(300);
    talk.say("w".repeat(20_000)); // within the first wait, which counts anew from here
    assertThat(givenUpSince(System.nanoTime()))
        .isBetween(Duration.ofMillis(900), Duration.ofMillis(1_550));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTrickleIsNoReasonToWaitOn(boolean begins) throws Exception {
    Lab.Talk talk = waiting(begins);
    talk.say(UPLOAD);
    long before = System.nanoTime();
    for (int i = 0; i < 40 && !givenUp.isDone(); i++) {
      talk.say("w".repeat(50));
      Thread.sleep(100);
    }
    assertThat(givenUpSince(before)).isLessThan(Duration.ofMillis(2_500));
  }
}
