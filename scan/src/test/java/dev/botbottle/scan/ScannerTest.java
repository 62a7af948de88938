package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScannerTest {
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=?&%\" \\<>~\n";
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());

  private static Scanner scanner(String value) {
    return Scanner.of(
        List.of(new KnownSecret("S", KnownSecret.Kind.CREDENTIAL, Secret.of(Texts.bytes(value)))));
  }

  /** Encodings of a value within other text, by encoders that are not the product's. */
  private static List<String> encodings(String value) {
    List<String> forms = new ArrayList<>(List.of("<" + value + ">"));
    for (String before : List.of("", "a", "ab", "abc", "a\"b:")) {
      for (String after : List.of("", "z", "zz", "zzz")) {
        forms.add(Texts.base64(before + value + after));
        forms.add(Texts.base64(before + value + after).replace("=", ""));
        forms.add(Texts.base64Url(before + value + after));
        forms.add(Texts.hex(before + value + after));
        forms.add(Texts.hex(before + value + after).toUpperCase(Locale.ROOT));
        forms.add(Texts.percent(before + value + after));
        forms.add(Texts.percent(before + value + after).replace("%20", "+"));
      }
    }
    StringBuilder percent = new StringBuilder();
    for (byte b : Texts.bytes(value)) {
      percent.append(String.format("%%%02x", b));
    }
    forms.add(percent.toString());
    forms.add(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    return forms;
  }

  @Test
  void aKnownValueIsFoundInEveryEncodingAndAlignmentInBodies() {
    for (int seed = 0; seed < 60; seed++) {
      String value = Texts.random(new Random(seed), ALPHABET, 6 + seed);
      Scanner scanner = scanner(value);
      for (String text : encodings(value)) {
        assertThat(Recording.whole(scanner.stream(WARN), text).detectors())
            .as("seed %s: %s in %s", seed, value, text)
            .contains("known:S");
      }
    }
  }

  @Test
  void aKnownValueIsFoundInEveryEncodingAndAlignmentInQueries() {
    for (int seed = 0; seed < 20; seed++) {
      String value = Texts.random(new Random(seed), ALPHABET, 8 + seed);
      Scanner scanner = scanner(value);
      for (String text : encodings(value)) {
        List<String> twice = List.of(text, Texts.percent(text), Texts.base64("x=" + text));
        for (String query : twice) {
          assertThat(scanner.scan(query, new Place.Query(), ScanProfile.DENY))
              .as("seed %s: %s in %s", seed, value, query)
              .anyMatch(f -> f.detector().equals("known:S"));
        }
      }
    }
  }

  @Test
  void aReflectedCredentialIsMaskedInEveryEncodingAtItsLength() {
    for (int seed = 0; seed < 60; seed++) {
      String value = Texts.random(new Random(seed), ALPHABET, 12 + seed);
      Scanner scanner = scanner(value);
      for (String text : encodings(value)) {
        String answer = "data: {\"x\":\"" + text + "\"}\n\n";
        for (int size : List.of(1, 7, 100_000)) {
          for (ScanStream stream : List.of(scanner.maskKnown(), scanner.maskReflected())) {
            Recording masked = Recording.cut(stream, Texts.bytes(answer), size);
            assertThat(masked.text()).as("seed %s: %s", seed, text).hasSameSizeAs(answer);
            assertThat(masked.findings).hasSize(1);
            assertThat(masked.text()).contains("[redacted:").doesNotContain(value);
          }
        }
      }
    }
  }

  @Test
  void aKnownValueBeyondAsciiIsFoundAsUtf8AndEscaped() {
    Scanner scanner =
        Scanner.of(
            List.of(new KnownSecret("S", KnownSecret.Kind.ENV, Secret.of("p\u00e4ssw\u00f6rt"))));
    for (String text : List.of("p\u00c3\u00a4ssw\u00c3\u00b6rt", "p\\u00e4ssw\\u00f6rt")) {
      assertThat(Recording.whole(scanner.stream(WARN), text).detectors())
          .containsExactly("known:S");
    }
  }

  @Test
  void masksNothingButCredentials() {
    Scanner scanner =
        Scanner.of(
            List.of(
                new KnownSecret("P", KnownSecret.Kind.PLACEHOLDER, Secret.of("placeholder-one")),
                new KnownSecret("E", KnownSecret.Kind.ENV, Secret.of("environment-one")),
                new KnownSecret("C", KnownSecret.Kind.CREDENTIAL, Secret.of("credential-one"))));
    String answer = "placeholder-one environment-one ghp_" + "a1B2c3D4e5F6".repeat(3);
    for (ScanStream stream : List.of(scanner.maskKnown(), scanner.maskReflected())) {
      Recording recording = Recording.whole(stream, answer + " credential-one");
      assertThat(recording.text()).startsWith(answer).doesNotContain("credential-one");
      assertThat(recording.detectors()).containsExactly("known:C");
    }
  }

  @Test
  void anEventPassesAtAPauseWhateverItEndsIn() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      String said = Texts.random(random, "aceinort .", 20 + random.nextInt(30));
      String coded =
          switch (i % 5) {
            case 0 -> Texts.base64(said);
            case 1 -> Texts.hex(said);
            case 2 -> Texts.base32(said);
            case 3 -> String.join(" ", said.split(""));
            default -> Texts.percent(said);
          };
      if (said.contains("cre")) {
        continue;
      }
      ScanStream stream = scanner("credential-one").maskReflected();
      Recording recording = new Recording();
      byte[] event = Texts.bytes("data: " + coded + "\n\n");
      stream.write(event, 0, event.length, recording);
      stream.flush(recording);
      assertThat(recording.text()).as(said).isEqualTo("data: " + coded + "\n\n");
    }
  }

  @Test
  void anAnswerPassesAtOnceButForABegunCredential() {
    ScanStream stream = scanner("credential-one").maskKnown();
    Recording recording = new Recording();
    byte[] event = Texts.bytes("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    stream.write(event, 0, event.length, recording);
    assertThat(recording.bytes.size()).isEqualTo(event.length);
    byte[] begun = Texts.bytes("a creden");
    stream.write(begun, 0, begun.length, recording);
    stream.flush(recording);
    assertThat(recording.text()).endsWith("\n\na ");
    byte[] other = Texts.bytes("za");
    stream.write(other, 0, other.length, recording);
    assertThat(recording.text()).endsWith("a credenza");
  }

  @Test
  void aValueTooShortToTellIsNotLookedFor() {
    assertThat(Recording.whole(scanner("abcde").stream(WARN), "abcde").findings).isEmpty();
    assertThat(Recording.whole(scanner("abcdef").stream(WARN), "abcdef").findings).hasSize(1);
  }

  @Test
  void aKnownValueInAHostIsFoundInEitherCaseAndAcrossLabels() {
    Scanner scanner = scanner("Abc123Def456Ghi789");
    for (String host :
        List.of(
            "abc123def456ghi789.evil.example",
            "abc123.def456.ghi789.evil.example",
            Texts.hex("Abc123Def456Ghi789") + ".evil.example",
            Texts.hex("Abc123Def456Ghi789").substring(0, 20)
                + "."
                + Texts.hex("Abc123Def456Ghi789").substring(20)
                + ".evil.example")) {
      assertThat(scanner.scan(host, new Place.Host(), ScanProfile.DENY))
          .as(host)
          .extracting(Finding::detector)
          .containsExactly("known:S");
    }
  }

  @Test
  void aCredentialCutIntoPiecesIsFound() {
    Scanner scanner = scanner("Abc123Def456Ghi789");
    String key = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    for (String value : List.of(key, "Abc123Def456Ghi789")) {
      String a = value.substring(0, 7);
      String b = value.substring(7, 13);
      String c = value.substring(13);
      for (String query :
          List.of(
              "a=" + a + "&b=" + b + "&c=" + c,
              a + "&" + b + "&" + c,
              "x=%67&a=" + Texts.percent(a) + "&b=" + b + "&c=" + c)) {
        assertThat(scanner.scan(query, new Place.Query(), WARN)).as(query).hasSize(1);
      }
      String path = "/x/" + a + "/" + b + "/" + c;
      assertThat(scanner.scan(path, new Place.Path(), WARN)).as(path).hasSize(1);
      for (String field : List.of("a=" + a + "; b=" + b + "; c=" + c, a + ", " + b + "," + c)) {
        assertThat(scanner.scan(field, new Place.Header("cookie"), WARN)).as(field).hasSize(1);
      }
      String base32 = Texts.base32(value).toLowerCase(Locale.ROOT);
      String host = base32.substring(0, 20) + "." + base32.substring(20) + ".evil.example";
      assertThat(scanner.scan(host, new Place.Host(), WARN)).as(host).hasSize(1);
    }
  }

  @Test
  void aPermittedNamePassesInShortTextsInEveryEncoding() {
    String value = "ghp_kQ7vLx2MdR9sTw4ZpYc8NbFh3JgA6EuX0o1i";
    Scanner scanner = scanner(value);
    ScanProfile permits = new ScanProfile(ScanAction.DENY, true, Set.of("S"));
    for (String text :
        List.of("Bearer " + value, "Basic " + Texts.base64("git:" + value), Texts.hex(value))) {
      assertThat(scanner.scan(text, new Place.Header("authorization"), permits)).isEmpty();
      assertThat(scanner.scan(text, new Place.Header("authorization"), ScanProfile.DENY))
          .isNotEmpty();
    }
  }

  @Test
  void findingsCarryThePlaceTheyWereGiven() {
    Place place = new Place.Header("x-api-key");
    assertThat(scanner("some-secret").scan("some-secret", place, ScanProfile.DENY))
        .singleElement()
        .satisfies(f -> assertThat(f.place()).isEqualTo(place))
        .satisfies(f -> assertThat(f.masked()).doesNotContain("some"));
  }

  @Test
  void hostileShortTextsTakeNoLongerThanTheirLengthAllows() {
    Scanner scanner = scanner("some-secret");
    for (String unit : List.of("/", "%25", "a/", "%2525", "=", "sk-", "eyJ", "QUFB", "41")) {
      String text = unit.repeat(64_000 / unit.length());
      long before = System.nanoTime();
      assertThat(scanner.scan(text, new Place.Query(), ScanProfile.DENY))
          .extracting(Finding::detector)
          .isEqualTo(unit.equals("%2525") ? List.of(Effort.ID) : List.of());
      // Quadratic work on 64,000 characters would take minutes.
      assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }
  }
}
