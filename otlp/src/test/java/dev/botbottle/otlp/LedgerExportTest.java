package dev.botbottle.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.scan.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An export against collectors of every temper. */
@Timeout(60)
class LedgerExportTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Ledger ledger = new Ledger();

  /** Lines a test adds while they are read. */
  private static final class Ledger implements LedgerExport.Lines {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private int seq;
    private volatile boolean endless;

    void add(int number) {
      for (int i = 0; i < number; i++) {
        lines.add(line(seq++));
      }
    }

    private static String line(int seq) {
      return "{\"seq\":"
          + seq
          + ",\"time\":\"2026-01-02T03:04:05.006Z\",\"kind\":\"request\","
          + "\"host\":\"h.example\",\"port\":443,\"method\":\"GET\",\"path\":\"/\","
          + "\"verdict\":\"allow\",\"rule\":\"r\",\"reason\":\"because\",\"findings\":[],"
          + "\"bytes_out\":0,\"bytes_in\":0,\"previous\":\"p\",\"hash\":\"h\"}";
    }

    @Override
    public Optional<String> next() {
      return endless ? Optional.of(line(0)) : Optional.ofNullable(lines.poll());
    }

    @Override
    public void close() {}
  }

  private static Collector collector(URI at, Map<String, Secret> headers, boolean gzip) {
    try {
      return new Collector(at, headers, SSLContext.getDefault(), gzip);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private LedgerExport export(URI to) {
    return export(() -> collector(to, Map.of(), false), Duration.ofSeconds(30));
  }

  private LedgerExport export(java.util.function.Supplier<Collector> collector, Duration patience) {
    LedgerExport export =
        new LedgerExport(
            collector, ledger, Map.of("service.name", "bot-bottle"), patience, new Random(1));
    export.start();
    return export;
  }

  private static LedgerExport.Outcome finished(LedgerExport export) {
    long before = System.nanoTime();
    LedgerExport.Outcome outcome = export.finish(LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isLessThan(LIMIT.plus(Duration.ofSeconds(2)));
    return outcome;
  }

  @Test
  void entriesArriveWhileTheLedgerGrowsAndTheRestAtItsEnd() throws Exception {
    try (StubCollector collector = StubCollector.taking()) {
      ledger.add(2);
      LedgerExport export = export(collector.address());
      StubCollector.Received first = collector.next();
      assertThat(first.head())
          .startsWith("POST /v1/logs HTTP/1.1\r\n")
          .contains("Content-Type: application/json\r\n", "User-Agent: bot-bottle\r\n")
          .doesNotContainIgnoringCase("upgrade");
      assertThat(first.text())
          .containsOnlyOnce("{\"resourceLogs\":[")
          .contains("\"intValue\":\"1\"");
      ledger.add(1);
      assertThat(finished(export)).isEqualTo(new LedgerExport.Outcome(3, 0, true, ""));
      assertThat(collector.next().text())
          .contains("{\"key\":\"bottle.seq\",\"value\":{\"intValue\":\"2\"}}");
    }
  }

  @Test
  void manyEntriesGoInRequestsOfBoundedSize() throws Exception {
    try (StubCollector collector = StubCollector.taking()) {
      ledger.add(1_300);
      LedgerExport export = export(collector.address());
      assertThat(finished(export)).isEqualTo(new LedgerExport.Outcome(1_300, 0, true, ""));
      assertThat(collector.requests()).isEqualTo(3);
    }
  }

  @Test
  void aTokenAndCompressionAreSentAsAsked() throws Exception {
    try (StubCollector collector = StubCollector.taking()) {
      ledger.add(1);
      LedgerExport export =
          export(
              () ->
                  collector(collector.address(), Map.of("x-api-key", Secret.of("the-token")), true),
              Duration.ofSeconds(30));
      StubCollector.Received request = collector.next();
      finished(export);
      assertThat(request.head()).contains("x-api-key: the-token\r\n", "Content-Encoding: gzip");
      byte[] body = new GZIPInputStream(new ByteArrayInputStream(request.bytes())).readAllBytes();
      assertThat(new String(body, StandardCharsets.UTF_8)).startsWith("{\"resourceLogs\":");
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsAShortWaitAndIsTold() throws IOException {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    ledger.add(5);
    LedgerExport export = export(URI.create("http://127.0.0.1:" + port + "/v1/logs"));
    assertThat(finished(export))
        .isEqualTo(new LedgerExport.Outcome(0, 5, true, "the connection was refused"));
  }

  @Test
  void aCollectorThatNeverAnswersHoldsNobodyUp() throws Exception {
    try (StubCollector collector = new StubCollector((_, _) -> park())) {
      ledger.add(600);
      LedgerExport export = export(collector.address());
      collector.next();
      LedgerExport.Outcome outcome = finished(export);
      assertThat(outcome.taken()).isZero();
      assertThat(outcome.missed()).isEqualTo(600);
      assertThat(outcome.why()).isEqualTo("the session ended before it was reached");
    }
  }

  @Test
  void anAnswerThatTricklesIsAnAnswerTooLate() throws Exception {
    try (StubCollector collector =
        new StubCollector((_, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write('{');
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
          }
        })) {
      ledger.add(1);
      LedgerExport export =
          export(() -> collector(collector.address(), Map.of(), false), Duration.ofMillis(300));
      collector.next();
      collector.next(); // given up and sent again
      LedgerExport.Outcome outcome = finished(export);
      assertThat(outcome.missed()).isEqualTo(1);
      assertThat(outcome.why()).isEqualTo("no answer within 300 ms");
    }
  }

  @Test
  void anAnswerWithoutEndIsReadToABoundOnly() throws Exception {
    try (StubCollector collector =
        new StubCollector((_, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          endless(out);
        })) {
      ledger.add(1);
      LedgerExport export = export(collector.address());
      collector.next();
      assertThat(finished(export)).isEqualTo(new LedgerExport.Outcome(1, 0, true, ""));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (StubCollector elsewhere = StubCollector.taking();
        StubCollector collector =
            new StubCollector((_, out) ->
                StubCollector.reply(
                    out, "307 Elsewhere", "Location: " + elsewhere.address() + "\r\n", ""))) {
      ledger.add(2);
      LedgerExport export = export(collector.address());
      collector.next();
      assertThat(finished(export))
          .isEqualTo(
              new LedgerExport.Outcome(
                  0, 2, true, "it answered with status 307, which is not followed"));
      assertThat(elsewhere.requests()).isZero();
    }
  }

  @Test
  void whatMayBeSentAgainIsAndWhatIsRefusedIsNot() throws Exception {
    try (StubCollector collector =
        new StubCollector((number, out) -> {
          String status = number == 0 ? "503 Later" : number == 1 ? "200 OK" : "400 Bad";
          StubCollector.reply(out, status, "", "");
        })) {
      ledger.add(1);
      LedgerExport export = export(collector.address());
      String first = collector.next().text();
      assertThat(collector.next().text()).isEqualTo(first);
      ledger.add(4);
      collector.next();
      assertThat(finished(export))
          .isEqualTo(new LedgerExport.Outcome(1, 4, true, "it answered with status 400"));
      assertThat(collector.requests()).isEqualTo(3);
    }
  }

  @Test
  void whatTheCollectorRejectsIsCountedAndItsWordsAreNotRepeated() throws Exception {
    String answer =
        "{\"other\":[{}],\"partialSuccess\":{\"errorMessage\":\"EVIL\","
            + "\"rejectedLogRecords\":\"2\"}}";
    try (StubCollector collector =
        new StubCollector((_, out) -> StubCollector.reply(out, "200 OK", "", answer))) {
      ledger.add(3);
      LedgerExport export = export(collector.address());
      collector.next();
      assertThat(finished(export))
          .isEqualTo(new LedgerExport.Outcome(1, 2, true, "it rejected some of them"));
    }
  }

  @Test
  void linesThatAreNoEntriesAreCountedAndTheOthersSent() throws Exception {
    try (StubCollector collector = StubCollector.taking()) {
      ledger.lines.add("{\"seq\":0,\"time\":\"2026-01-0");
      ledger.add(1);
      LedgerExport export = export(collector.address());
      collector.next();
      assertThat(finished(export))
          .isEqualTo(new LedgerExport.Outcome(1, 1, true, "they are no entries of a ledger"));
    }
  }

  @Test
  void halfACharacterIsMarkedAndTheExportGoesOn() throws Exception {
    try (StubCollector collector = StubCollector.taking()) {
      ledger.lines.add(
          "{\"seq\":0,\"time\":\"2026-01-02T03:04:05.006Z\",\"kind\":\"request\","
              + "\"path\":\"/a\\ud800b\\udc00\\ud83d\\ude00c\\ud83d\","
              + "\"findings\":[{\"n\\udfff\":\"v\\ud800\"}]}");
      ledger.add(1);
      LedgerExport export = export(collector.address());
      assertThat(collector.next().text())
          .contains("\"/a\ufffdb\ufffd\ud83d\ude00c\ufffd\"")
          .contains("\"n\ufffd\"", "\"v\ufffd\"");
      assertThat(finished(export)).isEqualTo(new LedgerExport.Outcome(2, 0, true, ""));
    }
  }

  @Test
  void whatWasNotSentIsNotCountedForEver() {
    ledger.endless = true;
    LedgerExport export = export(URI.create("http://127.0.0.1:1/v1/logs"));
    LedgerExport.Outcome outcome = finished(export);
    assertThat(outcome.taken()).isZero();
    assertThat(outcome.missed()).isGreaterThan(LedgerExport.MOST_RECORDS);
    assertThat(outcome.counted()).isFalse();
  }

  private static void park() {
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
  }

  private static void endless(OutputStream out) throws IOException {
    byte[] chunk = new byte[8_192];
    while (true) {
      out.write(chunk);
    }
  }
}
