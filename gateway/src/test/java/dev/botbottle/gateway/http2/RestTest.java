package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections whose peer says something all the time, and that nobody asks anything on. */
@Timeout(30)
class RestTest {
  private static final int MAX_HEAD = 16 * 1024;
  private static final Duration REST = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Socket here;
  private Socket there;
  private Frames peer;

  @BeforeEach
  void connect() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      there.setTcpNoDelay(true);
      peer = new Frames(there);
      here = listener.accept();
      here.setTcpNoDelay(true);
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    here.close();
    peer.close();
  }

  private ClientConnection client() throws IOException {
    var connection =
        new ClientConnection(
            here.getInputStream(),
            here.getOutputStream(),
            here,
            WindowBudget.standard(),
            MAX_HEAD,
            PATIENCE,
            REST);
    connection.start();
    there.getInputStream().readNBytes(Http2Connection.PREFACE.length);
    return connection;
  }

  @Test
  void aServerThatPingsIsLeft() throws Exception {
    client();
    peer.settings();
    assertThat(pingUntilLeft(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aClientThatPingsIsLeft() throws Exception {
    var connection =
        new ServerConnection(
            here.getInputStream(),
            here.getOutputStream(),
            new NoRequests(),
            WindowBudget.standard(),
            new Semaphore(1),
            MAX_HEAD,
            REST);
    Thread.startVirtualThread(connection::serve);
    peer.greet();
    assertThat(pingUntilLeft(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void aServerThatIsAskedSomethingMayTakeItsTime() throws Exception {
    Http2Stream stream = client().request().orElseThrow();
    stream.head("GET", "/", new Fields().add("host", "a.test"), new Framing.None());
    stream.end(new Fields());
    stream.flush();
    peer.settings();
    assertThat(pingUntilLeft(System.nanoTime() + REST.multipliedBy(2).toNanos())).isFalse();
    peer.headers(1, true, ":status", "204");
    assertThat(stream.readHead("GET").status()).isEqualTo(204);
  }

  /** Pings until this time, each time when the last ping was answered; false when that is come. */
  private boolean pingUntilLeft(long until) throws IOException {
    while (System.nanoTime() - until < 0) {
      peer.frame(Frames.PING, 0, 0, new byte[8]);
      Frames.Frame frame = peer.any();
      while (frame.type() != Frames.PING) {
        if (frame.type() == Frames.GOAWAY) {
          assertThat(frame.code()).isEqualTo(Frames.NO_ERROR);
          return true;
        }
        frame = peer.any();
      }
    }
    return false;
  }

  private static final class NoRequests implements ServerConnection.Requests {
    @Override
    public void serve(RequestHead head, Http2Stream stream) {
      throw new AssertionError("nobody asked");
    }

    @Override
    public void malformed(String why) {
      throw new AssertionError(why);
    }
  }
}
