package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http2.Frames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that do not go on, each in a way that no single wait is too long for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckServerTest {
  private static final String HOST = "api.test";

  private final CountDownLatch never = new CountDownLatch(1);
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final AtomicInteger connections = new AtomicInteger();
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.patience =
        new Limits(
            64 * 1024,
            64,
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));
    lab.rawStreams(
        HOST,
        server -> {
          server.settings(4, Integer.MAX_VALUE);
          server.frame(Frames.WINDOW_UPDATE, 0, 0, Frames.number(1 << 30));
          Frames.Frame request = server.next(Frames.HEADERS);
          if (connections.incrementAndGet() == 1) {
            server.next(Frames.DATA);
            stuck.countDown();
            Awaited.open(never);
          }
          while (true) {
            server.headers(request.stream(), true, ":status", "204");
            request = server.next(Frames.HEADERS);
          }
        });
    lab.route(lab.to(HOST)).route(lab.to("slow.test")).route(lab.to("mute.test")).start();
  }

  @AfterEach
  void close() throws Exception {
    never.countDown();
    lab.close();
  }

  private static String[] request(String method) {
    return new String[] {":method", method, ":scheme", "https", ":authority", HOST, ":path", "/"};
  }

  /** Sends a body until the server has taken nothing of it for as long as it may be silent. */
  private void fill() throws Exception {
    Lab.Talk talk = lab.tunnel(HOST);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 900000000\r\n\r\n");
            for (int i = 0; i < 90_000; i++) {
              talk.say("words ".repeat(1_000));
            }
          } catch (IOException e) {
            // Cut off, as it should be.
          }
        });
    assertThat(talk.hear("POST").status()).isEqualTo(502);
  }

  @Test
  void whoWaitsBehindWhatIsNotTakenIsServedOverAnotherConnection() throws Exception {
    Frames client = lab.frames(HOST);
    client.headers(1, false, request("POST"));
    client.data(1, false, "words ".repeat(100));
    stuck.await();
    fill();
    client.headers(3, true, request("GET"));
    Frames.Frame head = client.next(Frames.HEADERS);
    while (head.stream() != 3) {
      head = client.next(Frames.HEADERS);
    }
    assertThat(client.fields(head)).containsEntry(":status", "204");
  }

  @Test
  void whoAsksBehindAnAnswerThatDidNotComeIsServedOverAnotherConnection() throws Exception {
    lab.rawStreams(
        "mute.test",
        server -> {
          server.settings();
          boolean mute = connections.incrementAndGet() == 1;
          while (true) {
            Frames.Frame request = server.next(Frames.HEADERS);
            if (!mute) {
              server.headers(request.stream(), true, ":status", "204");
            }
          }
        });
    Frames client = lab.frames("mute.test");
    String[] head = {":method", "GET", ":scheme", "https", ":authority", "mute.test", ":path", "/"};
    client.headers(1, true, head);
    assertThat(client.hear().status()).isEqualTo(502);
    client.headers(3, true, head);
    assertThat(client.hear().status()).isEqualTo(204);
  }

  @Test
  void aHandshakeThatComesByteByByteIsNotWaitedForToItsEnd() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      lab.servers.put("slow.test", listener.getLocalPort());
      Thread.startVirtualThread(() -> trickle(listener));
      Lab.Answer answer = lab.tunnel("slow.test").get("slow.test", "/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).contains("it did not speak in time");
    }
  }

  /** The longest record of a handshake there is, byte by byte. */
  private static void trickle(ServerSocket listener) {
    try (Socket socket = listener.accept()) {
      socket.getInputStream().read();
      var record = new byte[5 + 16_000];
      record[0] = 0x16;
      record[1] = 3;
      record[2] = 3;
      record[3] = (byte) (16_000 >> 8);
      record[4] = (byte) 16_000;
      for (byte b : record) {
        socket.getOutputStream().write(b);
        Thread.sleep(50);
      }
    } catch (IOException | InterruptedException e) {
      // The gateway has left, as it should.
    }
  }
}
