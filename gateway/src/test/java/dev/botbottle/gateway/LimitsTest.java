package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the policy's limits let through, and what becomes of the rest. */
class LimitsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
  }

  @AfterEach
  void close() throws Exception {
    lab.close();
  }

  private static TrafficLimits requests(long number) {
    return new TrafficLimits(
        OptionalLong.of(number), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  private static TrafficLimits connections(long number) {
    return new TrafficLimits(
        OptionalLong.empty(), OptionalLong.of(number), OptionalLong.empty(), OptionalLong.empty());
  }

  private static TrafficLimits out(long bytes) {
    return new TrafficLimits(
        OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(bytes), OptionalLong.empty());
  }

  private static TrafficLimits in(long bytes) {
    return new TrafficLimits(
        OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(bytes));
  }

  private static void assertDenied(Lab.Answer answer, int status, String rule) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.fields().first("x-bottle-denied")).contains(rule);
  }

  @Test
  void moreRequestsAMinuteThanAllowedAreDeniedOverAllConnectionsUntilTheMinuteIsOver()
      throws Exception {
    FakeServer server = lab.tls("api.test", call -> call.ok("hello"));
    lab.route(lab.to("api.test").limits(requests(3))).start();
    Lab.Talk one = lab.tunnel("api.test");
    Lab.Talk two = lab.tunnel("api.test");
    assertThat(one.get("api.test", "/1").status()).isEqualTo(200);
    lab.now.set(20 * SECOND);
    assertThat(two.get("api.test", "/2").status()).isEqualTo(200);
    assertThat(one.get("api.test", "/3").status()).isEqualTo(200);
    lab.now.set(59 * SECOND);
    Lab.Answer denied = two.get("api.test", "/4");
    assertDenied(denied, 429, "limit:requests");
    assertThat(denied.fields().first("retry-after")).contains("2");
    assertThat(denied.body())
        .contains("the route to api.test may begin 3 requests a minute")
        .contains("\"requestsPerMinute\" in \"limits\" of the route at bottle.jsonc:3:5")
        .contains("wait")
        .doesNotContain("trying again or by another way gives the same answer");
    lab.now.set(60 * SECOND);
    assertThat(two.get("api.test", "/5").status()).isEqualTo(200);
    assertDenied(one.get("api.test", "/6"), 429, "limit:requests");
    lab.now.set(80 * SECOND);
    assertThat(one.get("api.test", "/7").status()).isEqualTo(200);
    assertThat(one.get("api.test", "/8").status()).isEqualTo(200);
    assertDenied(one.get("api.test", "/9"), 429, "limit:requests");
    assertThat(server.heads)
        .extracting(head -> head.target())
        .containsExactly("/1", "/2", "/3", "/5", "/7", "/8");
    assertThat(lab.ledger.await(entry -> entry.rule().equals("limit:requests")).verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void theSessionsLimitCountsAllRoutesAndTheRoutesOwnOnlyItsOwn() throws Exception {
    lab.tls("a.test", call -> call.ok("a"));
    lab.tls("b.test", call -> call.ok("b"));
    lab.limits = requests(3);
    lab.route(lab.to("a.test").limits(requests(1))).route(lab.to("b.test")).start();
    Lab.Talk a = lab.tunnel("a.test");
    Lab.Talk b = lab.tunnel("b.test");
    assertThat(a.get("a.test", "/").status()).isEqualTo(200);
    assertDenied(a.get("a.test", "/"), 429, "limit:requests");
    // What the route denied is not counted for the session.
    assertThat(b.get("b.test", "/").status()).isEqualTo(200);
    assertThat(b.get("b.test", "/").status()).isEqualTo(200);
    Lab.Answer denied = b.get("b.test", "/");
    assertDenied(denied, 429, "limit:requests");
    assertThat(denied.body()).contains("all routes together", "in \"limits\" of \"egress\"");
  }

  @Test
  void whatIsDeniedAnywayIsNotCounted() throws Exception {
    lab.tls("api.test", call -> call.ok("hello"));
    lab.route(lab.to("api.test").methods("GET").limits(requests(1))).start();
    Lab.Talk talk = lab.tunnel("api.test");
    assertDenied(
        talk.say(Lab.request("DELETE", "api.test", "/", "")).hear("DELETE"), 403, "method");
    assertThat(talk.get("api.test", "/").status()).isEqualTo(200);
  }

  @Test
  void noMoreRequestsThanAllowedAreUnderWayAtATime() throws Exception {
    CountDownLatch arrived = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          arrived.countDown();
          await(go);
          call.ok("hello");
        });
    lab.route(lab.to("api.test").limits(connections(2))).start();
    List<Lab.Talk> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.add(lab.tunnel("api.test").say(Lab.request("GET", "api.test", "/", "")));
    }
    await(arrived);
    Lab.Talk third = lab.tunnel("api.test");
    assertDenied(third.get("api.test", "/"), 429, "limit:connections");
    go.countDown();
    for (Lab.Talk talk : waiting) {
      assertThat(talk.hear("GET").status()).isEqualTo(200);
    }
    lab.ledger.await(entry -> entry.kind() == LedgerEntry.Kind.RESPONSE);
    awaitStatus(third, 200);
  }

  @Test
  void aRequestThatFailsIsNotUnderWayAnyMore() throws Exception {
    lab.route(lab.to("nowhere.test").limits(connections(1))).start();
    Lab.Talk talk = lab.tunnel("nowhere.test");
    for (int i = 0; i < 3; i++) {
      assertThat(talk.get("nowhere.test", "/").status()).isEqualTo(502);
    }
  }

  @Test
  void aBodyThatGoesBeyondTheLimitIsCutOffWithoutAValidEnd() throws Exception {
    AtomicInteger whole = new AtomicInteger();
    AtomicLong received = new AtomicLong();
    CountDownLatch broken = new CountDownLatch(1);
    lab.tls(
        "api.test",
        call -> {
          var body = new Bodies.Text();
          try {
            while (call.reader().readBody(body)) {}
            whole.incrementAndGet();
            call.ok("stored");
          } finally {
            received.addAndGet(body.text().length());
            broken.countDown();
          }
        });
    lab.route(lab.to("api.test").limits(out(100_000))).start();
    Lab.Talk talk = lab.tunnel("api.test");
    Lab.Answer denied =
        talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nTransfer-Encoding: chunked\r\n\r\n")
            .say(
                ("4000\r\n" + "words of it ".repeat(1366).substring(0, 16_384) + "\r\n").repeat(20))
            .say("0\r\n\r\n")
            .hear("POST");
    assertDenied(denied, 403, "limit:bytes-out");
    assertThat(denied.body()).contains("100000 bytes in one session", "\"bytesOut\"");
    await(broken);
    assertThat(whole).hasValue(0);
    assertThat(received).hasValueLessThanOrEqualTo(100_000);
    LedgerEntry entry = lab.ledger.await(each -> each.rule().equals("limit:bytes-out"));
    assertThat(entry.bytesOut()).isBetween(1L, 100_000L);
  }

  @Test
  void bytesAreCountedOverRequestsAndConnectionsHeadsIncluded() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              call.body();
              call.ok("ok");
            });
    lab.route(lab.to("api.test").limits(out(4_000))).start();
    int sent = 0;
    Lab.Answer last = lab.tunnel("api.test").get("api.test", "/?q=" + "w/".repeat(500));
    while (last.status() == 200 && sent < 10) {
      sent++;
      last = lab.tunnel("api.test").get("api.test", "/?q=" + "w/".repeat(500));
    }
    assertDenied(last, 403, "limit:bytes-out");
    assertThat(sent).isEqualTo(3); // three heads of a little over 1000 bytes
    assertThat(server.heads).hasSize(3);
  }

  @Test
  void anAnswerThatGoesBeyondTheLimitBreaksOff() throws Exception {
    lab.tls(
        "api.test",
        call -> {
          call.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 30; i++) {
            call.say("2710\r\n" + "x".repeat(10_000) + "\r\n");
          }
          call.say("0\r\n\r\n");
        });
    lab.route(lab.to("api.test").limits(in(100_000))).start();
    Lab.Talk talk = lab.tunnel("api.test");
    talk.say(Lab.request("GET", "api.test", "/", ""));
    assertThat(talk.reader.readHead("GET").status()).isEqualTo(200);
    var body = new Bodies.Text();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          while (talk.reader.readBody(body)) {}
        });
    assertThat(body.text().length()).isLessThanOrEqualTo(100_000);
    assertThat(lab.ledger.await(entry -> entry.rule().equals("limit:bytes-in")).bytesIn())
        .isLessThanOrEqualTo(100_000);
  }

  @Test
  void whatAnnouncesThatItGoesBeyondTheLimitIsDeniedBeforeAnyOfItPasses() throws Exception {
    FakeServer server =
        lab.tls(
            "api.test",
            call -> {
              call.body();
              call.ok("x".repeat(300_000));
            });
    TrafficLimits limits =
        new TrafficLimits(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(10_000),
            OptionalLong.of(100_000));
    lab.route(lab.to("api.test").limits(limits)).start();
    Lab.Answer answer = lab.tunnel("api.test").get("api.test", "/");
    assertDenied(answer, 403, "limit:bytes-in");
    assertThat(answer.body()).contains("may receive 100000 bytes", "\"bytesIn\"");
    Lab.Answer upload = lab.tunnel("api.test").post("api.test", "/", "x".repeat(20_000));
    assertDenied(upload, 403, "limit:bytes-out");
    assertThat(server.heads).hasSize(1);
  }

  @Test
  void messagesOfAWebSocketCountAndItIsOneUnderWayAsLongAsItLasts() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicLong frames = new AtomicLong();
    lab.tls(
        "live.test",
        call -> {
          FakeWebSocket socket = FakeWebSocket.accept(call);
          try {
            while (true) {
              FakeWebSocket.Head head = socket.head();
              socket.payload(head);
              frames.addAndGet(head.length());
            }
          } finally {
            over.countDown();
          }
        });
    TrafficLimits limits =
        new TrafficLimits(
            OptionalLong.empty(), OptionalLong.of(1), OptionalLong.of(2_000), OptionalLong.empty());
    lab.route(lab.to("live.test").webSocket().limits(limits)).start();
    Lab.Talk talk = lab.tunnel("live.test");
    talk.upgrade("live.test");
    assertDenied(lab.tunnel("live.test").get("live.test", "/"), 429, "limit:connections");
    byte[] frame = new byte[6 + 100]; // RFC 6455 §5.2: masked with zeros
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | 100);
    java.util.Arrays.fill(frame, 6, frame.length, (byte) 'w');
    try {
      for (int i = 0; i < 30; i++) {
        talk.out.write(frame);
      }
      talk.out.flush();
    } catch (IOException e) {
      // The limit may end it before all of them are written.
    }
    await(over);
    assertThat(frames.get()).isBetween(1_000L, 2_000L);
    lab.ledger.await(entry -> entry.rule().equals("limit:bytes-out"));
  }

  @Test
  void whatIsPassedThroughUnreadCountsToo() throws Exception {
    lab.tls("raw.test", call -> call.ok("x".repeat(300_000)));
    lab.route(lab.to("raw.test").passthrough().limits(in(100_000))).start();
    Lab.Talk talk = lab.transparent("127.0.0.5").secured("raw.test", lab.world);
    talk.say(Lab.request("GET", "raw.test", "/", ""));
    var body = new Bodies.Text();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> {
          talk.reader.readHead("GET");
          while (talk.reader.readBody(body)) {}
        });
    assertThat(body.text().length()).isLessThan(100_000);
    LedgerEntry entry = lab.ledger.await(each -> each.rule().equals("limit:bytes-in"));
    assertThat(entry.kind()).isEqualTo(LedgerEntry.Kind.CONNECT);
    assertThat(entry.bytesIn()).isLessThanOrEqualTo(100_000);
  }

  /** The end of a request reaches its client a moment before it is counted as ended. */
  private static void awaitStatus(Lab.Talk talk, int status) throws Exception {
    long end = System.nanoTime() + 10 * SECOND;
    int last = talk.get("api.test", "/").status();
    while (last != status && System.nanoTime() < end) {
      last = talk.get("api.test", "/").status();
    }
    assertThat(last).isEqualTo(status);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
