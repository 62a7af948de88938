package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http2.Frames;
import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.ScanAction;
import dev.botbottle.scan.ScanProfile;
import dev.botbottle.scan.ScanStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was seen stands in the ledger, however an exchange ends and whoever ends it. */
@Timeout(60)
class OnRecordTest {
  private static final String HOST = "api.test";

  /** A format that is only told of. */
  private static final String HINT = "iban: DE67982261280533600977\n";

  private static final String CLOSE =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

  private Lab lab;
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore go = new Semaphore(0);

  @BeforeEach
  void open() throws IOException {
    lab = new Lab();
    lab.inspector = ScannerInspector::of;
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  /** What ended the exchange, or is told of its end. */
  private LedgerEntry last() throws InterruptedException {
    return lab.ledger.await(entry ->
        entry.kind() == LedgerEntry.Kind.RESPONSE
            || (entry.kind() == LedgerEntry.Kind.REQUEST && entry.verdict() == Verdict.DENY));
  }

  private static List<String> found(LedgerEntry entry) {
    return entry.findings().stream().map(Finding::detector).toList();
  }

  private void pause() {
    try {
      go.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void warningsOfABodyWhenTheServerEndsItsConnectionBehindTheAnswer() throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.body();
          server.say(CLOSE);
        });
    lab.route(lab.to(HOST)).start();
    assertThat(lab.tunnel(HOST).post(HOST, "/", HINT).status()).isEqualTo(200);
    assertThat(found(last())).containsExactly("bank-account-number");
  }

  @Test
  void theDenialOfABodyWhoseServerAnsweredBeforeItAndEndsItsConnection() throws Exception {
    answersWithoutReading(CLOSE);
    lab.tunnel(HOST).post(HOST, "/", "words ".repeat(5_000) + Lab.PLANTED + "\n");
    LedgerEntry last = last();
    assertThat(last.verdict()).isEqualTo(Verdict.DENY);
    assertThat(found(last)).containsExactly("known:planted");
  }

