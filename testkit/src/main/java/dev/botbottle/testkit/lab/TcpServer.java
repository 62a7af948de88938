package dev.botbottle.testkit.lab;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One TCP port, at every address of a namespace or one: HTTP, HTTPS or, on port 53, DNS. */
final class TcpServer {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int DNS_PORT = 53;
  private static final int IDLE_MILLIS = 120_000;

  private final Seen.Side side;
  private final ServerSocket listener;
  private final Sites sites;
  private final LabTls tls;
  private final LabNames names;
  private final Consumer<Seen> witness;
  private final Set<Integer> syncing = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<Integer, CountDownLatch> synced = new ConcurrentHashMap<>();

  TcpServer(
      Seen.Side side,
      InetSocketAddress at,
      Sites sites,
      LabTls tls,
      LabNames names,
      Consumer<Seen> witness)
      throws IOException {
    this.side = side;
    this.sites = sites;
    this.tls = tls;
    this.names = names;
    this.witness = witness;
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(at, 512);
  }

  void start() {
    Thread.ofPlatform().daemon().name("tcp-" + listener.getLocalPort()).start(this::accept);
  }

  /** The port it listens on. */
  int port() {
    return listener.getLocalPort();
  }

  /** Returns when every connection that came before has been told. */
  void sync() throws IOException, InterruptedException {
    try (Socket probe = new Socket()) {
      // The port is known before the connection, and with it which connection is the probe.
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = probe.getLocalPort();
      CountDownLatch latch = new CountDownLatch(1);
      synced.put(port, latch);
      syncing.add(port);
      probe.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new LabException("a server of the lab does not accept connections");
      }
    }
  }

  /** Takes no more connections. */
  void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        CountDownLatch latch = null;
        if (socket.getInetAddress().isLoopbackAddress() && syncing.remove(socket.getPort())) {
          latch = synced.remove(socket.getPort());
        }
        if (latch != null) {
          latch.countDown();
          socket.close();
          continue;
        }
        String address = socket.getLocalAddress().getHostAddress();
        witness.accept(new Seen.Connection(side, address, socket.getLocalPort()));
        Thread.ofVirtual().start(() -> serve(socket, address));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          System.err.println("accept failed: " + e);
        }
      }
    }
  }

  private void serve(Socket socket, String address) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(IDLE_MILLIS);
      PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
      int first = in.read();
      if (first < 0) {
        return;
      }
      in.unread(first);
      if (first == TLS_HANDSHAKE) {
        serveTls(socket, address);
      } else if (socket.getLocalPort() == DNS_PORT) {
        serveDns(socket, in, address);
      } else {
        serveHttp(socket, in, address, false, "");
      }
    } catch (IOException e) {
      // The client went away, or refused the certificate: what it sent before is told.
      System.err.println(address + ": " + e);
    }
  }

  private void serveTls(Socket socket, String address) throws IOException {
    // The byte that was looked at is the first of every handshake record.
    InputStream looked = new ByteArrayInputStream(new byte[] {TLS_HANDSHAKE});
    try (SSLSocket secure =
        (SSLSocket)
            tls.factory(sites.certificate(address), sites.name(address))
                .createSocket(socket, looked, true)) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      String asked =
          secure.getSession() instanceof ExtendedSSLSession session
              ? LabTls.serverName(session)
              : "";
      witness.accept(new Seen.Handshake(side, address, socket.getLocalPort(), asked));
      serveHttp(secure, secure.getInputStream(), address, true, asked);
    }
  }

  private void serveHttp(
      Socket socket, InputStream in, String address, boolean secure, String serverName)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    RequestReader reader = new RequestReader(in, out);
    try {
      while (true) {
        Request request = reader.next();
        witness.accept(new Seen.HttpRequest(side, address, socket.getLocalPort(), secure, request));
        if (!request.complete()) {
          return;
        }
        Reply reply = new Reply(out, request.method().equals("HEAD"));
        sites.handler(address, request, serverName).handle(request, reply);
        if (!reply.begun() || request.header("Connection").orElse("").equalsIgnoreCase("close")) {
          return;
        }
      }
    } catch (RequestReader.NotHttpException e) {
      String line = e.getMessage() == null ? "" : e.getMessage();
      witness.accept(new Seen.Bytes(side, address, socket.getLocalPort(), line));
    } catch (EOFException e) {
      return;
    }
  }

  private void serveDns(Socket socket, InputStream in, String address) throws IOException {
    while (true) {
      byte[] head = in.readNBytes(2);
      if (head.length < 2) {
        return;
      }
      byte[] query = in.readNBytes((head[0] & 0xff) << 8 | (head[1] & 0xff));
      LabNames.Question question;
      try {
        question = LabNames.question(query);
      } catch (IndexOutOfBoundsException e) {
        String text = new String(query, StandardCharsets.ISO_8859_1);
        witness.accept(new Seen.Bytes(side, address, DNS_PORT, text));
        return;
      }
      witness.accept(new Seen.Lookup(side, address, DNS_PORT, question.name(), question.type()));
      byte[] answer = names.answer(query, question);
      byte[] framed = new byte[answer.length + 2];
      framed[0] = (byte) (answer.length >>> 8);
      framed[1] = (byte) answer.length;
      System.arraycopy(answer, 0, framed, 2, answer.length);
      socket.getOutputStream().write(framed);
    }
  }
}
