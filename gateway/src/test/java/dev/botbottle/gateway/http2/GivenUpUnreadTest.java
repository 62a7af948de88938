package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that are given up by one thread while another one reads what has come. */
@Timeout(30)
class GivenUpUnreadTest extends BarePeer {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final BodySink NOWHERE =
      new BodySink() {
        @Override
        public void bytes(byte[] source, int offset, int length) {}

        @Override
        public void end(Fields trailers) {}
      };

  @Test
  void anAnswerThatWasDroppedDoesNotLookWhole() throws Exception {
    Http2Stream stream = asked(LONG);
    dropped(stream);
    assertThatThrownBy(() -> stream.readBody(NOWHERE)).isInstanceOf(StreamReset.class);
  }

  @Test
  void norDoesOneToARequestThatIsNotSentToItsEnd() throws Exception {
    Http2Stream stream = client(LONG).request().orElseThrow();
    stream.head("POST", "/", new Fields().add("host", "a.test"), new Framing.Chunked());
    stream.flush();
    peer.settings();
    dropped(stream);
    assertThatThrownBy(() -> stream.readBody(NOWHERE)).isInstanceOf(StreamReset.class);
  }

  @Test
  void oneThatWasReadIsWhole() throws Exception {
    Http2Stream stream = asked(LONG);
    peer.headers(1, false, ":status", "200").data(1, true, "all of it");
    stream.readHead("GET");
    assertThat(stream.readBody(NOWHERE)).isTrue();
    stream.cancel();
    assertThat(stream.readBody(NOWHERE)).isFalse();
  }

  /** All of an answer has come, and none of it was read when it is given up. */
  private void dropped(Http2Stream stream) throws IOException {
    peer.headers(1, false, ":status", "200").data(1, true, "never read");
    stream.readHead("GET");
    assertThat(stream.ready(LONG.toNanos())).isTrue();
    assertThat(stream.heardAll()).isTrue();
    stream.cancel();
  }
}
