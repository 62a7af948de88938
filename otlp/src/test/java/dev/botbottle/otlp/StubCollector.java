package dev.botbottle.otlp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stub in the place of a collector: keeps what it is sent and answers as a test wants. */
final class StubCollector implements AutoCloseable {
  /** Writes an answer to a request. */
  interface Behaviour {
    void answer(int number, OutputStream out) throws IOException;
  }

  /** A request as it came, each byte a character. */
  record Received(String head, String body) {
    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      return body.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private final ServerSocket listener;
  private final Behaviour behaviour;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>(); // guarded by itself
  private int requests; // guarded by this

  StubCollector(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** One that takes everything. */
  static StubCollector taking() {
    return new StubCollector((_, out) -> reply(out, "200 OK", "", "{\"partialSuccess\":{}}"));
  }

  static void reply(OutputStream out, String status, String headers, String body)
      throws IOException {
    String text = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers;
    text += "Content-Length: " + body.length() + "\r\n\r\n" + body;
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1/logs");
  }

  /** The next request; waits for it. */
  Received next() throws InterruptedException {
    Received next = received.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came");
    }
    return next;
  }

  int requests() {
    synchronized (this) {
      return requests;
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listener.accept();
        synchronized (sockets) {
          sockets.add(socket);
        }
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ") + 16;
        int length = Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
        received.add(
            new Received(head, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1)));
        int number;
        synchronized (this) {
          number = requests++;
        }
        behaviour.answer(number, socket.getOutputStream());
      }
    } catch (IOException e) {
      // The other side went away, which some tests are about.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
