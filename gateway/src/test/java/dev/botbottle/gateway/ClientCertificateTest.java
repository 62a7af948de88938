package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that want to know who the client is. */
class ClientCertificateTest {
  private static final String KEY = "client key /k.pem";

  private final SessionAuthority company = Lab.authority("company");
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private Lab lab;
  private SSLServerSocket server;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("leaf", lab.world.leafKey(), new char[0], lab.world.leaf("strict.test"));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Curious()}, new SecureRandom());
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    server.setNeedClientAuth(true);
    lab.servers.put("strict.test", server.getLocalPort());
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    lab.close();
  }

  private void serve() {
    try {
      while (true) {
        var socket = (SSLSocket) server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      shown.add(certificate.getSubjectX500Principal().getName());
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) socket.getInputStream().read());
      }
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().read();
    } catch (IOException e) {
      // The client had nothing to show, or went away.
    }
  }

  /** Takes every certificate: whether one is good enough is the server's business. */
  private static final class Curious extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private String chain(String name) throws Exception {
    StringBuilder chain = new StringBuilder("Subject: in words\n");
    for (X509Certificate certificate : company.leaf(name)) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return chain.toString();
  }

  @Test
  void aServerThatAsksIsShownTheRoutesCertificate() throws Exception {
    lab.clientKeys.put(
        KEY, Secret.of("Key:\n" + pem("PRIVATE KEY", company.leafKey().getEncoded())));
    lab.route(
            lab.to("strict.test").certificate(new ClientCertificate(chain("me.company.test"), KEY)))
        .start();
    assertThat(lab.tunnel("strict.test").get("strict.test", "/").body()).isEqualTo("ok");
    assertThat(shown).containsExactly("CN=me.company.test");
  }

  @Test
  void anotherRoutesCertificateIsNotShown() throws Exception {
    lab.clientKeys.put(KEY, Secret.of(pem("PRIVATE KEY", company.leafKey().getEncoded())));
    lab.tls("other.test", call -> call.ok("other"));
    lab.route(
            lab.to("other.test").certificate(new ClientCertificate(chain("me.company.test"), KEY)))
        .route(lab.to("strict.test"))
        .start();
    assertThat(lab.tunnel("other.test").get("other.test", "/").body()).isEqualTo("other");
    assertThat(lab.tunnel("strict.test").get("strict.test", "/").status()).isEqualTo(502);
    assertThat(shown).isEmpty();
  }

  @Test
  void aKeyThatCannotBeUsedMeansNoConnectionAndIsNotShown() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    byte[] other = rsa.generateKeyPair().getPrivate().getEncoded();
    for (String key :
        List.of(
            "no key at all",
            pem("PRIVATE KEY", "not DER".getBytes(StandardCharsets.US_ASCII)),
            "-----BEGIN " + "PRIVATE KEY-----\n!!!!\n-----END " + "PRIVATE KEY-----",
            pem("PRIVATE KEY", other))) {
      try (Lab each = new Lab()) {
        each.servers.put("strict.test", server.getLocalPort());
        each.clientKeys.put(KEY, Secret.of(key));
        each.route(
                each.to("strict.test")
                    .certificate(new ClientCertificate(chain("me.company.test"), KEY)))
            .start();
        Lab.Answer answer = each.tunnel("strict.test").get("strict.test", "/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("client certificate's key");
      }
    }
    assertThat(shown).isEmpty();
  }
}
