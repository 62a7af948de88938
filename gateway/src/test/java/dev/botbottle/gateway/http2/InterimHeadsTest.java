package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heads that a server sends before the final one, each nearly as large as a head may be. */
@Timeout(30)
class InterimHeadsTest extends BarePeer {
  private static final String[] LARGE = {":status", "103", "link", "x".repeat(MAX_HEAD - 1_024)};

  private Http2Stream stream;

  @BeforeEach
  void ask() throws IOException {
    stream = asked(Duration.ofSeconds(20));
  }

  @Test
  void theyWaitForAReaderAsFarAsOneHeadWould() throws Exception {
    peer.headers(1, false, LARGE).headers(1, false, LARGE);
    Frames.Frame reset = peer.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.PROTOCOL_ERROR);
  }

  @Test
  void oneAfterTheOtherTheyPass() throws Exception {
    for (int i = 0; i < 10; i++) {
      peer.headers(1, false, LARGE);
      assertThat(stream.readHead("GET").status()).isEqualTo(103);
    }
    peer.headers(1, true, ":status", "204");
    assertThat(stream.readHead("GET").status()).isEqualTo(204);
  }
}
