package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/1.1 that leave, or seem to, while their server is silent. */
@Timeout(120)
class ClientLeftTest {
  private static final String HOST = "web.test";

  /** How long a server is heard behind its client's end; the gateway looks 30 times meanwhile. */
  private static final Duration BEHIND_END = Duration.ofSeconds(1);

  /** The same, longer than anything here is waited for. */
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Longer than until the gateway looks for its client, even then. */
  private static final Duration SLOW = Duration.ofSeconds(2);

  private static final int PLACES = 256;

  /** How a client gets to its server. */
  enum Way {
    /** Plain HTTP, asked of a proxy. */
    PROXY,

    /** Plain HTTP to the address it meant. */
    ADDRESS,

    /** TLS in a tunnel, intercepted. */
    TUNNEL,

    /** TLS to the address it meant, intercepted. */
    SECURED_ADDRESS,

    /** TLS in a tunnel, to a server that speaks HTTP/2 only. */
    STREAMS
  }

  /** How a client leaves. */
  enum Leaving {
    RESET,
    CLOSE,

    /** With the farewell of TLS. */
    FAREWELL
  }

  private final CountDownLatch never = new CountDownLatch(1);
  private final Semaphore asked = new Semaphore(0);
  private Lab lab;

  @BeforeEach
  void open() throws Exception {
    lab = new Lab();
    patience(BEHIND_END);
  }

  @AfterEach
  void close() throws Exception {
    never.countDown();
    lab.close();
  }

  private void patience(Duration client) {
    lab.patience =
        new Limits(
            64 * 1024,
            PLACES,
            client,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(1));
  }

  /** One client: its connection as such, and what it says and hears over it. */
  private final class Caller {
    private final Way way;
    private final Lab.Talk wire;
    private final Lab.Talk talk;

    Caller(Way way) throws Exception {
      this.way = way;
      this.wire =
          switch (way) {
            case PROXY, TUNNEL, STREAMS -> lab.explicit();
            case ADDRESS, SECURED_ADDRESS -> lab.transparent("127.0.0.5");
          };
      this.talk =
          switch (way) {
            case PROXY, ADDRESS -> wire;
            case TUNNEL, STREAMS -> {
              wire.say("CONNECT web.test:443 HTTP/1.1\r\nHost: web.test:443\r\n\r\n");
              assertThat(wire.reader.readHead("CONNECT").status()).isEqualTo(200);
              yield wire.secured(HOST, lab.session);
            }
            case SECURED_ADDRESS -> wire.secured(HOST, lab.session);
          };
    }

    Caller ask(String method, String path, String body, String... fields) throws IOException {
      String host =
          switch (way) {
            case ADDRESS, SECURED_ADDRESS -> HOST + ":" + lab.transparentPort();
            case PROXY, TUNNEL, STREAMS -> HOST;
          };
      String target = way == Way.PROXY ? "http://web.test" + path : path;
      talk.say(Lab.request(method, host, target, body, fields));
      return this;
    }

    Lab.Answer hear() throws IOException {
      return talk.hear("GET");
    }

    void leave(Leaving leaving) throws IOException {
      switch (leaving) {
        case RESET -> {
          wire.socket.setSoLinger(true, 0);
          wire.socket.close();
        }
        case CLOSE -> wire.socket.close();
        case FAREWELL -> talk.socket.close();
      }
    }
  }

  private void serve(Way way, FakeServer.Script script) throws Exception {
    switch (way) {
      case PROXY, ADDRESS -> lab.plain(HOST, script);
      case TUNNEL, SECURED_ADDRESS -> lab.tls(HOST, script);
      case STREAMS -> throw new AssertionError("another kind of server");
    }
    lab.route(lab.to(HOST)).start();
  }

  /**
   * A server that never answers, or never goes on.
   *
   * @param begins whether it says the beginning of an answer
   */
  private void silent(Way way, boolean begins) throws Exception {
    if (way == Way.STREAMS) {
      lab.streams(
          HOST,
          (head, stream) -> {
            if (begins) {
              stream.head(200, "", new Fields(), new Framing.Chunked());
              stream.bytes("first".getBytes(StandardCharsets.US_ASCII), 0, 5);
              stream.flush();
            }
            asked.release();
            Awaited.open(never);
          });
      lab.route(lab.to(HOST)).start();
      return;
    }
    serve(
        way,
        call -> {
          call.body();
          if (begins) {
            call.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
          }
          asked.release();
          call.in().readAllBytes(); // until the gateway leaves
        });
  }

