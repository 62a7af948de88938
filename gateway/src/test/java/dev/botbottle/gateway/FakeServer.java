package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.RequestReader;
import dev.botbottle.gateway.tls.LeafContexts;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers each request by a script; with TLS when it has a context. */
final class FakeServer implements Closeable {
  /** What happens with one request. */
  interface Script {
    void serve(Call call) throws IOException;
  }

  /** One request and the connection it came on. */
  record Call(
      RequestHead head, RequestReader reader, InputStream in, OutputStream out, Socket socket) {
    /** The whole body; for small ones. */
    String body() throws IOException {
      var sink = new Bodies.Text();
      if (head.framing().hasBody()) {
        while (reader.readBody(sink)) {}
      }
      return sink.text();
    }

    void say(String... raw) throws IOException {
      out.write(String.join("", raw).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void ok(String body) throws IOException {
      say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  private final ServerSocket listener;
  private final Script script;
  private final @Nullable LeafContexts contexts;
  private final String name;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final List<RequestHead> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  private final Semaphore closed = new Semaphore(0);
  final AtomicInteger received = new AtomicInteger();

  FakeServer(@Nullable LeafContexts contexts, String name, Script script) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    this.contexts = contexts;
    this.name = name;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Waits until this many connections have been closed on this side. */
  void awaitClosed(int count) throws InterruptedException {
    if (!closed.tryAcquire(count, 10, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not close");
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      Socket socket = plain;
      if (contexts != null) {
        var tls = (SSLSocket) contexts.of(name).getSocketFactory().createSocket(plain, null, true);
        tls.startHandshake();
        socket = tls;
      }
      var in = socket.getInputStream();
      var reader = new RequestReader(in, 65_536);
      while (true) {
        RequestHead head = reader.readHead();
        if (head == null) {
          return;
        }
        heads.add(head);
        received.incrementAndGet();
        script.serve(new Call(head, reader, in, socket.getOutputStream(), socket));
        if (socket.isClosed()) {
          return;
        }
      }
    } catch (IOException e) {
      // The other side may end as it likes.
    } finally {
      closed.release();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
