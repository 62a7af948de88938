package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets as the JDK's client would not speak them, and servers and scanners that fail. */
class WebSocketFramesTest extends WebSockets {
  private static final String[] UPGRADE = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13"
  };

  @Test
  void aServerThatBeginsCompressionUnaskedIsCut() throws Exception {
    lab.tls(
        "ws.test",
        call ->
            FakeWebSocket.accept(call, "Sec-WebSocket-Extensions: permessage-deflate\r\n").echo());
    lab.route(lab.to("ws.test").webSocket()).start();
    assertThat(lab.tunnel("ws.test").get("ws.test", "/", UPGRADE).status()).isEqualTo(502);
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number, 'k', 'e', 'y'};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 11, 13, 17, 64, 1_000})
  void howeverASecretIsCutIntoFramesAndMaskedTheVerdictIsTheSame(int size) throws Exception {
    FakeServer server = listening(ScanAction.DENY);
    Lab.Talk talk = lab.tunnel("ws.test");
    talk.say(Lab.request("GET", "ws.test", "/", "", UPGRADE));
    talk.reader.readHead("GET");
    byte[] text = ("some text, " + Lab.PLANTED + ", more").getBytes(StandardCharsets.US_ASCII);
    var frames = new ByteArrayOutputStream();
    for (int at = 0; at < text.length; at += size) {
      int end = Math.min(text.length, at + size);
      int first =
          (end == text.length ? FakeWebSocket.FIN : 0)
              | (at == 0 ? FakeWebSocket.TEXT : FakeWebSocket.CONTINUATION);
      frames.writeBytes(FakeWebSocket.frame(first, Arrays.copyOfRange(text, at, end), key(at)));
      frames.writeBytes(FakeWebSocket.frame(0x89, new byte[0], key(at)));
    }
    talk.out.write(frames.toByteArray());
    talk.out.flush();
    FakeWebSocket socket = FakeWebSocket.over(talk.reader.takeRest(), talk.in, talk.out);
    FakeWebSocket.Head head = socket.head();
    assertThat(head.opcode()).isEqualTo(FakeWebSocket.CLOSE);
    assertThat(new String(socket.payload(head), 2, 10, StandardCharsets.UTF_8))
        .isEqualTo("denied by ");
    server.awaitClosed(1);
    // What stands before the secret may have left by then.
    assertThat("some text, ").startsWith(String.join("", received));
  }

  @Test
  void theKeysOfTheClientsMasksDoNotReachTheServer() throws Exception {
    var keys = new LinkedBlockingQueue<byte[]>();
    lab.tls(
        "ws.test",
        call -> {
          FakeWebSocket socket = FakeWebSocket.accept(call);
          for (int i = 0; i < 3; i++) {
            FakeWebSocket.Head head = socket.head();
            assertThat(head.masked()).isTrue();
            socket.payload(head);
            keys.add(head.key());
          }
        });
    lab.route(lab.to("ws.test").webSocket()).start();
    Lab.Talk talk = lab.tunnel("ws.test");
    talk.say(Lab.request("GET", "ws.test", "/", "", UPGRADE));
    talk.reader.readHead("GET");
    for (int i = 0; i < 3; i++) {
      talk.out.write(FakeWebSocket.frame(0x81, new byte[i], key(i)));
    }
    talk.out.flush();
    for (int i = 0; i < 3; i++) {
      assertThat(keys.poll(15, TimeUnit.SECONDS)).isNotNull().isNotEqualTo(key(i));
    }
  }

  @Test
  void aClientThatBreaksTheRulesIsToldAndCut() throws Exception {
    FakeServer server = listening(ScanAction.DENY);
    Lab.Talk talk = lab.tunnel("ws.test");
    talk.say(Lab.request("GET", "ws.test", "/", "", UPGRADE));
    talk.reader.readHead("GET");
    talk.out.write(FakeWebSocket.frame(0x81, new byte[] {'x'}, new byte[0]));
    talk.out.flush();
    FakeWebSocket socket = FakeWebSocket.over(talk.reader.takeRest(), talk.in, talk.out);
    FakeWebSocket.Head head = socket.head();
    assertThat(socket.payload(head)).startsWith(1002 >> 8, 1002 & 0xff);
    server.awaitClosed(1);
    assertThat(received).isEmpty();
    lab.ledger.await(entry -> entry.rule().equals("malformed"));
  }

  @Test
  void aServerThatBreaksTheRulesIsCut() throws Exception {
    lab.tls(
        "ws.test",
        call -> {
          FakeWebSocket.accept(call).send(0xc1, "compressed, it says");
          call.in().read();
        });
    lab.route(lab.to("ws.test").webSocket()).start();
    var heard = new Heard();
    connect(heard);
    assertThat(heard.next()).startsWith("close 1014");
    lab.ledger.await(entry -> entry.rule().equals("upstream"));
  }

  @Test
  void aScannerThatFailsEndsTheConnection() throws Exception {
    lab.inspector =
        order -> {
          Inspector working = ScannerInspector.of(order);
          return new BrokenStreams(working);
        };
    FakeServer server = listening(ScanAction.DENY);
    var heard = new Heard();
    done(connect(heard).sendText("anything", true));
    assertThat(heard.next()).startsWith("close 1011");
    server.awaitClosed(1);
    assertThat(received).isEmpty();
  }

  /** Fails at bodies only. */
  private record BrokenStreams(Inspector working) implements Inspector {
    @Override
    public List<Finding> inspect(Place place, String text, ScanProfile profile) {
      return working.inspect(place, text, profile);
    }

    @Override
    public ScanStream outward(ScanProfile profile) {
      throw new IllegalStateException("broken");
    }

    @Override
    public ScanStream inward(boolean bound) {
      return working.inward(bound);
    }

    @Override
    public String maskInward(String text, boolean bound) {
      return working.maskInward(text, bound);
    }

    @Override
    public String mask(String text) {
      return working.mask(text);
    }
  }
}
