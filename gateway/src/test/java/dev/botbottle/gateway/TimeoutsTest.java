package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.policy.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  private void sleep() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerThatDoesNotBeginIsGivenUp() throws Exception {
    lab.tls("slow.test", call -> sleep());
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), SHORT, Optional.empty())))
        .start();
    Lab.Answer answer = lab.tunnel("slow.test").get("slow.test", "/");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("it did not speak in time");
  }

  @Test
  void anAnswerThatDoesNotGoOnBreaksOff() throws Exception {
    lab.tls(
        "slow.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          sleep();
        });
    lab.route(lab.to("slow.test").timeouts(new Timeouts(Optional.empty(), Optional.empty(), SHORT)))
        .start();
    Lab.Talk talk = lab.tunnel("slow.test");
    talk.say(Lab.request("GET", "slow.test", "/", ""));
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    var body = new Bodies.Text();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          while (talk.reader.readBody(body)) {}
        });
    assertThat(body.text()).isEqualTo("first");
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
    lab.tls("slow.test", call -> sleep());
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
}
