package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of HTTP/2 that answer without reading a request's body, and say so (RFC 9113 §8.1). */
@Timeout(60)
class EarlyEndTest extends HostileStreams {
  /** More than a client may give up in half a minute. */
  private static final int MANY = 300;

  @BeforeEach
  void serve() throws Exception {
    lab.rawStreams(
        HOST,
        server -> {
          connections.incrementAndGet();
          server.settings();
          while (true) {
            int stream = server.next(Frames.HEADERS).stream();
            server.headers(stream, true, ":status", "403");
            server.frame(Frames.RST_STREAM, 0, stream, Frames.number(Frames.NO_ERROR));
          }
        });
    lab.route(lab.to(HOST)).start();
  }

  @Test
  void anAnswerIsWholeThoughTheServerWantsNoMoreOfTheRequest() throws Exception {
    Frames client = lab.frames(HOST).headers(1, false, request("POST", "/"));
    Map<String, String> answer = client.fields(client.next(Frames.HEADERS));
    assertThat(answer).containsEntry(":status", "403").doesNotContainKey("x-bottle-denied");
  }

  @Test
  void aServerMayDoSoAnyNumberOfTimesOnOneConnection() throws Exception {
    Lab.Talk talk = lab.tunnel(HOST);
    for (int i = 0; i < MANY; i++) {
      talk.say(Lab.request("POST", HOST, "/", "x".repeat(20_000)));
      assertThat(talk.hear("POST").status()).as("answer %s", i).isEqualTo(403);
    }
    assertThat(connections).hasValue(1);
  }
}
