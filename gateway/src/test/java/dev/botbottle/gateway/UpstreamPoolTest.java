package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.StreamMemory;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections at rest. */
@Timeout(30)
class UpstreamPoolTest {
  /**
   * TLS that has to say something itself when a record is opened, to a server that takes nothing.
   */
  private static final class Stuck extends Socket {
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    Stuck() throws SocketException {
      super((SocketImpl) null);
    }

    @Override
    public InputStream getInputStream() {
      return new InputStream() {
        @Override
        public int available() {
          stuck.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return 0;
        }

        @Override
        public int read() {
          return -1;
        }
      };
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }
  }

  private static UpstreamPool pool(Patience patience) {
    return new UpstreamPool(
        (route, host, port) -> {
          throw new IOException("nobody is dialled");
        },
        new UpstreamTls(List.of(), new SecureRandom(), Map.of()),
        StreamMemory.standard(),
        patience,
        Limits.DEFAULT);
  }

  @Test
  void oneThatWasGivenUpWhenItsLastByteHadJustComeIsNotUsedAgain() throws Exception {
    try (var patience = new Patience();
        var listener = ServerSocketChannel.open();
        var pool = pool(patience)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel wire = SocketChannel.open(listener.getLocalAddress());
      var bare = new PatientSocket(wire, patience, 64);
      var back = new CountDownLatch(1);
      try (SocketChannel server = listener.accept()) {
        bare.patience(
            Duration.ofMillis(20),
            () -> {
              say(server);
              Awaited.open(back);
              return 0;
            });
        assertThat(bare.getInputStream().read()).isEqualTo(7);
        Upstream.Key key = key("api.test");
        giveBack(pool, key, bare, bare, wire);
        back.countDown();
        while (!bare.isInputShutdown()) {
          Thread.onSpinWait();
        }
        assertThat(pool.kept(key, Spoken.RATHER_1, false)).isEmpty();
      }
    }
  }

  private static void say(SocketChannel server) {
    try {
      server.write(ByteBuffer.wrap(new byte[] {7}));
    } catch (IOException e) {
      // Nobody hears it then.
    }
  }

  @Test
  void aServerThatTakesNothingBehindItsAnswerKeepsNobodyElseWaiting() throws Exception {
    try (var patience = new Patience();
        var listener = ServerSocketChannel.open();
        var pool = pool(patience)) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Upstream.Key key = key("api.test");
      SocketChannel wire = SocketChannel.open(listener.getLocalAddress());
      var bare = new PatientSocket(wire, patience, 64);
      var socket = new Stuck();
      Thread gives = Thread.startVirtualThread(() -> giveBack(pool, key, socket, bare, wire));
      try {
        assertThat(socket.stuck.await(10, TimeUnit.SECONDS)).isTrue();
        var other =
            CompletableFuture.supplyAsync(
                () -> pool.kept(key("other.test"), Spoken.RATHER_1, false));
        assertThat(other.get(5, TimeUnit.SECONDS)).isEmpty();
      } finally {
        socket.end.countDown();
        gives.join();
      }
      assertThat(pool.kept(key, Spoken.RATHER_1, false)).as("it rests").isPresent();
    }
  }

  private static void giveBack(
      UpstreamPool pool, Upstream.Key key, Socket socket, PatientSocket bare, SocketChannel wire) {
    try {
      pool.giveBack(new WireUpstream(key, socket, bare, wire, Limits.DEFAULT.maxHead()));
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  private static Upstream.Key key(String host) {
    Route route = new RouteBuilder(host, Set.of(443), "").build();
    return new Upstream.Key(route, new Destination(true, host, 443));
  }
}
