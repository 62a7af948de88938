package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The user cuts a session off, whatever it is doing, and puts it back. */
class CutTest {
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
  void connectionsThatWaitForTheNextRequestEndOnBothSides() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("hello"));
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertThat(talk.get("api.test", "/").status()).isEqualTo(200);
    lab.cut();
    server.awaitClosed(1);
    assertEnds(talk);
    assertThat(server.heads).hasSize(1);
  }

  @Test
  void anAnswerThatIsStillComingBreaksOffWithoutAValidEnd() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
              call.in().read(); // until it is cut
            });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    var body = new Bodies.Text();
    while (!body.text().contains("first")) {
      talk.reader.readBody(body);
    }
    lab.cut();
    server.awaitClosed(1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          while (talk.reader.readBody(body)) {}
        });
    assertThat(body.text()).isEqualTo("first");
  }

  @Test
  void anAnswerThatItsClientWasReadingIsNotOnRecordAsGivenUpByIt() throws Exception {
    AtomicInteger said = new AtomicInteger();
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: " + (64L << 20) + "\r\n\r\n");
          String piece = "w".repeat(1 << 20);
          for (int i = 0; i < 64; i++) {
            call.say(piece);
            said.incrementAndGet();
          }
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    // Until nothing moves any more: the gateway waits for its client to take what it wrote.
    int before;
    do {
      before = said.get();
      Thread.sleep(300);
    } while (said.get() != before);
    lab.cut();
    // Which side's end is noticed first is left to chance.
    LedgerEntry ended = lab.ledger.await(entry -> entry.bytesIn() > 0);
    assertThat(ended.rule()).isEqualTo("egress-cut");
  }

  @Test
  void aRequestThatItsServerHadNotAnsweredIsOnRecordAsCut() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          asked.countDown();
          call.in().read(); // until it is cut
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    lab.cut();
    lab.ledger.await(entry -> entry.rule().equals("egress-cut"));
    assertThat(lab.ledger.entries).extracting(LedgerEntry::rule).doesNotContain("upstream");
  }

  @Test
  void aHandshakeThatItsServerHadNotAnsweredIsOnRecordAsCut() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      lab.servers.put("mute.test", listener.getLocalPort());
      lab.route(lab.to("mute.test")).start();
      Lab.Talk talk = lab.tunnel("mute.test");
      talk.say(Lab.request("GET", "mute.test", "/", ""));
      try (Socket server = listener.accept()) {
        assertThat(server.getInputStream().read()).isEqualTo(0x16);
        lab.cut();
        lab.ledger.await(entry -> entry.rule().equals("egress-cut"));
      }
    }
    assertThat(lab.ledger.entries).extracting(LedgerEntry::rule).doesNotContain("upstream");
  }

  @Test
  void aBodyThatIsStillSentEndsForTheServerWithoutAValidEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch broken = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          var body = new Bodies.Text();
          try {
            while (call.reader().readBody(body)) {
              begun.countDown();
            }
          } catch (IOException e) {
            broken.countDown();
            throw e;
          }
        });
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 1000000\r\n\r\n");
    talk.say("plain words and more of them. ".repeat(5_000));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    lab.cut();
    assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBodyThatIsStillSentIsOnRecordAsCut() throws Exception {
    Semaphore begun = new Semaphore(0);
    lab.tls(
        "api.test",
        call -> {
          call.reader().readBody(new Bodies.Text());
          begun.release();
          call.in().readAllBytes(); // until it is cut
        });
    lab.route(lab.to("api.test")).start();
    // Which side's end is noticed first is left to chance: often enough for both.
    for (int i = 1; i <= 25; i++) {
      Lab.Talk talk = lab.tunnel("api.test");
      talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 1000000\r\n\r\n");
      talk.say("plain words and more of them. ".repeat(2_000));
      assertThat(begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      lab.cut();
      int times = i;
      lab.ledger.await(entry -> ends().size() == times);
      lab.restore();
    }
    assertThat(ends()).containsOnly("egress-cut");
  }

  /** The rules by which requests that had begun to leave were put on record. */
  private List<String> ends() {
    return lab.ledger.entries.stream()
        .filter(entry -> entry.bytesOut() > 0)
        .map(LedgerEntry::rule)
        .toList();
  }

  @Test
  void aWebSocketEnds() throws Exception {
    CountDownLatch broken = new CountDownLatch(1);
    lab.tls(
        "live.test",
        call -> {
          FakeWebSocket socket = FakeWebSocket.accept(call);
          try {
            socket.head();
          } catch (IOException e) {
            broken.countDown();
            throw e;
          }
        });
    lab.route(lab.to("live.test").webSocket()).start();
    Lab.Talk talk = lab.tunnel("live.test");
    talk.upgrade("live.test");
    lab.cut();
    assertThat(broken.await(10, TimeUnit.SECONDS)).isTrue();
    assertEnds(talk);
  }

  @Test
  void aWebSocketIsOnRecordAsCutHoweverSoonItIs() throws Exception {
    lab.tls("live.test", call -> FakeWebSocket.accept(call).head());
    lab.route(lab.to("live.test").webSocket()).start();
    for (int i = 0; i < 10; i++) {
      Lab.Talk talk = lab.tunnel("live.test");
      talk.upgrade("live.test");
      Thread.sleep(i); // The gateway may just have told its client, or wait for either side.
      lab.cut();
      int entries = 2 * (i + 1);
      lab.ledger.await(entry -> lab.ledger.entries.size() == entries);
      assertThat(lab.ledger.entries.getLast().rule()).isEqualTo("egress-cut");
      lab.restore();
    }
  }

  @Test
  void whatIsPassedThroughUnreadEnds() throws Exception {
    FakeServer server = lab.tls("raw.test", call -> call.ok("hello"));
    lab.route(lab.to("raw.test").passthrough()).start();
    Lab.Talk talk = lab.explicit();
    talk.say("CONNECT raw.test:443 HTTP/1.1\r\nHost: raw.test:443\r\n\r\n");
    assertThat(talk.reader.readHead("CONNECT").status()).isEqualTo(200);
    Lab.Talk inner = talk.secured("raw.test", lab.world);
    assertThat(inner.get("raw.test", "/").status()).isEqualTo(200);
    lab.cut();
    server.awaitClosed(1);
    assertEnds(inner);
    assertThat(lab.ledger.await(entry -> entry.bytesIn() > 0).rule()).isEqualTo("egress-cut");
  }

  @Test
  void aConnectionThatWasJustBeingMadeIsNotUsed() throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("hello"));
    CountDownLatch dialled = new CountDownLatch(1);
    CountDownLatch isCut = new CountDownLatch(1);
    lab.connected =
        () -> {
          dialled.countDown();
          try {
            isCut.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    lab.route(lab.to("api.test")).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(dialled.await(10, TimeUnit.SECONDS)).isTrue();
    lab.cut();
    isCut.countDown();
    server.awaitClosed(1);
    assertThat(server.heads).isEmpty();
    assertThat(lab.ledger.await(entry -> entry.rule().equals("egress-cut")).verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void newRequestsAreDeniedWithTheirOwnRuleAndNothingIsDialled() throws Exception {
    lab.tls("api.test", call -> call.ok("hello"));
    lab.plain("plain.test", call -> call.ok("hello"));
    lab.route(lab.to("api.test")).route(lab.to("plain.test")).start();
    lab.cut();
    Lab.Answer connect =
        lab.explicit()
            .say("CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\n\r\n")
            .hear("GET");
    Lab.Answer plain = lab.explicit().get("plain.test", "http://plain.test/");
    Lab.Answer captured =
        lab.transparent("127.0.0.1").get("plain.test:" + lab.transparentPort(), "/");
    for (Lab.Answer answer : new Lab.Answer[] {connect, plain, captured}) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.fields().first("x-bottle-denied")).contains("egress-cut");
      assertThat(answer.body()).contains("cut this session off", "--restore");
    }
    assertThat(lab.dialled).isEmpty();
    assertThat(lab.ledger.entries).allMatch(entry -> entry.verdict() == Verdict.DENY);
  }

  @Test
  void theHelpPageStaysAndARestoredSessionGoesOn() throws Exception {
    lab.tls("api.test", call -> call.ok("hello"));
    lab.route(lab.to("api.test")).start();
    lab.cut();
    assertThat(lab.explicit().get("bottle.internal", "http://bottle.internal/").status())
        .isEqualTo(200);
    lab.restore();
    assertThat(lab.tunnel("api.test").get("api.test", "/").body()).isEqualTo("hello");
  }

  private static void assertEnds(Lab.Talk talk) {
    int next;
    try {
      next = talk.in.read();
    } catch (IOException e) {
      next = -1;
    }
    assertThat(next).isEqualTo(-1);
  }
}
