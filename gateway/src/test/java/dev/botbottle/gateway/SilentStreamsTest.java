package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that say nothing, of HTTP/2 but for one. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentStreamsTest {
  private static final String HOST = "api.test";
  private static final Duration IDLE = Duration.ofMillis(200);

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.patience =
        new Limits(
            Lab.LIMITS.maxHead(),
            Lab.LIMITS.maxConnections(),
            IDLE,
            Lab.LIMITS.handshake(),
            Lab.LIMITS.responseIdle(),
            Lab.LIMITS.linger());
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void oneThatAsksNothingIsToldToLeaveAndLeftWhenItDoesNot() throws Exception {
    lab.tls(HOST, call -> call.ok("hello"));
    lab.route(lab.to(HOST)).start();
    Frames client = lab.frames(HOST);
    long begun = System.nanoTime();
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(Frames.NO_ERROR);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(IDLE.toNanos());
    assertThatThrownBy(client::any).isInstanceOf(IOException.class);
  }

  @Test
  void oneThatWaitsForItsAnswerIsNotLeft() throws Exception {
    lab.tls(
        HOST,
        call -> {
          LockSupport.parkNanos(IDLE.multipliedBy(4).toNanos());
          call.ok("hello");
        });
    lab.route(lab.to(HOST)).start();
    Frames client = lab.frames(HOST);
    client.headers(1, true, ":method", "GET", ":scheme", "https", ":authority", HOST, ":path", "/");
    assertThat(client.next(Frames.HEADERS).stream()).isEqualTo(1);
    assertThat(client.next(Frames.DATA).text()).isEqualTo("hello");
    assertThat(client.next(Frames.GOAWAY).code()).isEqualTo(Frames.NO_ERROR);
  }

  @Test
  void oneThatSaysNothingWithinABodyIsToldSo() throws Exception {
    lab.tls(HOST, call -> call.in().read()); // until it is given up
    lab.route(lab.to(HOST)).start();
    Frames client = lab.frames(HOST);
    client.headers(
        1, false, ":method", "POST", ":scheme", "https", ":authority", HOST, ":path", "/");
    client.data(1, false, "some");
    lab.ledger.await(entry -> entry.rule().equals("malformed"));
    assertThat(client.next(Frames.HEADERS).stream()).isEqualTo(1);
  }

  @Test
  void oneOfHttp1ThatSaysNothingWithinABodyIsToldSo() throws Exception {
    lab.tls(HOST, call -> call.in().read()); // until it is given up
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 9\r\n\r\nsome");
    assertThat(talk.hear("POST").status()).isEqualTo(400);
    lab.ledger.await(entry -> entry.rule().equals("malformed"));
  }
}