  @Test
  void warningsOfABodyThatIsDeniedFurtherOn() throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.body();
          server.ok("");
        });
    lab.route(lab.to(HOST)).start();
    String body = HINT + "x ".repeat(100_000) + Lab.PLANTED + "\n";
    assertThat(lab.tunnel(HOST).post(HOST, "/", body).status()).isEqualTo(403);
    assertThat(found(last())).containsExactlyInAnyOrder("known:planted", "bank-account-number");
  }

  @Test
  void whatWasMaskedInABodyWhoseClientThenGivesTheRequestUp() throws Exception {
    lab.streams(
        HOST,
        (head, stream) -> {
          var body = new Bodies.Text();
          while (stream.readBody(body)) {}
          asked.release();
          pause();
          stream.head(200, "", new Fields(), new Framing.Length(0));
          stream.end(new Fields());
        });
    lab.route(lab.to(HOST).action(ScanAction.REDACT)).start();
    Frames client = posting();
    client.data(1, true, Lab.PLANTED + "\n");
    asked.acquire();
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(8));
    LedgerEntry last = last();
    go.release();
    assertThat(last.reason()).isEqualTo("given up by the client");
    assertThat(found(last)).containsExactly("known:planted");
  }

  @Test
  void requestsThatTheirClientGivesUpWithinTheirBodies() throws Exception {
    lab.streams(
        HOST,
        (head, stream) -> {
          stream.readBody(new Bodies.Text());
          asked.release();
          while (stream.readBody(new Bodies.Text())) {}
        });
    lab.route(lab.to(HOST)).start();
    Frames client = lab.frames(HOST);
    int many = 10; // Whether the body or the request is seen to end first is left to chance.
    for (int id = 1; id < 2 * many; id += 2) {
      post(client, id).data(id, false, "words ".repeat(1_000));
      asked.acquire();
      client.frame(Frames.RST_STREAM, 0, id, Frames.number(Frames.CANCEL));
    }
    List<LedgerEntry> entries = lab.ledger.entries;
    lab.ledger.await(entry -> entries.size() == 2 * many);
    assertThat(entries).allMatch(entry -> entry.verdict() == Verdict.ALLOW);
  }

  @Test
  void whatWasMaskedInABodyBehindWhichTheServerGoes() throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.body();
          server.socket().close();
        });
    lab.route(lab.to(HOST).action(ScanAction.REDACT)).start();
    assertThat(lab.tunnel(HOST).post(HOST, "/", Lab.PLANTED + "\n").status()).isEqualTo(502);
    assertThat(found(last())).containsExactly("known:planted");
  }

  /** With a head that is written at once and one that is more than is gathered. */
  @ParameterizedTest
  @ValueSource(ints = {10, 50_000})
  void aClientThatIsGoneWhenItsAnswerComes(int size) throws Exception {
    String filling = "x: " + "a".repeat(size) + "\r\n";
    lab.plain(
        HOST,
        server -> {
          server.body();
          asked.release();
          pause();
          server.say("HTTP/1.1 200 OK\r\n" + filling + "Content-Length: 2\r\n\r\nok");
        });
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.explicit();
    talk.say("POST http://api.test/ HTTP/1.1\r\nHost: api.test\r\nContent-Length: 2\r\n\r\nhi");
    goneMeanwhile(talk);
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.ALLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
      })
  void aClientThatIsGoneBeforeItSwitchesProtocolsOrIsGivenHints(String answer) throws Exception {
    lab.plain(
        HOST,
        server -> {
          asked.release();
          pause();
          server.say(answer);
        });
    lab.route(lab.to(HOST).webSocket()).start();
    Lab.Talk talk = lab.explicit();
    talk.say(
        "GET http://api.test/ws HTTP/1.1\r\nHost: api.test\r\nConnection: Upgrade\r\nUpgrade:"
            + " websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    goneMeanwhile(talk);
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.ALLOW);
  }

  private void goneMeanwhile(Lab.Talk talk) throws Exception {
    asked.acquire();
    talk.socket.setSoLinger(true, 0);
    talk.socket.close();
    go.release();
  }

  @Test
  void aScannerThatFailsAtTheAnswer() throws Exception {
    lab.inspector = order -> new FailsInwards(ScannerInspector.of(order));
    lab.plain(HOST, server -> server.ok("x"));
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.explicit();
    talk.say("GET http://api.test/ HTTP/1.1\r\nHost: api.test\r\n\r\n");
    assertThat(talk.hear("GET").status()).isEqualTo(503);
    assertThat(last().rule()).isEqualTo("scanner");
  }

  private record FailsInwards(Inspector real) implements Inspector {
    @Override
    public List<Finding> inspect(Place place, String text, ScanProfile profile) {
      return real.inspect(place, text, profile);
    }

    @Override
    public ScanStream outward(ScanProfile profile) {
      return real.outward(profile);
    }

    @Override
    public ScanStream inward(boolean bound) {
      throw new IllegalStateException("broken");
    }

    @Override
    public String maskInward(String text, boolean bound) {
      throw new IllegalStateException("broken");
    }

    @Override
    public String mask(String text) {
      return real.mask(text);
    }
  }

  @Test
  void aLedgerThatIsFullWhenTheServerFailsIsToldOf() throws Exception {
    lab.plain(
        HOST,
        server -> {
          lab.ledger.full = true;
          server.say("nonsense\r\n\r\n");
        });
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.explicit();
    talk.say("GET http://api.test/ HTTP/1.1\r\nHost: api.test\r\n\r\n");
    Lab.Answer answer = talk.hear("GET");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("ledger");
  }

  @Test
  void theNameOfAFieldIsMaskedLikeItsValue() throws Exception {
    lab.planted = "Planted-Key-77Aa55-ZqXw0123";
    String format = "ghp_x7kd93hgq0zbr5tyw2lmn8pvcs4eua1ivduv";
    lab.tls(HOST, server -> server.ok(""));
    lab.route(lab.to(HOST)).start();
    lab.tunnel(HOST).get(HOST, "/", lab.planted + ": 1");
    lab.tunnel(HOST).get(HOST, "/", "x-" + format + ": 1");
    var file = new ByteArrayOutputStream();
    try (var written = new FileLedger(file, InstantSource.system())) {
      for (LedgerEntry entry : lab.ledger.entries) {
        written.append(entry);
      }
    }
    assertThat(file.toString(StandardCharsets.US_ASCII))
        .contains("known:planted", "\"place\":\"header:")
        .doesNotContainIgnoringCase(lab.planted, format);
  }

  @Test
  void whatMattersBehindManyHints() throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.body();
          server.ok("");
        });
    lab.route(lab.to(HOST).action(ScanAction.REDACT)).start();
    String[] hints = new String[80];
    for (int i = 0; i < hints.length; i++) {
      hints[i] = "x-" + i + ": " + HINT.strip();
    }
    lab.tunnel(HOST).post(HOST, "/", Lab.PLANTED + "\n", hints);
    assertThat(found(last())).contains("known:planted").hasSizeLessThan(40);
  }

  private static final String EARLY = "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno";

  private static final String EARLY_CLOSE =
      "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";

  /** A client of HTTP/2 whose request has a body to come. */
  private Frames posting() throws Exception {
    return post(lab.frames(HOST), 1);
  }

  private static Frames post(Frames client, int id) throws IOException {
    String[] head = {":method", "POST", ":scheme", "https", ":authority", HOST, ":path", "/"};
    return client.headers(id, false, head);
  }

  private void answersWithoutReading(String answer) throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.say(answer);
          server.in().readAllBytes();
        });
    lab.route(lab.to(HOST)).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {EARLY, EARLY_CLOSE})
  void aClientThatLeavesItsBodyBehindAnEarlyAnswer(String answer) throws Exception {
    answersWithoutReading(answer);
    Lab.Talk talk = lab.tunnel(HOST);
    talk.say("POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 1000000\r\n\r\nhello\n");
    assertThat(talk.hear("POST").status()).isEqualTo(413);
    talk.socket.close();
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.ALLOW);
    assertThat(last.reason()).isEqualTo("status 413");
  }

  @ParameterizedTest
  @ValueSource(strings = {EARLY, EARLY_CLOSE})
  void aStreamWhoseBodyIsLeftBehindAnEarlyAnswer(String answer) throws Exception {
    answersWithoutReading(answer);
    Frames client = posting();
    client.data(1, false, "hello\n");
    assertThat(client.fields(client.next(Frames.HEADERS))).containsEntry(":status", "413");
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aClientThatIsGoneWhenItIsToldToGoOn() throws Exception {
    lab.connected =
        () -> {
          asked.release();
          pause();
        };
    lab.plain(
        HOST,
        server -> {
          server.body();
          server.ok("");
        });
    lab.route(lab.to(HOST)).start();
    Lab.Talk talk = lab.explicit();
    talk.say(Lab.request("POST", HOST, "http://api.test/", "hi", "Expect: 100-continue"));
    goneMeanwhile(talk);
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void whatRepeatsItselfInABodyIsToldOnce() throws Exception {
    lab.tls(
        HOST,
        server -> {
          server.body();
          String reflected = server.head().fields().first("authorization").orElse("") + "\n";
          server.ok(reflected.repeat(20_000));
        });
    lab.route(lab.to(HOST).bind(Lab.bearer()).action(ScanAction.REDACT)).start();
    lab.tunnel(HOST).post(HOST, "/", (Lab.PLANTED + "\n" + HINT).repeat(5_000));
    assertThat(found(last()))
        .containsExactlyInAnyOrder("known:planted", "bank-account-number", "known:token");
  }

  @Test
  void theDenialOfABodyWhoseClientGaveTheRequestUpBeforeItWasFound() throws Exception {
    var scanning = new Semaphore(0);
    lab.inspector =
        order ->
            new LooksLater(
                new FakeInspector(Map.of("planted", Lab.PLANTED), List.of()),
                () -> {
                  scanning.release();
                  pause();
                });
    FakeServer server = lab.tls(HOST, call -> call.ok(""));
    lab.route(lab.to(HOST)).start();
    Frames client = posting();
    client.data(1, true, Lab.PLANTED + "\n");
    scanning.acquire();
    client.frame(Frames.RST_STREAM, 0, 1, Frames.number(Frames.CANCEL));
    server.awaitClosed(1);
    go.release();
    LedgerEntry last = last();
    assertThat(last.verdict()).as(last.reason()).isEqualTo(Verdict.DENY);
    assertThat(found(last)).containsExactly("known:planted");
  }

  /** A scanner before whose look at a body something else happens. */
  private record LooksLater(Inspector real, Runnable before) implements Inspector {
    @Override
    public List<Finding> inspect(Place place, String text, ScanProfile profile) {
      return real.inspect(place, text, profile);
    }

    @Override
    public ScanStream outward(ScanProfile profile) {
      ScanStream stream = real.outward(profile);
      return new ScanStream() {
        @Override
        public void write(byte[] source, int offset, int length, Output out) {
          before.run();
          stream.write(source, offset, length, out);
        }

        @Override
        public void flush(Output out) {
          stream.flush(out);
        }

        @Override
        public void finish(Output out) {
          stream.finish(out);
        }

        @Override
        public boolean denied() {
          return stream.denied();
        }
      };
    }

    @Override
    public ScanStream inward(boolean bound) {
      return real.inward(bound);
    }

    @Override
    public String maskInward(String text, boolean bound) {
      return real.maskInward(text, bound);
    }

    @Override
    public String mask(String text) {
      return real.mask(text);
    }
  }

  @Test
  void aMethodAsLongAsAHeadIsKeptNoLongerThanAPath() throws Exception {
    lab.plain(HOST, server -> server.ok(""));
    lab.route(lab.to(HOST).methods("GET")).start();
    Lab.Talk talk = lab.explicit();
    talk.say("M".repeat(60_000) + " http://api.test/ HTTP/1.1\r\nHost: api.test\r\n\r\n");
    assertThat(talk.hear("GET").status()).isEqualTo(403);
    assertThat(last().method().length()).isBetween(1, 3_000);
    assertThat(last().reason().length()).isBetween(1, 3_000);
  }
}
