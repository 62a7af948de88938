package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.patience.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server for a test, and a client of it that writes frames. */
abstract class ServedFrames {
  static final String[] GET = {
    ":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/"
  };
  static final String[] POST = {
    ":method", "POST", ":scheme", "https", ":authority", "a.test", ":path", "/"
  };
  static final int MAX_HEAD = 16 * 1024;

  final List<RequestHead> served = new CopyOnWriteArrayList<>();
  final List<String> malformed = new CopyOnWriteArrayList<>();
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final AtomicInteger atOnce = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  volatile boolean holding;
  final Semaphore places = new Semaphore(400);
  private ServerSocket listener;
  Frames client;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    var socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    socket.setTcpNoDelay(true);
    Socket accepted = listener.accept();
    accepted.setTcpNoDelay(true);
    Thread.ofVirtual().start(() -> serve(accepted));
    client = new Frames(socket);
  }

  private void serve(Socket socket) {
    try (socket) {
      new ServerConnection(
              socket.getInputStream(),
              socket.getOutputStream(),
              new ServerConnection.Requests() {
                @Override
                public void serve(RequestHead head, Http2Stream stream) throws IOException {
                  answer(head, stream);
                }

                @Override
                public void malformed(String why) {
                  malformed.add(why);
                }
              },
              StreamMemory.standard(),
              new Patience(),
              places,
              MAX_HEAD,
              Duration.ofSeconds(10))
          .serve();
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {}
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void answer(RequestHead head, Http2Stream stream) throws IOException {
    served.add(head);
    atOnce.incrementAndGet();
    if (holding) {
      await(never);
    }
    var text = new StringBuilder();
    var sink =
        new BodySink() {
          @Override
          public void bytes(byte[] source, int offset, int length) {
            text.append(new String(source, offset, length, StandardCharsets.ISO_8859_1));
          }

          @Override
          public void end(Fields trailers) {
            text.append(trailers.isEmpty() ? "" : trailers.toString());
          }
        };
    if (head.framing().hasBody()) {
      while (stream.readBody(sink)) {}
    }
    bodies.add(text.toString());
    stream.head(200, "", new Fields().add("X-Seen", head.target()), new Framing.Length(5));
    stream.bytes(Frames.text("hello"), 0, 5);
    stream.end(new Fields());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    never.countDown();
    client.close();
    listener.close();
  }

  /** What is sent behind the greeting, and the error code of the GOAWAY it earns. */
  record Breach(String section, int code, Sender sender) {
    @Override
    public String toString() {
      return section;
    }
  }

  interface Sender {
    void send(Frames client) throws IOException;
  }

  static Breach breach(String section, int code, Sender sender) {
    return new Breach(section, code, sender);
  }
}
