package dev.botbottle.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ledger's own writer wrote, in the encoding of OTLP. */
class LogsRequestTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006007008Z");

  private static List<String> lines(LedgerEntry... entries) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FileLedger ledger = new FileLedger(bytes, InstantSource.fixed(TIME))) {
      for (LedgerEntry entry : entries) {
        ledger.append(entry);
      }
    }
    return bytes.toString(StandardCharsets.US_ASCII).lines().toList();
  }

  private static LedgerEntry entry(
      LedgerEntry.Kind kind, String method, String path, Verdict verdict, String reason) {
    return new LedgerEntry(
        kind, "api.example.com", 443, method, path, verdict, "host", reason, List.of(), 12, 34);
  }

  private static String text(List<String> lines) {
    Map<String, String> resource = new LinkedHashMap<>();
    resource.put("service.name", "bot-bottle");
    return new String(LogsRequest.of(resource, lines).json(), StandardCharsets.UTF_8);
  }

  @Test
  void anAnswerIsARecordWithTheNamesOfTheConventions() throws Exception {
    List<String> lines =
        lines(entry(LedgerEntry.Kind.RESPONSE, "GET", "/a?b=c", Verdict.ALLOW, "status 204"));
    String hash = lines.getFirst().replaceAll(".*\"hash\":\"([0-9a-f]+)\".*", "$1");
    assertThat(text(lines))
        .isEqualTo(
            """
            {"resourceLogs":[{"resource":{"attributes":[\
            {"key":"service.name","value":{"stringValue":"bot-bottle"}}]},\
            "scopeLogs":[{"scope":{"name":"dev.botbottle.ledger"},"logRecords":[{\
            "timeUnixNano":"1767323045006007008","observedTimeUnixNano":"1767323045006007008",\
            "severityNumber":9,"severityText":"INFO","eventName":"bottle.response",\
            "body":{"stringValue":"allow response GET api.example.com:443/a?b=c [host] status 204"},\
            "attributes":[\
            {"key":"server.address","value":{"stringValue":"api.example.com"}},\
            {"key":"server.port","value":{"intValue":"443"}},\
            {"key":"http.request.method","value":{"stringValue":"GET"}},\
            {"key":"url.path","value":{"stringValue":"/a"}},\
            {"key":"url.query","value":{"stringValue":"b=c"}},\
            {"key":"http.response.status_code","value":{"intValue":"204"}},\
            {"key":"bottle.verdict","value":{"stringValue":"allow"}},\
            {"key":"bottle.rule","value":{"stringValue":"host"}},\
            {"key":"bottle.reason","value":{"stringValue":"status 204"}},\
            {"key":"bottle.bytes_out","value":{"intValue":"12"}},\
            {"key":"bottle.bytes_in","value":{"intValue":"34"}},\
            {"key":"bottle.count","value":{"intValue":"1"}},\
            {"key":"bottle.seq","value":{"intValue":"0"}},\
            {"key":"bottle.hash","value":{"stringValue":"%s"}}]}]}]}]}\
            """
                .formatted(hash));
  }

  @Test
  void anAnswerThatItsClientGaveUpHasItsStatus() throws Exception {
    String reason = "status 200, given up by the client";
    assertThat(text(lines(entry(LedgerEntry.Kind.RESPONSE, "GET", "/", Verdict.ALLOW, reason))))
        .contains(
            "{\"key\":\"http.response.status_code\",\"value\":{\"intValue\":\"200\"}}", reason);
  }

  @Test
  void aDenialIsAWarningWithItsFindings() throws Exception {
    LedgerEntry denied =
        new LedgerEntry(
            LedgerEntry.Kind.REQUEST,
            "x.example",
            443,
            "FROB",
            "/",
            Verdict.DENY,
            "scan",
            "found",
            List.of(new Finding("some-token", new Place.Body(), "tok_…", Severity.HIGH, "")),
            0,
            0);
    assertThat(text(lines(denied, denied)))
        .contains(
            "\"severityNumber\":13,\"severityText\":\"WARN\",\"eventName\":\"bottle.request\"",
            "{\"key\":\"http.request.method\",\"value\":{\"stringValue\":\"_OTHER\"}}",
            "{\"key\":\"http.request.method_original\",\"value\":{\"stringValue\":\"FROB\"}}",
            "{\"key\":\"bottle.findings\",\"value\":{\"arrayValue\":{\"values\":[{\"kvlistValue\":"
                + "{\"values\":[{\"key\":\"detector\",\"value\":{\"stringValue\":\"some-token\"}},"
                + "{\"key\":\"place\",\"value\":{\"stringValue\":\"body\"}},"
                + "{\"key\":\"masked\",\"value\":{\"stringValue\":\"tok_…\"}}]}}]}}}");
  }

  @Test
  void identicalDenialsKeepTheirCount() throws Exception {
    LedgerEntry denied = entry(LedgerEntry.Kind.CONNECT, "", "", Verdict.DENY, "no route");
    assertThat(text(lines(denied, denied, denied, denied)))
        .contains("{\"key\":\"bottle.count\",\"value\":{\"intValue\":\"3\"}}");
  }

  @Test
  void aNameThatWasAskedForIsAQuestion() throws Exception {
    assertThat(text(lines(entry(LedgerEntry.Kind.DNS, "AAAA", "", Verdict.DENY, "unknown"))))
        .contains(
            "{\"key\":\"dns.question.name\",\"value\":{\"stringValue\":\"api.example.com\"}}",
            "{\"key\":\"bottle.dns.type\",\"value\":{\"stringValue\":\"AAAA\"}}")
        .doesNotContain("http.request.method", "server.address");
  }

  @Test
  void textOfAnAgentStaysText() throws Exception {
    String evil = "/\"}]},{\"timeUnixNano\":\"1\n\u001b[31m";
    assertThat(text(lines(entry(LedgerEntry.Kind.REQUEST, "GET", evil, Verdict.ALLOW, "r"))))
        .containsOnlyOnce("\"timeUnixNano\":")
        .contains("\\\"timeUnixNano\\\":\\\"1\\n\\u001B[31m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"seq\":1}",
        "{\"seq\":1,\"time\":\"yesterday\"}",
        "{\"time\":\"2026-01-02T03:04:05Z\"}",
        "{\"seq\":1,\"time\":\"2026-01-02T03:04:05Z\"",
        "{\"seq\":1,\"time\":\"2026-01-02T03:04:05Z\"}{}"
      })
  void whatIsNoEntryIsLeftOutAndCounted(String line) {
    LogsRequest request = LogsRequest.of(Map.of("service.name", "x"), List.of(line));
    assertThat(request.records()).isZero();
    assertThat(request.unreadable()).isEqualTo(1);
    assertThat(new String(request.json(), StandardCharsets.UTF_8))
        .endsWith("\"logRecords\":[]}]}]}");
  }

  @Test
  void aTimeBeyondTheProtocolsIsUnknown() {
    String line = "{\"seq\":1,\"time\":\"+12026-01-02T03:04:05Z\",\"port\":99999999999999999999}";
    assertThat(text(List.of(line)))
        .contains("\"timeUnixNano\":\"0\"")
        .doesNotContain("server.port");
  }
}
