package dev.botbottle.testkit.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The way to the server.
 *
 * @param host the server's name
 * @param port its port
 * @param proxy a proxy's {@code host:port}; {@code -} for none
 * @param tls makes TLS on a connection
 */
record Route(String host, int port, String proxy, SSLSocketFactory tls) {
  static Route of(String authority, String proxy, String roots)
      throws GeneralSecurityException, IOException {
    int colon = authority.lastIndexOf(':');
    return new Route(
        authority.substring(0, colon),
        Integer.parseInt(authority.substring(colon + 1)),
        proxy,
        roots.equals("-") ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusting(roots));
  }

  private static SSLSocketFactory trusting(String file)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(Path.of(file))) {
      for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("root" + store.size(), root);
      }
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  /** A new connection with TLS on it. */
  Conversation open() throws IOException {
    Socket plain = connect();
    SSLSocket secure = (SSLSocket) tls.createSocket(plain, host, port, true);
    secure.startHandshake();
    String authority = port == 443 ? host : host + ":" + port;
    return new Conversation(secure, new BufferedInputStream(secure.getInputStream()), authority);
  }

  private Socket connect() throws IOException {
    if (proxy.equals("-")) {
      return connected(host, port);
    }
    int colon = proxy.lastIndexOf(':');
    Socket socket =
        connected(proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1)));
    String authority = host + ":" + port;
    String asked = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    socket.getOutputStream().write(asked.getBytes(StandardCharsets.US_ASCII));
    String answer = Head.read(socket.getInputStream());
    if (!answer.contains(" 200")) {
      throw new IOException("the proxy said " + answer.lines().findFirst().orElse("nothing"));
    }
    return socket;
  }

  private static Socket connected(String host, int port) throws IOException {
    Socket socket = new Socket(InetAddress.getAllByName(host)[0], port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
