package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.ScanAction;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** WebSockets of the JDK's client through the gateway. */
class WebSocketTest extends WebSockets {
  private static final int MEGABYTE = 1 << 20;
  private static final int MEGABYTES = 100;

  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String FORMAT = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

  @Test
  void messagesOfEveryKindPassBothWaysInTheirOrder() throws Exception {
    echo(ScanAction.DENY);
    var heard = new Heard();
    WebSocket socket = connect(heard);
    done(socket.sendText("grüß dich", true));
    done(socket.sendPing(ByteBuffer.wrap("are you there".getBytes(StandardCharsets.UTF_8))));
    done(socket.sendBinary(ByteBuffer.allocate(70_000), true));
    done(socket.sendText("in ", false));
    done(socket.sendText("three ", false));
    done(socket.sendText("parts", true));
    done(socket.sendText("", true));
    done(socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye"));
    assertThat(heard.next()).isEqualTo("text grüß dich");
    assertThat(heard.next()).isEqualTo("pong are you there");
    assertThat(heard.next()).isEqualTo("binary 70000");
    assertThat(heard.next()).isEqualTo("text in three parts");
    assertThat(heard.next()).isEqualTo("text ");
    assertThat(heard.next()).isEqualTo("close 1000 bye");
  }

  @Test
  void aMessageInTheMiddleStandsStillForAMomentAndWhatIsDecidedArrives() throws Exception {
    echo(ScanAction.DENY);
    var begun = new CompletableFuture<String>();
    var heard =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket socket, CharSequence data, boolean last) {
            begun.complete(data + " " + last);
            return null;
          }
        };
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("wss://ws.test/chat"), heard)
            .get(15, TimeUnit.SECONDS);
    done(socket.sendText("no end yet", false));
    assertThat(done(begun)).isEqualTo("no end yet false");
  }

  private void assertDenied(Heard heard, String detector) throws Exception {
    assertThat(heard.next())
        .isEqualTo("close 1008 denied by the bottle's gateway: scan:" + detector);
    LedgerEntry denial = lab.ledger.await(entry -> entry.verdict() == Verdict.DENY);
    assertThat(denial.rule()).isEqualTo("scan:" + detector);
    assertThat(denial.findings()).isNotEmpty();
    assertThat(lab.ledger.entries.toString()).doesNotContain(Lab.PLANTED);
  }

  @Test
  void aSecretInOneFrameIsDeniedAndNothingOfItArrives() throws Exception {
    FakeServer server = listening(ScanAction.DENY);
    var heard = new Heard();
    WebSocket socket = connect(heard);
    done(socket.sendText("harmless", true));
    done(socket.sendText("the key: " + Lab.PLANTED, true));
    assertDenied(heard, "known:planted");
    server.awaitClosed(1);
    assertThat(received).containsExactly("harmless");
  }

  @Test
  void aSecretInABinaryMessageAndInAPingIsDeniedEvenWhereTextIsRedacted() throws Exception {
    FakeServer server = listening(ScanAction.REDACT);
    byte[] secret = ("x " + Lab.PLANTED).getBytes(StandardCharsets.US_ASCII);
    var binary = new Heard();
    done(connect(binary).sendBinary(ByteBuffer.wrap(secret), true));
    assertThat(binary.next()).startsWith("close 1008");
    var ping = new Heard();
    done(connect(ping).sendPing(ByteBuffer.wrap(secret)));
    assertThat(ping.next()).startsWith("close 1008");
    server.awaitClosed(2);
    assertThat(received).isEmpty();
  }

  @Test
  void aSecretAcrossTwoFramesOfAMessageIsDenied() throws Exception {
    FakeServer server = listening(ScanAction.DENY);
    var heard = new Heard();
    WebSocket socket = connect(heard);
    done(socket.sendText("key " + Lab.PLANTED.substring(0, 9), false));
    done(socket.sendText(Lab.PLANTED.substring(9) + " end", true));
    assertDenied(heard, "known:planted");
    server.awaitClosed(1);
    assertThat(received).isEmpty();
  }

  @Test
  void aSecretInATextIsRedactedInItsLengthWhereTheRouteSaysSo() throws Exception {
    listening(ScanAction.REDACT);
    WebSocket socket = connect(new Heard());
    String before = "{\"key\":\"" + Lab.PLANTED + "\"}";
    done(socket.sendText(before, true));
    String after = String.valueOf(received.poll(15, TimeUnit.SECONDS));
    assertThat(after).hasSameSizeAs(before).startsWith("{\"key\":\"[redacted").endsWith("\"}");
  }

  @Test
  void aFormatThatIsOnlyWarnedOfPassesAndIsOnRecord() throws Exception {
    listening(ScanAction.WARN);
    var heard = new Heard();
    WebSocket socket = connect(heard);
    done(socket.sendText("x " + FORMAT, true));
    assertThat(received.poll(15, TimeUnit.SECONDS)).isEqualTo("x " + FORMAT);
    socket.abort();
    LedgerEntry last = lab.ledger.await(entry -> entry.kind() == LedgerEntry.Kind.RESPONSE);
    assertThat(last.findings()).isNotEmpty();
    assertThat(last.reason()).isEqualTo("status 101");
  }

  @Test
  void aReflectedCredentialIsMaskedAlsoAcrossFramesAndInAPing() throws Exception {
    byte[] token = Lab.TOKEN.getBytes(StandardCharsets.US_ASCII);
    lab.tls(
        "ws.test",
        call -> {
          FakeWebSocket socket = FakeWebSocket.accept(call);
          socket.send(FakeWebSocket.TEXT, "you are " + Lab.TOKEN.substring(0, 10));
          socket.send(FakeWebSocket.FIN | FakeWebSocket.PONG, token);
          socket.send(FakeWebSocket.FIN, Lab.TOKEN.substring(10) + ", ok");
          socket.head();
        });
    lab.route(lab.to("ws.test").webSocket().bind(Lab.bearer())).start();
    var heard = new Heard();
    WebSocket socket = connect(heard);
    String pong = heard.next();
    assertThat(pong).startsWith("pong ").hasSize(5 + token.length).doesNotContain(Lab.TOKEN);
    String text = heard.next();
    assertThat(text).startsWith("text you are ").endsWith(", ok").doesNotContain("0123456789");
    assertThat(text).hasSize("text you are , ok".length() + token.length);
    socket.abort();
  }

  @Test
  void aHundredMegabytesBothWaysAreNeverHeld() throws Exception {
    var received = new AtomicLong();
    var most = new AtomicLong();
    lab.tls(
        "ws.test",
        call -> {
          FakeWebSocket socket = FakeWebSocket.accept(call);
          long total = 0;
          FakeWebSocket.Head head;
          do {
            head = socket.head();
            total += socket.payload(head).length;
            if (total % (10 * MEGABYTE) < head.length()) {
              most.accumulateAndGet(used(), Math::max);
            }
          } while (!head.last());
          received.set(total);
          // One frame: its header says how long it will be, and then it comes.
          call.out().write(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 6, 64, 0, 0});
          byte[] piece = new byte[MEGABYTE];
          for (int i = 0; i < MEGABYTES; i++) {
            call.out().write(piece);
          }
          call.out().flush();
          socket.head();
        });
    lab.route(lab.to("ws.test").webSocket().bind(Lab.bearer())).start();
    var heard = new Heard();
    WebSocket socket = connect(heard);
    long before = used();
    byte[] piece = new byte[MEGABYTE];
    Arrays.fill(piece, (byte) 'q');
    for (int i = 1; i <= MEGABYTES; i++) {
      done(socket.sendBinary(ByteBuffer.wrap(piece), i == MEGABYTES));
    }
    assertThat(heard.lines.poll(60, TimeUnit.SECONDS)).isEqualTo("binary " + 100L * MEGABYTE);
    assertThat(received).hasValue((long) MEGABYTES * MEGABYTE);
    assertThat(most.get() - before).isLessThan(24L * MEGABYTE);
    socket.abort();
  }
}
