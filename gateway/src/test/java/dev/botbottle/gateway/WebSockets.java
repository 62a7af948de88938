package dev.botbottle.gateway;

import dev.botbottle.scan.ScanAction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The JDK's client of a WebSocket, and the gateway with the product's own scanner before its
 * server.
 */
abstract class WebSockets {
  Lab lab;
  HttpClient http;

  /** What the server's script received of messages, whole. */
  final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
    http =
        HttpClient.newBuilder()
            .proxy(
                ProxySelector.of(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), lab.explicitPort())))
            .sslContext(Trust.only(Trust.pem(lab.session)))
            .build();
  }

  @AfterEach
  void close() throws Exception {
    http.shutdownNow();
    lab.close();
  }

  /** What a client heard, as lines. */
  static final class Heard implements WebSocket.Listener {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final AtomicReference<String> text = new AtomicReference<>("");
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      String begun = text.get() + data;
      if (last) {
        lines.add("text " + begun);
      }
      text.set(last ? "" : begun);
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes.addAndGet(data.remaining());
      if (last) {
        lines.add("binary " + bytes.getAndSet(0));
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
      lines.add("pong " + StandardCharsets.UTF_8.decode(data));
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      lines.add("close " + status + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      lines.add("error");
    }

    String next() throws InterruptedException {
      return String.valueOf(lines.poll(15, TimeUnit.SECONDS));
    }
  }

  WebSocket connect(Heard heard) throws Exception {
    return http.newWebSocketBuilder()
        .buildAsync(URI.create("wss://ws.test/chat"), heard)
        .get(15, TimeUnit.SECONDS);
  }

  void echo(ScanAction action) throws Exception {
    lab.tls("ws.test", call -> FakeWebSocket.accept(call).echo());
    lab.route(lab.to("ws.test").webSocket().action(action)).start();
  }

  /**
   * A server that tells {@link #received} of each message.
   *
   * @param fields further ones of its answer
   */
  FakeServer listening(ScanAction action, String... fields) throws Exception {
    FakeServer server =
        lab.tls(
            "ws.test",
            call -> {
              FakeWebSocket socket = FakeWebSocket.accept(call, fields);
              var message = new StringBuilder();
              while (true) {
                FakeWebSocket.Head head = socket.head();
                if ((head.opcode() & FakeWebSocket.RESERVED) != 0) {
                  message.append("(with reserved bits) ");
                }
                message.append(new String(socket.payload(head), StandardCharsets.ISO_8859_1));
                if (head.last()) {
                  received.add(message.toString());
                  message.setLength(0);
                }
              }
            });
    lab.route(lab.to("ws.test").webSocket().action(action)).start();
    return server;
  }

  /** Bytes of the heap that are in use. */
  static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  static <T> T done(CompletableFuture<T> sent) throws Exception {
    return sent.get(15, TimeUnit.SECONDS);
  }
}
