package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.botbottle.gateway.http.BodyCutShort;
import dev.botbottle.gateway.http.RequestReader;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.policy.Instructions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are told goodbye, and do not let go. */
@Timeout(60)
class FarewellTest {
  private static final String HOST = "api.test";
  private static final String OTHER = "other.test";

  /** What comes behind an answer ends its connection. */
  private static final String LAST_ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more";

  /** Of anything that waits for the server, no more than a tenth. */
  private static final long SOON_NANOS = Lab.LIMITS.responseIdle().toNanos() / 10;

  private final CountDownLatch end = new CountDownLatch(1);
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    end.countDown();
    lab.close();
  }

  @Test
  void itIsSaid() throws Exception {
    var heard = new CompletableFuture<Integer>();
    lab.tls(
        HOST,
        call -> {
          call.body();
          call.say(LAST_ANSWER);
          heard.complete(call.in().read());
        });
    lab.route(lab.to(HOST)).start();
    assertThat(lab.tunnel(HOST).post(HOST, "/", "x").body()).isEqualTo("ok");
    assertThat(heard.get(10, TimeUnit.SECONDS)).as("TLS's own end").isEqualTo(-1);
  }

  @Test
  void aServerThatIgnoresItKeepsNobodyWaiting() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var heard = new CompletableFuture<Integer>();
      Thread.startVirtualThread(() -> ignore(listener, heard));
      lab.servers.put(HOST, listener.getLocalPort());
      lab.tls(OTHER, call -> call.ok("fine"));
      lab.route(lab.to(HOST)).route(lab.to(OTHER)).start();
      Lab.Talk other = lab.tunnel(OTHER);
      assertThat(other.get(OTHER, "/").status()).isEqualTo(200);
      assertThat(lab.tunnel(HOST).post(HOST, "/", "x").body()).isEqualTo("ok");
      assertThat(heard.get(10, TimeUnit.SECONDS)).isPositive();
      long begun = System.nanoTime();
      assertThat(other.get(OTHER, "/").status()).isEqualTo(200);
      assertThat(System.nanoTime() - begun).isLessThan(SOON_NANOS);
    }
  }

  @Test
  void whoSaidItBehindTheAnswerIsNotAskedAgain() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> leave(server));
      Thread.startVirtualThread(() -> together(relay, server.getLocalPort()));
      lab.servers.put(HOST, relay.getLocalPort());
      lab.route(lab.to(HOST)).start();
      Lab.Talk talk = lab.tunnel(HOST);
      assertThat(talk.get(HOST, "/").body()).isEqualTo("ok");
      // The answer's connection is still open, and no place for a request sent once.
      lab.tls(HOST, call -> call.ok("again"));
      assertThat(talk.post(HOST, "/", "x").body()).isEqualTo("again");
    }
  }

  /** Answers one request, says goodbye and stays. */
  private void leave(ServerSocket listener) {
    try (Socket plain = listener.accept()) {
      SSLSocket server = shakeHands(plain);
      var reader = new RequestReader(server.getInputStream(), 65_536);
      reader.readHead();
      server
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
      server.shutdownOutput();
      Awaited.open(end);
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerThatEndsWithItsConnectionIsWholeOnlyIfTheServerSaysSo(boolean says)
      throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answerAndEnd(listener, says));
      lab.servers.put(HOST, listener.getLocalPort());
      lab.route(lab.to(HOST)).start();
      Lab.Talk talk = lab.tunnel(HOST);
      if (says) {
        assertThat(talk.get(HOST, "/").body()).isEqualTo("transfer 10");
      } else {
        assertThatThrownBy(() -> talk.get(HOST, "/")).isInstanceOf(BodyCutShort.class);
      }
    }
  }

  private void answerAndEnd(ServerSocket listener, boolean says) {
    try (Socket plain = listener.accept()) {
      SSLSocket server = shakeHands(plain);
      new RequestReader(server.getInputStream(), 65_536).readHead();
      server
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\n\r\ntransfer 10".getBytes(StandardCharsets.US_ASCII));
      if (says) {
        server.shutdownOutput();
      } else {
        plain.shutdownOutput();
      }
      Awaited.open(end);
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  @Test
  void whoIsCutOffBehindTheHeadOfAnAnswerIsNotAskedAgain() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answerOnceAndBreakOff(listener));
      lab.servers.put(HOST, listener.getLocalPort());
      lab.route(lab.to(HOST).instructions(Instructions.DENY)).start();
      Lab.Talk talk = lab.tunnel(HOST);
      assertThat(talk.get(HOST, "/").body()).isEqualTo("ok");
      lab.tls(HOST, call -> call.ok("asked again"));
      assertThat(talk.get(HOST, "/").status()).isEqualTo(502);
    }
  }

  private void answerOnceAndBreakOff(ServerSocket listener) {
    try (Socket plain = listener.accept()) {
      SSLSocket server = shakeHands(plain);
      var reader = new RequestReader(server.getInputStream(), 65_536);
      for (String answer : List.of("2\r\n\r\nok", "10\r\n\r\n")) {
        reader.readHead();
        server
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + answer)
                    .getBytes(StandardCharsets.US_ASCII));
      }
      plain.shutdownOutput();
      Awaited.open(end);
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  /** Between a client and a server: hands over together what the server says within a while. */
  private static void together(ServerSocket listener, int server) {
    try (Socket client = listener.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Thread.startVirtualThread(() -> copy(client, far));
      var bytes = new byte[65_536];
      int read = far.getInputStream().read(bytes);
      while (read >= 0) {
        Thread.sleep(100);
        if (far.getInputStream().available() > 0) {
          read += far.getInputStream().read(bytes, read, bytes.length - read);
        }
        client.getOutputStream().write(bytes, 0, read);
        read = far.getInputStream().read(bytes);
      }
    } catch (IOException | InterruptedException e) {
      // The test tells what it misses.
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  /** Answers one request, and understands nothing of what is said behind that. */
  private void ignore(ServerSocket listener, CompletableFuture<Integer> heard) {
    try (Socket plain = listener.accept()) {
      SSLSocket server = shakeHands(plain);
      var reader = new RequestReader(server.getInputStream(), 65_536);
      reader.readHead();
      while (reader.readBody(new Bodies.Text())) {}
      server.getOutputStream().write(LAST_ANSWER.getBytes(StandardCharsets.US_ASCII));
      heard.complete(plain.getInputStream().read());
      Awaited.open(end);
    } catch (IOException e) {
      heard.completeExceptionally(e);
    }
  }

  @Test
  void aServerThatTakesNothingIsLeftWithoutIt() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var patience = new Patience();
        SocketChannel wire = SocketChannel.open(listener.getLocalSocketAddress())) {
      Thread.startVirtualThread(() -> hold(listener));
      var bare = new PatientSocket(wire, patience, 64);
      var tls =
          (SSLSocket)
              Trust.only(Trust.pem(lab.world))
                  .getSocketFactory()
                  .createSocket(bare, HOST, 443, true);
      tls.startHandshake();
      var key = new Upstream.Key(lab.to(HOST).build(), new Destination(true, HOST, 443));
      var upstream = new WireUpstream(key, tls, bare, wire, 65_536);
      fill(wire);
      upstream.close();
      assertThat(wire.isOpen()).isFalse();
    }
  }

  private void hold(ServerSocket listener) {
    try (Socket plain = listener.accept()) {
      shakeHands(plain);
      Awaited.open(end);
    } catch (IOException e) {
      // The test tells what it misses.
    }
  }

  private SSLSocket shakeHands(Socket plain) throws IOException {
    var factory = lab.worldLeaves.of(HOST).getSocketFactory();
    var server = (SSLSocket) factory.createSocket(plain, null, true);
    server.startHandshake();
    return server;
  }

  /** Writes until nothing more fits, here or at the other end. */
  private static void fill(SocketChannel wire) throws IOException {
    wire.configureBlocking(false);
    var bytes = ByteBuffer.allocate(65_536);
    try (var selector = Selector.open()) {
      wire.register(selector, SelectionKey.OP_WRITE);
      // What one write leaves no room for may find some when the other end has taken what came.
      while (selector.select(200) > 0 || wire.write(bytes.clear()) > 0) {
        selector.selectedKeys().clear();
        while (wire.write(bytes.clear()) > 0) {}
      }
    }
    wire.configureBlocking(true);
  }
}
