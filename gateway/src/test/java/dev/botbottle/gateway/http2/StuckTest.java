package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that grant all the room there is, and take nothing. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckTest extends BarePeer {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void aServerThatTakesNothingIsLeft() throws Exception {
    here.setSoTimeout(50);
    ClientConnection connection = client(SHORT, Duration.ofSeconds(20));
    peer.settings(4, Integer.MAX_VALUE);
    peer.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(1 << 30));
    Http2Stream stream = connection.request().orElseThrow();
    stream.head("POST", "/", new Fields().add("host", "a.test"), new Framing.Chunked());
    assertThatIOException()
        .isThrownBy(() -> {
          for (int i = 0; i < 1_000; i++) {
            stream.bytes(new byte[1 << 16], 0, 1 << 16);
          }
        });
    assertThat(connection.ended()).isTrue();
  }
}
