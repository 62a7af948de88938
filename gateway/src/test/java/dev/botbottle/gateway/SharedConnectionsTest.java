package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http2.ClientConnection;
import dev.botbottle.gateway.http2.StreamMemory;
import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests to one server share. */
@Timeout(20)
class SharedConnectionsTest {
  private static final Upstream.Key KEY =
      new Upstream.Key(
          new RouteBuilder("api.test", Set.of(443), Trust.pem(Lab.authority("world"))).build(),
          new Destination(true, "api.test", 443));

  private static final Duration SOON = Duration.ofSeconds(10);

  private final SharedConnections shared = new SharedConnections();

  @Test
  void aConnectionThatEndedIsHeldByNobody() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var patience = new Patience()) {
      var here = SocketChannel.open(listener.getLocalSocketAddress());
      Socket server = listener.accept();
      WeakReference<ClientConnection> held = add(new PatientSocket(here, patience, 64), patience);
      server.close();
      long until = System.nanoTime() + SOON.toNanos();
      while (held.get() != null && System.nanoTime() < until) {
        System.gc();
      }
      assertThat(held.get()).isNull();
      assertThat(shared.stream(KEY)).isEmpty();
    }
  }

  private WeakReference<ClientConnection> add(PatientSocket socket, Patience patience)
      throws IOException {
    var connection =
        UpstreamPool.speaker(socket, socket, StreamMemory.standard(), patience, Limits.DEFAULT);
    shared.add(KEY, connection);
    return new WeakReference<>(connection);
  }

  @Test
  void whoeverWaitedForADialThatDiedDialsForItself() throws Exception {
    var begun = new CountDownLatch(1);
    var die = new CountDownLatch(1);
    var first = new CompletableFuture<Upstream>();
    var second = new CompletableFuture<Upstream>();
    dial(
        first,
        () -> {
          begun.countDown();
          Awaited.open(die);
          throw new ExceptionInInitializerError("no such class");
        });
    begun.await();
    Thread waiting =
        dial(
            second,
            () -> {
              throw new IOException("dialled too");
            });
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    die.countDown();
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ExceptionInInitializerError.class);
    assertThatThrownBy(second::get).hasRootCauseMessage("dialled too");
  }

  private Thread dial(CompletableFuture<Upstream> made, SharedConnections.Dial dial) {
    return Thread.startVirtualThread(() -> {
      try {
        made.complete(shared.dial(KEY, dial));
      } catch (IOException | Error e) {
        made.completeExceptionally(e);
      }
    });
  }
}
