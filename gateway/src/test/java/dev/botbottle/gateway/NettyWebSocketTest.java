package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.Field;
import dev.botbottle.scan.ScanAction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Netty's client and server of WebSockets, which compress where they may, on both sides. */
class NettyWebSocketTest extends WebSockets {
  private static final int COMPRESSED_TEXT =
      FakeWebSocket.FIN | FakeWebSocket.COMPRESSED | FakeWebSocket.TEXT;

  /** One end of a connection: Netty decides what is said, the sockets are the lab's. */
  private static final class End implements AutoCloseable {
    private final EmbeddedChannel channel;
    private final InputStream in;
    private final OutputStream out;

    /** The first byte of each piece that it wrote. */
    private final BlockingQueue<Integer> firsts = new LinkedBlockingQueue<>();

    End(InputStream in, OutputStream out, ChannelHandler... handlers) throws IOException {
      this.in = in;
      this.out = out;
      this.channel = new EmbeddedChannel(handlers);
      send();
    }

    void say(WebSocketFrame frame) throws IOException {
      channel.writeOutbound(frame);
      send();
    }

    private void send() throws IOException {
      for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
        if (bytes.isReadable()) {
          firsts.add((int) bytes.getUnsignedByte(bytes.readerIndex()));
        }
        out.write(ByteBufUtil.getBytes(bytes));
        bytes.release();
      }
      out.flush();
    }

    void take(byte[] bytes) throws IOException {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes));
      send();
    }

    /** Takes what has come; whether there was something. */
    boolean read() throws IOException {
      byte[] buffer = new byte[8_192];
      int n = in.read(buffer);
      if (n > 0) {
        take(Arrays.copyOf(buffer, n));
      }
      return n > 0;
    }

    /** The next message; null when there is none any more. */
    @Nullable WebSocketFrame hear() throws IOException {
      Object next = channel.readInbound();
      while (next == null) {
        if (!read()) {
          return null;
        }
        next = channel.readInbound();
      }
      return (WebSocketFrame) next;
    }

    boolean compresses() {
      return channel.pipeline().toMap().values().stream()
          .anyMatch(handler -> handler.getClass().getSimpleName().contains("DeflateEncoder"));
    }

    @Override
    public void close() {
      channel.finishAndReleaseAll();
    }
  }

  private static byte[] written(RequestHead head) {
    var text = new StringBuilder(head.method() + " " + head.target() + " HTTP/1.1\r\n");
    for (Field field : head.fields().lines()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void bothCompressAndWhatTheySayIsScannedAndArrives() throws Exception {
    var said = new LinkedBlockingQueue<String>();
    lab.tls(
        "ws.test",
        call -> {
          try (var server =
              new End(
                  call.in(),
                  call.out(),
                  new HttpServerCodec(),
                  new HttpObjectAggregator(65_536),
                  new WebSocketServerCompressionHandler(0),
                  new WebSocketServerProtocolHandler("/chat", null, true),
                  new WebSocketFrameAggregator(1 << 20))) {
            server.take(written(call.head()));
            said.add("compresses " + server.compresses());
            server.firsts.clear();
            for (WebSocketFrame frame = server.hear(); frame != null; frame = server.hear()) {
              if (frame instanceof TextWebSocketFrame text) {
                said.add(text.text());
              }
              server.say(frame);
              said.add("sent " + server.firsts.poll());
            }
          }
        });
    lab.route(lab.to("ws.test").webSocket().action(ScanAction.DENY)).start();
    Lab.Talk talk = lab.tunnel("ws.test");
    try (var client =
        new End(
            talk.in,
            talk.out,
            new HttpClientCodec(),
            new HttpObjectAggregator(65_536),
            new WebSocketClientCompressionHandler(0),
            new WebSocketClientProtocolHandler(
                WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(URI.create("wss://ws.test/chat"))
                    .handleCloseFrames(false)
                    .build()),
            new WebSocketFrameAggregator(1 << 20))) {
      assertThat(said.poll(15, TimeUnit.SECONDS)).isEqualTo("compresses true");
      // It takes the gateway's answer.
      while (!client.compresses()) {
        client.read();
      }
      client.firsts.clear();
      String text = "as long as it has to be, ".repeat(40);
      for (int i = 0; i < 3; i++) {
        client.say(new TextWebSocketFrame(text));
        assertThat(client.firsts.poll()).isEqualTo(COMPRESSED_TEXT);
        assertThat(client.hear()).isEqualTo(new TextWebSocketFrame(text));
        assertThat(said.poll(15, TimeUnit.SECONDS)).isEqualTo(text);
        assertThat(said.poll(15, TimeUnit.SECONDS)).isEqualTo("sent " + COMPRESSED_TEXT);
      }
      var bytes = new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[100_000]));
      client.say(bytes.copy());
      assertThat(client.hear()).isEqualTo(bytes);
      client.say(new TextWebSocketFrame("the key: " + Lab.PLANTED));
      assertThat(client.hear())
          .isInstanceOfSatisfying(
              CloseWebSocketFrame.class, close -> assertThat(close.statusCode()).isEqualTo(1008));
    }
    assertThat(said.toString()).doesNotContain("the key");
  }
}
