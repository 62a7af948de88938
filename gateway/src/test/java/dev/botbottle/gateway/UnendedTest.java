package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.tls.Hellos;
import dev.botbottle.ledger.LedgerEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do not end what their client has ended. */
@Timeout(60)
class UnendedTest {
  private final CountDownLatch never = new CountDownLatch(1);
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.patience =
        new Limits(
            64 * 1024,
            64,
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(1));
  }

  @AfterEach
  void close() throws Exception {
    never.countDown();
    lab.close();
  }

  @Test
  void aWebSocketWhoseClientHasGoneIsNotKeptForASilentServer() throws Exception {
    lab.tls(
        "ws.test",
        call -> {
          FakeWebSocket.accept(call);
          Awaited.open(never);
        });
    lab.route(lab.to("ws.test").webSocket()).start();
    Lab.Talk talk = lab.tunnel("ws.test");
    talk.upgrade("ws.test");
    talk.socket.close();
    LedgerEntry end = lab.ledger.await(entry -> entry.kind() == LedgerEntry.Kind.RESPONSE);
    assertThat(end.reason()).isEqualTo("status 101");
  }

  @Test
  void aTunnelWhoseClientHasGoneIsNotKeptForASilentServer() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      lab.servers.put("raw.test", listener.getLocalPort());
      lab.route(lab.to("raw.test").passthrough()).start();
      Lab.Talk talk = lab.explicit();
      talk.say("CONNECT raw.test:443 HTTP/1.1\r\nHost: raw.test:443\r\n\r\n");
      assertThat(talk.reader.readHead("CONNECT").status()).isEqualTo(200);
      talk.out.write(Hellos.hello(Hellos.serverName("raw.test")));
      try (var server = listener.accept()) {
        server.getInputStream().read();
        talk.socket.close();
        lab.ledger.await(entry -> entry.reason().equals("ended"));
      }
    }
  }

  @Test
  void aTunnelWhoseClientTakesItsTimeToReadIsKept() throws Exception {
    byte[] much = new byte[40 << 20]; // More than all sockets on the way keep.
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      lab.servers.put("raw.test", listener.getLocalPort());
      lab.route(lab.to("raw.test").passthrough()).start();
      Thread.startVirtualThread(() -> {
        try (var server = listener.accept()) {
          server.getInputStream().readAllBytes(); // to the client's end
          server.getOutputStream().write(much);
        } catch (IOException e) {
          // What was not taken is missed by who reads.
        }
      });
      Lab.Talk talk = lab.explicit();
      talk.say("CONNECT raw.test:443 HTTP/1.1\r\nHost: raw.test:443\r\n\r\n");
      assertThat(talk.reader.readHead("CONNECT").status()).isEqualTo(200);
      talk.out.write(Hellos.hello(Hellos.serverName("raw.test")));
      talk.socket.shutdownOutput();
      Thread.sleep(1_000); // several times as long as a server may be silent
      assertThat(talk.in.readAllBytes()).hasSize(much.length);
    }
  }
}
