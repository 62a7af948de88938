package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers without a body whose stream a server of HTTP/2 ends behind them, or never. */
@Timeout(60)
class LateEndTest {
  private static final String HOST = "api.test";

  /** Streams of one connection whose end may be waited for. */
  private static final int WAITING = 16;

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private <T> CompletableFuture<T> serving(Script<T> script) throws IOException {
    var result = new CompletableFuture<T>();
    lab.rawStreams(
        HOST,
        server -> {
          server.settings();
          try {
            result.complete(script.serve(server));
          } catch (IOException | RuntimeException | AssertionError e) {
            result.completeExceptionally(e);
          }
          server.any();
        });
    lab.route(lab.to(HOST)).start();
    return result;
  }

  private interface Script<T> {
    T serve(Frames server) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
  void theNextRequestOfAnHttp11ClientWaitsForNoEnd(String method, String status) throws Exception {
    CompletableFuture<List<Integer>> heard =
        serving(server -> {
          List<Integer> types = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            // Were the end waited for, the reset would come before the next head.
            Frames.Frame next = server.next();
            types.add(next.type());
            server.headers(next.stream(), i == 2, ":status", status);
          }
          return types;
        });
    Lab.Talk talk = lab.tunnel(HOST);
    for (int i = 0; i < 3; i++) {
      talk.say(Lab.request(method, HOST, "/", ""));
      assertThat(talk.hear(method).status()).isEqualTo(Integer.parseInt(status));
    }
    assertThat(heard.get(10, TimeUnit.SECONDS)).containsOnly(Frames.HEADERS);
  }

  @Test
  void anEndThatComesBehindIsNoReasonForAReset() throws Exception {
    CompletableFuture<Frames.Frame> heard =
        serving(server -> {
          int late = server.next(Frames.HEADERS).stream();
          server.headers(late, false, ":status", "200");
          int held = server.next(Frames.HEADERS).stream();
          server.data(late, true, "");
          // The end of this one is never said, and its reset comes after that of the one before.
          server.headers(held, false, ":status", "200");
          return server.next(Frames.RST_STREAM);
        });
    Lab.Talk talk = lab.tunnel(HOST);
    for (int i = 0; i < 2; i++) {
      talk.say(Lab.request("HEAD", HOST, "/", ""));
      assertThat(talk.hear("HEAD").status()).isEqualTo(200);
    }
    assertThat(heard.get(10, TimeUnit.SECONDS).stream()).isEqualTo(3);
  }

  @Test
  void aServerThatEndsNoStreamIsNotWaitedForWithMany() throws Exception {
    // However slow the machine: none of them shall be given up for its own time.
    lab.patience =
        new Limits(
            Lab.LIMITS.maxHead(),
            Lab.LIMITS.maxConnections(),
            Lab.LIMITS.clientIdle(),
            Lab.LIMITS.handshake(),
            Lab.LIMITS.responseIdle(),
            Duration.ofMinutes(1));
    CompletableFuture<Frames.Frame> heard =
        serving(server -> {
          for (int i = 0; i <= WAITING; i++) {
            server.headers(server.next(Frames.HEADERS).stream(), false, ":status", "204");
          }
          return server.next(Frames.RST_STREAM);
        });
    Lab.Talk talk = lab.tunnel(HOST);
    for (int i = 0; i <= WAITING; i++) {
      assertThat(talk.get(HOST, "/").status()).isEqualTo(204);
    }
    Frames.Frame reset = heard.get(10, TimeUnit.SECONDS);
    assertThat(reset.code()).isEqualTo(Frames.CANCEL);
    assertThat(reset.stream()).as("the last, while all before it are waited for").isEqualTo(33);
  }
}
