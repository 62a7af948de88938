package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.tls.Hellos;
import dev.botbottle.ledger.LedgerEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels that nobody reads: bytes and the ends of both directions, over real sockets. */
@Timeout(60)
class PassthroughTest {
  private static final byte[] HELLO = Hellos.hello(Hellos.serverName("raw.test"));

  private static final byte[] LAST = "last words".getBytes(StandardCharsets.US_ASCII);

  /** More than all buffers on the way hold together. */
  private static final int MUCH = 16 << 20;

  /** What a server does with the one connection it gets; returns what it read of it. */
  private interface Script {
    byte[] serve(Socket socket) throws IOException;
  }

  private Lab lab;
  private ServerSocket listener;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    lab.servers.put("raw.test", listener.getLocalPort());
    lab.route(lab.to("raw.test").passthrough()).start();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
    listener.close();
  }

  private CompletableFuture<byte[]> serving(Script script) {
    var read = new CompletableFuture<byte[]>();
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = listener.accept()) {
            read.complete(script.serve(socket));
          } catch (IOException e) {
            read.completeExceptionally(e);
          }
        });
    return read;
  }

  /** A client that has said its hello, through the proxy or to the address it meant. */
  private Lab.Talk greeted(String way) throws IOException {
    Lab.Talk talk = way.equals("proxy") ? lab.explicit() : lab.transparent("127.0.0.5");
    if (way.equals("proxy")) {
      talk.say("CONNECT raw.test:443 HTTP/1.1\r\nHost: raw.test:443\r\n\r\n");
      assertThat(talk.reader.readHead("CONNECT").status()).isEqualTo(200);
    }
    talk.out.write(HELLO);
    return talk;
  }

  private static byte[] much(int seed) {
    byte[] bytes = new byte[MUCH];
    for (int i = 0; i < MUCH; i++) {
      bytes[i] = (byte) ((i * seed) >> 8);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "address"})
  void aServerIsHeardToItsEndAfterItsClientHasSaidAll(String way) throws Exception {
    CompletableFuture<byte[]> read =
        serving(socket -> {
          byte[] all = socket.getInputStream().readAllBytes(); // to the client's end
          socket.getOutputStream().write(much(3));
          return all;
        });
    Lab.Talk talk = greeted(way);
    talk.out.write(LAST);
    talk.socket.shutdownOutput();
    assertThat(talk.in.readAllBytes()).isEqualTo(much(3));
    assertThat(read.get(10, TimeUnit.SECONDS)).startsWith(HELLO).endsWith(LAST);
    assertThat(counted()).containsExactly(HELLO.length + (long) LAST.length, (long) MUCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "address"})
  void aClientIsHeardToItsEndAfterItsServerHasSaidAll(String way) throws Exception {
    CompletableFuture<byte[]> read =
        serving(socket -> {
          socket.getInputStream().readNBytes(HELLO.length);
          socket.getOutputStream().write(LAST);
          socket.shutdownOutput();
          return socket.getInputStream().readAllBytes();
        });
    Lab.Talk talk = greeted(way);
    assertThat(talk.in.readAllBytes()).isEqualTo(LAST); // to the server's end
    talk.out.write(much(5));
    talk.socket.shutdownOutput();
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(much(5));
    assertThat(counted()).containsExactly(HELLO.length + (long) MUCH, (long) LAST.length);
  }

  /** What the ledger says at the end was passed on, outward and inward. */
  private List<Long> counted() throws InterruptedException {
    LedgerEntry end = lab.ledger.await(entry -> entry.reason().equals("ended"));
    return List.of(end.bytesOut(), end.bytesIn());
  }
}
