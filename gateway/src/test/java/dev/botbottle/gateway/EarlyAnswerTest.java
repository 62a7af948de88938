package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of HTTP/2 that have answered while the request's body is still on its way. */
@Timeout(60)
class EarlyAnswerTest extends HostileStreams {
  /** RFC 9113 §6.5.2. */
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final String QUARTER = "x".repeat(10_000);

  @Test
  void aSecretSentBeforeTheClientHasAllOfTheAnswerBreaksItOff() throws Exception {
    var answered = new CompletableFuture<Boolean>();
    var cut = new CompletableFuture<Integer>();
    lab.rawStreams(
        HOST,
        server -> {
          server.settings();
          server.next(Frames.HEADERS);
          server.headers(1, false, ":status", "200");
          server.data(1, false, QUARTER).data(1, false, QUARTER);
          server.data(1, false, QUARTER).data(1, true, QUARTER);
          server.frame(Frames.PING, 0, 0, new byte[8]);
          server.next(Frames.PING); // All before it was read.
          answered.complete(true);
          cut.complete(server.next(Frames.RST_STREAM).code());
        });
    lab.route(lab.to(HOST)).start();
    Frames client = lab.frames(HOST).settings(INITIAL_WINDOW_SIZE, 100);
    client.headers(1, false, request("POST", "/"));
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "200");
    assertThat(client.next(Frames.DATA).payload()).hasSize(100);
    answered.get(10, TimeUnit.SECONDS);
    client.data(1, false, Lab.PLANTED);
    assertThat(cut.get(10, TimeUnit.SECONDS)).isEqualTo(Frames.CANCEL);
    client.frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(1 << 20));
    Frames.Frame last = client.next();
    while (last.type() == Frames.DATA && !last.ends()) {
      last = client.next();
    }
    assertThat(last.type()).isEqualTo(Frames.RST_STREAM);
    lab.ledger.await(entry -> entry.rule().equals("scan:known:planted"));
  }
}
