package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What looks for a client, beside those that read it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PresenceTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  @Test
  void anExchangeThatIsOverBeforeItsRequestLeavesTheReadOfItsDeadline() throws Exception {
    try (var patience = new Patience();
        var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel peer = SocketChannel.open(listener.getLocalAddress());
          var socket = new PatientSocket(listener.accept(), patience, 64)) {
        socket.patience(PATIENCE);
        var presence = new Presence(socket, Duration.ofMinutes(1));
        presence.whenGone(() -> {});
        var end = new CompletableFuture<Exception>();
        Thread reads =
            Thread.startVirtualThread(() -> {
              try {
                socket.getInputStream().read();
              } catch (IOException e) {
                end.complete(e);
              }
            });
        while (reads.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
        presence.over();
        assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketTimeoutException.class);
        assertThat(peer.isOpen()).isTrue();
      }
    }
  }
}
