package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.gateway.http2.Http2Stream;
import dev.botbottle.gateway.http2.ServerConnection;
import dev.botbottle.gateway.http2.StreamMemory;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.gateway.tls.LeafContexts;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** A TLS server on loopback that offers HTTP/2 and nothing else. */
final class FakeStreams implements Closeable {
  /** What happens with one request. */
  interface Script {
    void serve(RequestHead head, Http2Stream stream) throws IOException;
  }

  /** What happens with one connection, whose frames are up to the script. */
  interface FrameScript {
    void serve(Frames client) throws IOException;
  }

  private interface Speaker {
    void serve(SSLSocket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final List<RequestHead> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  private FakeStreams(LeafContexts contexts, String name, Speaker speaker) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(contexts, name, speaker));
  }

  static FakeStreams of(LeafContexts contexts, String name, Script script) throws IOException {
    var heads = new CopyOnWriteArrayList<FakeStreams>();
    var server =
        new FakeStreams(
            contexts,
            name,
            socket ->
                new ServerConnection(
                        socket.getInputStream(),
                        socket.getOutputStream(),
                        new ServerConnection.Requests() {
                          @Override
                          public void serve(RequestHead head, Http2Stream stream)
                              throws IOException {
                            heads.getFirst().heads.add(head);
                            script.serve(head, stream);
                          }

                          @Override
                          public void malformed(String why) {
                            throw new AssertionError(why);
                          }
                        },
                        StreamMemory.standard(),
                        new Patience(),
                        new Semaphore(1_000),
                        1 << 20,
                        Duration.ofSeconds(20))
                    .serve());
    heads.add(server);
    return server;
  }

  static FakeStreams frames(LeafContexts contexts, String name, FrameScript script)
      throws IOException {
    return new FakeStreams(
        contexts,
        name,
        socket -> {
          socket.getInputStream().readNBytes(24);
          script.serve(new Frames(socket));
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept(LeafContexts contexts, String name, Speaker speaker) {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, contexts, name, speaker));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void serve(Socket plain, LeafContexts contexts, String name, Speaker speaker) {
    try (plain) {
      var tls = (SSLSocket) contexts.of(name).getSocketFactory().createSocket(plain, null, true);
      var parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      speaker.serve(tls);
    } catch (IOException e) {
      // The other side may end as it likes.
    }
  }

  /** Ends every connection there is. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
