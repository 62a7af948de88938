package dev.botbottle.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heads that a server sends before the final one, each nearly as large as a head may be. */
@Timeout(30)
class InterimHeadsTest {
  private static final int MAX_HEAD = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String[] LARGE = {":status", "103", "link", "x".repeat(MAX_HEAD - 1_024)};

  private Socket here;
  private Frames server;
  private Http2Stream stream;

  @BeforeEach
  void ask() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      there.setTcpNoDelay(true);
      server = new Frames(there);
      here = listener.accept();
      here.setTcpNoDelay(true);
      var connection =
          new ClientConnection(
              here.getInputStream(),
              here.getOutputStream(),
              here,
              WindowBudget.standard(),
              MAX_HEAD,
              PATIENCE,
              PATIENCE);
      connection.start();
      there.getInputStream().readNBytes(Http2Connection.PREFACE.length);
      stream = connection.request().orElseThrow();
    }
    stream.head("GET", "/", new Fields().add("host", "a.test"), new Framing.None());
    stream.end(new Fields());
    stream.flush();
    server.settings();
  }

  @AfterEach
  void disconnect() throws IOException {
    here.close();
    server.close();
  }

  @Test
  void theyWaitForAReaderAsFarAsOneHeadWould() throws Exception {
    server.headers(1, false, LARGE).headers(1, false, LARGE);
    Frames.Frame reset = server.next(Frames.RST_STREAM);
    assertThat(reset.code()).isEqualTo(Frames.PROTOCOL_ERROR);
  }

  @Test
  void oneAfterTheOtherTheyPass() throws Exception {
    for (int i = 0; i < 10; i++) {
      server.headers(1, false, LARGE);
      assertThat(stream.readHead("GET").status()).isEqualTo(103);
    }
    server.headers(1, true, ":status", "204");
    assertThat(stream.readHead("GET").status()).isEqualTo(204);
  }
}
