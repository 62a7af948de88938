package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection over loopback, without TLS, whose other side sends the frames a test says. */
abstract class BarePeer {
  static final int MAX_HEAD = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  static final Patience WAITS = new Patience();

  Socket here;
  Frames peer;
  private Socket there;

  @BeforeEach
  final void connect() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      there = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      there.setTcpNoDelay(true);
      peer = new Frames(there);
      here = listener.accept();
      here.setTcpNoDelay(true);
    }
  }

  @AfterEach
  final void disconnect() throws IOException {
    here.close();
    peer.close();
  }

  /** This side as a client; the peer has heard its preface. */
  final ClientConnection client(Duration rest) throws IOException {
    return client(PATIENCE, rest);
  }

  final ClientConnection client(Duration patience, Duration rest) throws IOException {
    var connection =
        new ClientConnection(
            here.getInputStream(),
            here.getOutputStream(),
            here,
            StreamMemory.standard(),
            WAITS,
            MAX_HEAD,
            patience,
            rest);
    connection.start();
    there.getInputStream().readNBytes(Http2Connection.PREFACE.length);
    return connection;
  }

  /** A request of it, sent, and the peer's settings. */
  final Http2Stream asked(Duration rest) throws IOException {
    Http2Stream stream = client(rest).request().orElseThrow();
    ask(stream);
    peer.settings();
    return stream;
  }

  static void ask(Http2Stream stream) throws IOException {
    stream.head("GET", "/", new Fields().add("host", "a.test"), new Framing.None());
    stream.end(new Fields());
    stream.flush();
  }
}
