package dev.botbottle.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.Ledger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerException;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsResponderTest {
  private static final PolicyEngine POLICY =
      PolicyEngine.of(
          new Policy(
              List.of(route("docs.example.com"), route("*.cdn.example.com")),
              List.of(
                  new Denial("bad.cdn.example.com", Set.of(), List.of(), Origin.builtIn("test")))));

  private final RecordingLedger ledger = new RecordingLedger();
  private final SyntheticNames names = new SyntheticNames(new byte[] {1, 2, 3, 4, 5}, 3);
  private boolean cut;
  private final DnsResponder responder = responder(ledger, true);

  @Test
  void whileTheSessionIsCutOffOnlyTheHelpPageHasAnAddress() throws IOException {
    respond(Messages.query("docs.example.com", 1)); // known by then
    cut = true;
    for (String name : List.of("docs.example.com", "a.cdn.example.com", "evil.net")) {
      byte[] answer = respond(Messages.query(name, 1));
      assertThat(Messages.rcode(answer)).as(name).isEqualTo(2);
      assertThat(Messages.answers(answer)).as(name).isZero();
      assertThat(ledger.entries.getLast().host()).isEqualTo(name);
      assertThat(ledger.entries.getLast().rule()).isEqualTo("egress-cut");
      assertThat(ledger.entries.getLast().verdict()).isEqualTo(Verdict.DENY);
    }
    assertThat(Messages.answers(respond(Messages.query("bottle.internal", 1)))).isEqualTo(1);
    cut = false;
    assertThat(Messages.answers(respond(Messages.query("docs.example.com", 1)))).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "an allowed name has an IPv4 address   | docs.example.com    | 1   | 0 | 1",
        "in any case of letters                | DOCS.Example.com    | 1   | 0 | 1",
        "an allowed name has an IPv6 address   | docs.example.com    | 28  | 0 | 1",
        "both for ANY                          | docs.example.com    | 255 | 0 | 2",
        "no HTTPS record, so no QUIC or ECH    | docs.example.com    | 65  | 0 | 0",
        "no SVCB record                        | docs.example.com    | 64  | 0 | 0",
        "no text record                        | docs.example.com    | 16  | 0 | 0",
        "a name below a wildcard               | a.cdn.example.com   | 1   | 0 | 1",
        "the wildcard's own name               | cdn.example.com     | 1   | 3 | 0",
        "a denied name below a wildcard        | bad.cdn.example.com | 1   | 3 | 0",
        "a name nobody allowed                 | evil.net            | 1   | 3 | 0",
        "a text record of such a name          | data.evil.net       | 16  | 3 | 0",
        "resolvers that announce themselves    | _dns.resolver.arpa  | 64  | 3 | 0",
        "what a browser asks before DoH        | use-application-dns.net | 1 | 3 | 0",
        "a DoH host nobody allowed             | dns.example.net     | 1   | 3 | 0",
        "an HTTPS record of a name nobody allowed | evil.net         | 65  | 3 | 0",
        "a port in front of an allowed name    | _8443._https.docs.example.com | 65 | 3 | 0",
        "the help page                         | bottle.internal     | 1   | 0 | 1",
        "an address asked as a name            | 203.0.113.5         | 1   | 3 | 0",
        "the root                              | ''                  | 2   | 3 | 0",
        "a name with a space                   | 'docs example.com'  | 1   | 3 | 0",
        "a name with bytes beyond ASCII        | d\u00f6cs.example.com | 1 | 3 | 0",
      })
  void answers(String sentence, String name, int type, int rcode, int answers) throws IOException {
    byte[] answer = respond(Messages.query(name, type));
    assertThat(Messages.rcode(answer)).as(sentence).isEqualTo(rcode);
    assertThat(Messages.answers(answer)).as(sentence).isEqualTo(answers);
  }

  @Test
  void writesTheAnswerAsRfc1035Says() throws IOException {
    byte[] answer = respond(Messages.query("DOCS.example.com", 1));
    assertThat(HexFormat.of().formatHex(answer))
        .isEqualTo(
            "1234"
                + "8580"
                + "0001"
                + "0001"
                + "0000"
                + "0000"
                + Messages.question("DOCS.example.com", 1, 1)
                + "c00c"
                + "0001"
                + "0001"
                + "0000003c"
                + "0004"
                + "c6120100");
  }

  @Test
  void answersEdnsWithEdns() throws IOException {
    byte[] answer = respond(Messages.ednsQuery("docs.example.com", 28));
    assertThat(HexFormat.of().formatHex(answer))
        .startsWith("1234858000010001" + "0000" + "0001")
        .endsWith(
            "0010"
                + "fd010203040500000000000000000100"
                + "00"
                + "0029"
                + "04d0"
                + "00000000"
                + "0000");
  }

  @Test
  void aDottedLabelIsNotTwoLabels() throws IOException {
    String hex =
        "10"
            + HexFormat.of().formatHex("docs.example.com".getBytes(StandardCharsets.US_ASCII))
            + "00"
            + "0001"
            + "0001";
    byte[] answer = respond(Messages.message("1234" + "0100" + "0001" + "000000000000" + hex));
    assertThat(Messages.rcode(answer)).isEqualTo(3);
  }

  @Test
  void withoutIpv6ThereIsNoIpv6Address() throws IOException {
    byte[] query = Messages.query("docs.example.com", 28);
    byte[] answer = responder(ledger, false).respond(query, query.length).orElseThrow();
    assertThat(Messages.rcode(answer)).isZero();
    assertThat(Messages.answers(answer)).isZero();
  }

  @Test
  void refusedNamesAreInTheLedgerEachTime() throws IOException {
    respond(Messages.query("data.evil.net", 16));
    respond(Messages.query("data.evil.net", 16));
    assertThat(ledger.entries).hasSize(2);
    LedgerEntry entry = ledger.entries.getFirst();
    assertThat(entry.kind()).isEqualTo(LedgerEntry.Kind.DNS);
    assertThat(entry.host()).isEqualTo("data.evil.net");
    assertThat(entry.method()).isEqualTo("TXT");
    assertThat(entry.verdict()).isEqualTo(Verdict.DENY);
    assertThat(entry.rule()).isEqualTo("default-deny");
  }

  @Test
  void allowedNamesAreInTheLedgerOnce() throws IOException {
    respond(Messages.query("docs.example.com", 1));
    respond(Messages.query("docs.example.com", 28));
    assertThat(ledger.entries)
        .singleElement()
        .satisfies(entry -> assertThat(entry.verdict()).isEqualTo(Verdict.ALLOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret.evil.net", "secret.cdn.example.com"})
  void aSecretInANameIsMaskedAndTheNameDoesNotExist(String name) throws IOException {
    byte[] answer = respond(Messages.query(name, 1));
    assertThat(Messages.rcode(answer)).isEqualTo(3);
    assertThat(ledger.entries)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.toString()).doesNotContain("secret.");
          assertThat(entry.findings()).hasSize(1);
          assertThat(entry.verdict()).isEqualTo(Verdict.DENY);
        });
    assertThat(names.knows(name)).isFalse();
  }

  @Test
  void moreNamesThanTheLimitFail() throws IOException {
    for (int i = 0; i < 3; i++) {
      respond(Messages.query("n" + i + ".cdn.example.com", 1));
    }
    byte[] answer = respond(Messages.query("n3.cdn.example.com", 1));
    assertThat(Messages.rcode(answer)).isEqualTo(2);
    assertThat(ledger.entries.getLast().rule()).isEqualTo("dns-limit");
  }

  @Test
  void withoutALedgerThereIsNoAnswer() {
    FileLedger full =
        new FileLedger(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            },
            () -> Instant.EPOCH);
    byte[] query = Messages.query("evil.net", 1);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> responder(full, true).respond(query, query.length));
    byte[] allowed = Messages.query("docs.example.com", 1);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> responder(full, true).respond(allowed, allowed.length));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no question                       | 1234 0100 0000 0000 0000 0000 | 1",
        "two questions                     | 1234 0100 0002 0000 0000 0000 0161 00 0001 0001 0161 00 0001 0001 | 1",
        "65535 questions                   | 1234 0100 ffff 0000 0000 0000 0161 00 0001 0001 | 1",
        "an answer section                 | 1234 0100 0001 0001 0000 0000 0161 00 0001 0001 | 1",
        "an authority section              | 1234 0100 0001 0000 0001 0000 0161 00 0001 0001 | 1",
        "a pointer to itself               | 1234 0100 0001 0000 0000 0000 c00c 0001 0001 | 1",
        "a pointer back behind a label     | 1234 0100 0001 0000 0000 0000 0161 c00c 0001 0001 | 1",
        "a pointer forward                 | 1234 0100 0001 0000 0000 0000 c010 0001 0001 00 | 1",
        "a reserved kind of label          | 1234 0100 0001 0000 0000 0000 4161 00 0001 0001 | 1",
        "another reserved kind             | 1234 0100 0001 0000 0000 0000 8161 00 0001 0001 | 1",
        "a label beyond the end            | 1234 0100 0001 0000 0000 0000 3f61 | 1",
        "no end of the name                | 1234 0100 0001 0000 0000 0000 0161 | 1",
        "no type                           | 1234 0100 0001 0000 0000 0000 0161 00 | 1",
        "half a class                      | 1234 0100 0001 0000 0000 0000 0161 00 0001 00 | 1",
        "records announced that are not there | 1234 0100 0001 0000 0000 0001 0161 00 0001 0001 | 1",
        "a record beyond the end           | 1234 0100 0001 0000 0000 0001 0161 00 0001 0001 00 0029 1000 00000000 0005 00 | 1",
        "two EDNS records                  | 1234 0100 0001 0000 0000 0002 0161 00 0001 0001 00 0029 1000 00000000 0000 00 0029 1000 00000000 0000 | 1",
        "an EDNS record with a name        | 1234 0100 0001 0000 0000 0001 0161 00 0001 0001 0161 00 0029 1000 00000000 0000 | 1",
        "an update                         | 1234 2900 0001 0000 0000 0000 0161 00 0001 0001 | 4",
        "a notification                    | 1234 2100 0001 0000 0000 0000 0161 00 0001 0001 | 4",
        "the class of Chaosnet             | 1234 0100 0001 0000 0000 0000 0161 00 0010 0003 | 5",
      })
  void answersHostileBytesWithAnErrorAlone(String sentence, String hex, int rcode)
      throws IOException {
    byte[] answer = respond(Messages.message(hex));
    assertThat(answer).as(sentence).hasSize(12);
    assertThat(Messages.rcode(answer)).as(sentence).isEqualTo(rcode);
    assertThat(answer[2] & 0x80).isNotZero();
    assertThat(ledger.entries).isEmpty();
  }

  @Test
  void anotherEdnsVersionIsSaidToBeBad() throws IOException {
    byte[] answer =
        respond(
            Messages.message(
                "1234 0100 0001 0000 0000 0001 0161 00 0001 0001 00 0029 1000 00010000 0000"));
    assertThat(HexFormat.of().formatHex(answer))
        .isEqualTo(
            "1234"
                + "8580"
                + "0000"
                + "0000"
                + "0000"
                + "0001"
                + "00"
                + "0029"
                + "04d0"
                + "01000000"
                + "0000");
  }

  @Test
  void recordsOtherThanEdnsAreSkipped() throws IOException {
    byte[] answer =
        respond(
            Messages.message(
                "1234 0100 0001 0000 0000 0002"
                    + Messages.question("docs.example.com", 1, 1)
                    + "c00c 0010 0001 00000000 0002 0141"
                    + "00 0029 1000 00000000 0006 000a 0002 beef"));
    assertThat(Messages.answers(answer)).isEqualTo(1);
  }

  @Test
  void aNameOf255BytesIsReadAndALongerOneIsNot() throws IOException {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "b".repeat(61);
    assertThat(Messages.rcode(respond(Messages.query(longest, 1)))).isEqualTo(3);
    assertThat(Messages.rcode(respond(Messages.query(longest + "b", 1)))).isEqualTo(1);
  }

  @Test
  void answersNoAnswersAndNoScraps() throws IOException {
    byte[] answer = Messages.query("docs.example.com", 1);
    answer[2] |= (byte) 0x80;
    assertThat(responder.respond(answer, answer.length)).isEmpty();
    for (int length = 0; length < 12; length++) {
      assertThat(responder.respond(Messages.query("a", 1), length)).isEmpty();
    }
  }

  @Test
  void noBytesBreakIt() throws IOException {
    Random random = new Random(7);
    byte[] seed = Messages.ednsQuery("docs.example.com", 1);
    for (int i = 0; i < 200_000; i++) {
      byte[] message = seed.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(message.length) : message.length;
      Optional<byte[]> answer = responder.respond(Arrays.copyOf(message, length), length);
      if (answer.isPresent()) {
        assertThat(answer.get()[2] & 0x80).isNotZero();
        assertThat(answer.get()).startsWith(message[0], message[1]);
      }
      ledger.entries.clear();
    }
  }

  private byte[] respond(byte[] query) throws LedgerException {
    return responder.respond(query, query.length).orElseThrow();
  }

  private DnsResponder responder(Ledger into, boolean ipv6) {
    NameScanner scanner =
        name ->
            name.startsWith("secret.")
                ? new NameScanner.Scanned(
                    name.replace("secret", "***"),
                    List.of(
                        new Finding(
                            "known:X", new Place.Host(), "se…(6)", Severity.HIGH, "rotate it")))
                : new NameScanner.Scanned(name, List.of());
    return new DnsResponder(POLICY, names, scanner, into, ipv6, () -> cut);
  }

  private static Route route(String host) {
    return new Route(
        host,
        Set.of(443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Origin.builtIn("test"));
  }

  private static final class RecordingLedger implements Ledger {
    private final List<LedgerEntry> entries = new ArrayList<>();

    @Override
    public void append(LedgerEntry entry) {
      entries.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public boolean failed() {
      return false;
    }

    @Override
    public void close() {}
  }
}
