package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer has room for on all streams of a connection together. */
@Timeout(30)
class SendWindowTest extends BarePeer {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Passes bytes on as long as it is open, and keeps who writes waiting where it is not. */
  private static final class Gate extends FilterOutputStream {
    private volatile CountDownLatch opened = new CountDownLatch(0);

    Gate(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        opened.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      out.write(bytes, offset, length);
    }
  }

  private Http2Stream post(ClientConnection connection) throws IOException {
    Http2Stream stream = connection.request().orElseThrow();
    stream.head("POST", "/", new Fields().add("host", "a.test"), new Framing.Chunked());
    stream.flush();
    return stream;
  }

  private static CompletableFuture<Boolean> writing(Http2Stream stream, int length) {
    var written = new CompletableFuture<Boolean>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                stream.bytes(new byte[length], 0, length);
                stream.flush();
                written.complete(true);
              } catch (IOException e) {
                written.completeExceptionally(e);
              }
            });
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return written;
  }

  @Test
  void roomForBytesOfAStreamThatEndsBeforeTheyLeaveIsNotLost() throws Exception {
    var gate = new Gate(here.getOutputStream());
    var connection =
        new ClientConnection(
            here.getInputStream(),
            gate,
            here,
            StreamMemory.standard(),
            WAITS,
            MAX_HEAD,
            LONG,
            LONG);
    connection.start();
    peer.settings();
    Http2Stream first = post(connection);
    Http2Stream left = post(connection);
    gate.opened = new CountDownLatch(1);
    CompletableFuture<Boolean> byFirst = writing(first, 1);
    CompletableFuture<Boolean> byLeft = writing(left, 10_000);
    left.cancel();
    gate.opened.countDown();
    assertThat(byFirst.get()).isTrue();
    assertThatThrownBy(byLeft::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StreamReset.class);
    Http2Stream last = post(connection);
    assertThat(connection.window(last, Http2Stream.WINDOW, true)).isEqualTo(16_384);
    assertThat(connection.window(last, Http2Stream.WINDOW, true)).isEqualTo(16_384);
    assertThat(connection.window(last, Http2Stream.WINDOW, true)).isEqualTo(16_384);
    assertThat(connection.window(last, Http2Stream.WINDOW, true)).isEqualTo(16_382);
  }
}
