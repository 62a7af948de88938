package dev.botbottle.gateway.program;

import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.gateway.tls.LeafContexts;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.policy.SigningAuthority;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTPS server and those who ask it through the gateway, in the build: one client alone, then
 * several at once, so that the ahead-of-time cache has what either needs.
 */
final class TrainingLoad implements AutoCloseable {
  private static final int BODY = 16 * 1024;
  private static final int PORT = 443;
  private static final String LENGTH = "content-length: ";

  private static final int CLIENTS = 16;

  /** Requests of each. */
  private static final int TIMES = 50;

  private final String host;
  private final ServerSocket listener;
  private final SSLContext context;
  private final byte[] answer;

  /**
   * @param authority what signs the server's certificate
   * @param host its name
   */
  TrainingLoad(SigningAuthority authority, String host, Clock clock) throws IOException {
    this.host = host;
    this.listener = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
    var random = new SecureRandom();
    this.context =
        new LeafContexts(new SessionAuthority(authority, clock, random), random).of(host);
    this.answer = answer();
    Thread.ofPlatform().daemon().start(this::accept);
  }

  private static byte[] answer() {
    StringBuilder body = new StringBuilder(BODY + 100);
    while (body.length() < BODY) {
      body.append("{\"line\": ")
          .append(body.length())
          .append(", \"text\": \"as code or a model\"}\n");
    }
    body.setLength(BODY);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + BODY + "\r\n\r\n";
    return ascii(head + body);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException e) {
        // The training is over.
      }
    }
  }

  private void serve(Socket client) {
    try (var tls = (SSLSocket) context.getSocketFactory().createSocket(client, null, true)) {
      client.setTcpNoDelay(true);
      var in = new BufferedInputStream(tls.getInputStream());
      while (true) {
        in.skipNBytes(bodyAfterHead(in));
        tls.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  /**
   * Asks again and again.
   *
   * @param proxy the gateway's port
   * @param session whom its certificates are signed by
   */
  void run(int proxy, SigningAuthority session) throws IOException {
    ask(proxy, session);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(() -> {
              ask(proxy, session);
              return null;
            }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a client of the training failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(int proxy, SigningAuthority session) throws IOException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy);
    plain.setTcpNoDelay(true);
    String authority = host + ":" + PORT;
    plain
        .getOutputStream()
        .write(ascii("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"));
    bodyAfterHead(plain.getInputStream());
    String common = " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\nUser-Agent: training\r\n";
    String body = "{\"messages\": [\"" + "what a model is asked ".repeat(200) + "\"]}";
    byte[] get = ascii("GET /some/path?page=1" + common + "\r\n");
    byte[] post = ascii("POST /v1/messages" + common + LENGTH + body.length() + "\r\n\r\n" + body);
    var tls = new UpstreamTls(List.of(), new SecureRandom(), Map.of());
    try (SSLSocket secure =
        tls.connect(
            plain, host, PORT, Optional.of(session.certificate()), Optional.empty(), "http/1.1")) {
      var in = new BufferedInputStream(secure.getInputStream());
      for (int i = 0; i < TIMES; i++) {
        secure.getOutputStream().write(i % 4 == 0 ? post : get);
        in.skipNBytes(bodyAfterHead(in));
      }
    }
  }

  /** Reads a head; returns how long the body is. */
  private static int bodyAfterHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended in a head");
      }
      head.append((char) b);
    }
    String text = head.toString().toLowerCase(Locale.ROOT);
    int at = text.indexOf(LENGTH);
    return at < 0
        ? 0
        : Integer.parseInt(text.substring(at + LENGTH.length(), text.indexOf('\r', at)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
