package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts behind which there are several servers that speak different HTTP. */
@Timeout(60)
class MixedServersTest {
  private static final String HOST = "api.test";

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  @Test
  void thatOneSpokeTheNewerAloneIsForgottenWhenAnotherDoesNotSpeakIt() throws Exception {
    FakeStreams newer =
        lab.streams(
            HOST,
            (head, stream) -> {
              stream.head(200, "", new Fields(), new Framing.Length(0));
              stream.end(new Fields());
            });
    try (var older = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> serveOlder(older));
      lab.route(lab.to(HOST)).start();
      for (int i = 0; i < 2; i++) {
        lab.servers.put(HOST, newer.port());
        assertThat(lab.tunnel(HOST).get(HOST, "/").body()).isEmpty();
        newer.cut();
        lab.servers.put(HOST, older.getLocalPort());
        assertThat(lab.tunnel(HOST).get(HOST, "/").body()).isEqualTo("older");
      }
    }
  }

  /** Serves one request on each connection; refuses who does not offer HTTP/1.1 (RFC 7301 §3.2). */
  private void serveOlder(ServerSocket listener) {
    try {
      while (true) {
        Socket plain = listener.accept();
        Thread.startVirtualThread(() -> answer(plain));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void answer(Socket plain) {
    try (plain) {
      var factory = lab.worldLeaves.of(HOST).getSocketFactory();
      var tls = (SSLSocket) factory.createSocket(plain, null, true);
      var parameters = tls.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"http/1.1"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      new RequestReader(tls.getInputStream(), 65_536).readHead();
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nolder";
      tls.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      tls.close();
    } catch (IOException e) {
      // Not what it speaks.
    }
  }
}