  private void awaitAsked() throws InterruptedException {
    assertThat(asked.tryAcquire(15, TimeUnit.SECONDS)).isTrue();
  }

  private void assertOnRecord(String reason) throws InterruptedException {
    LedgerEntry end = lab.ledger.await(entry -> entry.kind() == LedgerEntry.Kind.RESPONSE);
    assertThat(end.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(end.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void oneThatResetsItsConnectionBeforeTheAnswerIsNotServedOn(Way way) throws Exception {
    patience(LONG);
    silent(way, false);
    Caller caller = new Caller(way).ask("GET", "/", "");
    awaitAsked();
    caller.leave(Leaving.RESET);
    assertOnRecord("given up by the client");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void oneThatResetsItsConnectionWithinTheAnswerIsNotServedOn(Way way) throws Exception {
    patience(LONG);
    silent(way, true);
    Caller caller = new Caller(way).ask("GET", "/", "");
    assertThat(caller.talk.reader.readHead("GET").status()).isEqualTo(200);
    var body = new Bodies.Text();
    caller.talk.reader.readBody(body);
    assertThat(body.text()).isEqualTo("first");
    caller.leave(Leaving.RESET);
    assertOnRecord("status 200, given up by the client");
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY, CLOSE, false",
    "PROXY, CLOSE, true",
    "ADDRESS, CLOSE, false",
    "TUNNEL, CLOSE, true",
    "TUNNEL, FAREWELL, false",
    "SECURED_ADDRESS, FAREWELL, true",
    "STREAMS, FAREWELL, false"
  })
  void oneThatClosesItsConnectionIsNotServedOnForLong(Way way, Leaving leaving, boolean begins)
      throws Exception {
    silent(way, begins);
    Caller caller = new Caller(way).ask("GET", "/", "");
    if (begins) {
      assertThat(caller.talk.reader.readHead("GET").status()).isEqualTo(200);
    }
    awaitAsked();
    caller.leave(leaving);
    assertOnRecord(begins ? "status 200, given up by the client" : "given up by the client");
  }

  @ParameterizedTest
  @EnumSource(
      value = Leaving.class,
      names = {"RESET", "CLOSE"})
  void oneThatLeavesBehindABodyIsNotServedOn(Leaving leaving) throws Exception {
    silent(Way.TUNNEL, false);
    Caller caller = new Caller(Way.TUNNEL).ask("POST", "/", "w".repeat(100_000));
    awaitAsked();
    caller.leave(leaving);
    assertOnRecord("given up by the client");
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"PROXY", "TUNNEL"})
  void oneThatResetsItsConnectionWithinABodyHasGivenItsRequestUp(Way way) throws Exception {
    serve(
        way,
        call -> {
          call.reader().readBody(new Bodies.Text());
          asked.release();
          call.in().readAllBytes(); // until the gateway leaves
        });
    Caller caller = new Caller(way).ask("POST", "/", "", "Content-Length: 200000");
    caller.talk.say("w".repeat(100_000));
    awaitAsked();
    caller.leave(Leaving.RESET);
    assertOnRecord("given up by the client");
  }

  @Test
  void itsServersConnectionIsNotUsedAgain() throws Exception {
    var closed = new CountDownLatch(1);
    FakeServer server =
        lab.plain(
            HOST,
            call -> {
              if (call.head().target().equals("/left")) {
                asked.release();
                call.in().readAllBytes();
                closed.countDown();
              }
              call.ok(call.head().target());
            });
    lab.route(lab.to(HOST)).start();
    Caller caller = new Caller(Way.PROXY).ask("GET", "/first", "");
    assertThat(caller.hear().body()).isEqualTo("/first");
    caller.ask("GET", "/left", "");
    awaitAsked();
    caller.leave(Leaving.RESET);
    assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();
    Lab.Answer next = new Caller(Way.PROXY).ask("GET", "/next", "").hear();
    assertThat(next.body()).isEqualTo("/next");
    assertThat(server.connections).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESET", "CLOSE"})
  void howeverManyLeaveTheNextOneIsServed(Leaving leaving) throws Exception {
    lab.plain(
        HOST,
        call -> {
          if (call.head().target().equals("/next")) {
            call.ok("served");
          } else {
            asked.release();
            call.in().readAllBytes();
          }
        });
    lab.route(lab.to(HOST)).start();
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      callers.add(new Caller(Way.PROXY).ask("GET", "/", ""));
    }
    assertThat(asked.tryAcquire(PLACES, 30, TimeUnit.SECONDS)).isTrue();
    for (Caller caller : callers) {
      caller.leave(leaving);
    }
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String body = "";
    while (body.isEmpty() && System.nanoTime() < until) {
      try {
        body = new Caller(Way.PROXY).ask("GET", "/next", "").hear().body();
      } catch (IOException e) {
        Thread.sleep(50); // There is no place yet.
      }
    }
    assertThat(body).isEqualTo("served");
  }

  /** A server that takes longer than the gateway goes without a look at the client. */
  private void slow(Way way) throws Exception {
    serve(
        way,
        call -> {
          if (call.head().target().startsWith("/slow")) {
            asked.release();
            pause(SLOW);
          }
          call.ok(call.head().target() + call.body());
        });
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"PROXY", "ADDRESS", "TUNNEL"})
  void oneThatHasNothingMoreToSayGetsItsLateAnswer(Way way) throws Exception {
    patience(LONG);
    slow(way);
    Caller caller = new Caller(way).ask("GET", "/slow", "");
    caller.talk.socket.shutdownOutput();
    assertThat(caller.hear().body()).isEqualTo("/slow");
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"PROXY", "TUNNEL"})
  void oneThatTakesItsTimeToReadGetsItsAnswerWhole(Way way) throws Exception {
    String piece = "w".repeat(1 << 20);
    int pieces = 40; // More than all sockets on the way keep.
    serve(
        way,
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: " + (long) pieces * (1 << 20) + "\r\n\r\n");
          for (int i = 0; i < pieces; i++) {
            call.say(piece);
          }
        });
    Caller caller = new Caller(way).ask("GET", "/", "");
    caller.talk.socket.shutdownOutput();
    pause(BEHIND_END.multipliedBy(3));
    assertThat(caller.hear().body()).hasSize(pieces << 20);
  }

  @Test
  void aServerThatGoesOnIsHeardBehindItsClientsEnd() throws Exception {
    patience(Duration.ofSeconds(4));
    serve(
        Way.PROXY,
        call -> {
          call.say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
          for (int i = 0; i < 6; i++) {
            pause(Duration.ofSeconds(1)); // together longer than it may be silent
            call.say("x");
          }
        });
    Caller caller = new Caller(Way.PROXY).ask("GET", "/", "");
    caller.talk.socket.shutdownOutput();
    assertThat(caller.hear().body()).isEqualTo("xxxxxx");
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"PROXY", "ADDRESS", "TUNNEL", "SECURED_ADDRESS"})
  void oneThatStaysIsServedOnOverTheSameConnection(Way way) throws Exception {
    slow(way);
    Caller caller = new Caller(way);
    assertThat(caller.ask("POST", "/slow", "body").hear().body()).isEqualTo("/slowbody");
    assertThat(caller.ask("GET", "/", "").hear().body()).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY, 1, 10",
    "ADDRESS, 1, 10",
    "TUNNEL, 1, 10",
    "PROXY, 5, 30000",
    "TUNNEL, 5, 30000"
  })
  void whatIsAskedWhileAnAnswerIsWaitedForIsAnsweredBehindIt(Way way, int many, int large)
      throws Exception {
    patience(LONG);
    slow(way);
    Caller caller = new Caller(way).ask("POST", "/slow", "body");
    awaitAsked();
    for (int i = 0; i < many; i++) {
      caller.ask("GET", "/" + i, "", "X-Large: " + "w".repeat(large));
    }
    caller.talk.socket.shutdownOutput();
    assertThat(caller.hear().body()).isEqualTo("/slowbody");
    for (int i = 0; i < many; i++) {
      assertThat(caller.hear().body()).isEqualTo("/" + i);
    }
  }
}
