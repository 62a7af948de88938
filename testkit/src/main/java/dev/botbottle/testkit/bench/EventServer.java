package dev.botbottle.testkit.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** An HTTPS server whose answer is an endless stream of events that say when they were sent. */
public final class EventServer {
  private static final long EVENT_EVERY = 20_000_000; // nanoseconds

  private EventServer() {}

  /**
   * Serves on a free port of loopback, which it prints, until it is ended.
   *
   * @param arguments the key and certificate as a PKCS #12 file, and its password
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    char[] password = arguments[1].toCharArray();
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      store.load(file, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    try (SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1"))) {
      System.out.println(server.getLocalPort());
      while (true) {
        Socket connection = server.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      if (!Head.read(new BufferedInputStream(connection.getInputStream())).isEmpty()) {
        events(connection.getOutputStream());
      }
    } catch (IOException e) {
      // The client has what it wanted and has gone.
    }
  }

  private static void events(OutputStream out) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    while (true) {
      String event = "data: " + Head.micros(Clock.systemUTC()) + "\n\n";
      out.write(event.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      LockSupport.parkNanos(EVENT_EVERY);
    }
  }
}
