package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BodyStreamTest {
  private static final String VALUE = "Zu+q/9>s\"k?e \\t8w";
  private static final String PLACEHOLDER = "bottle-placeholder-7f3k2m9q";
  private static final String ENV = "ghp_kQ7vLx2MdR9sTw4ZpYc8NbFh3JgA6EuX0o1i";
  private static final Scanner SCANNER =
      Scanner.of(
          List.of(
              known("TOKEN", KnownSecret.Kind.CREDENTIAL, VALUE),
              known("TOKEN", KnownSecret.Kind.PLACEHOLDER, PLACEHOLDER),
              known("GIT_TOKEN", KnownSecret.Kind.ENV, ENV)));
  private static final ScanProfile REDACT = profile(ScanAction.REDACT);

  private static KnownSecret known(String name, KnownSecret.Kind kind, String value) {
    return new KnownSecret(name, kind, Secret.of(value));
  }

  private static ScanProfile profile(ScanAction action, String... permitted) {
    return new ScanProfile(action, true, Set.of(permitted));
  }

  /** One text for each example and known form, in the company of others. */
  private static List<String> cases() {
    List<String> cases = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      cases.add("{\"k\":\"a\\n" + examples.hits().getFirst() + "\\n\"}");
      cases.add("x " + examples.misses().getFirst() + " " + examples.hits().getLast());
    }
    for (String form : List.of(VALUE, Texts.hex(VALUE), Texts.percent(VALUE), PLACEHOLDER, ENV)) {
      cases.add("a=" + form + "&b=1");
      cases.add(form + form);
      cases.add("\\" + form.substring(0, form.length() - 1) + form + " " + ENV);
    }
    for (String pad : List.of("", "u", "us")) {
      cases.add("Basic " + Texts.base64(pad + VALUE + "~~"));
      cases.add("Basic " + Texts.base64Url(pad + VALUE + ">?"));
    }
    for (String pad : List.of("", "it is ", "=", "\u00ff\u0000")) {
      cases.add("a: \"" + Texts.base64(pad + ENV + " b " + PLACEHOLDER) + "\"\n" + ENV);
      cases.add("a: \"" + Texts.base64(Texts.hex(pad + ENV) + VALUE + Texts.base64(ENV)));
      cases.add(Texts.hex(pad + ENV) + " " + Texts.base64Url(pad + "x" + ENV) + " 0x0x67");
    }
    cases.add("postgres://app:" + ENV + "@db/x eyJeyJeyJeyJeyJeyJ.eyJeyJeyJeyJeyJ.a");
    cases.add(
        "eyJ"
            + "hbGciOiJI".repeat(3)
            + ".eyJ"
            + "zdWIiOiIx".repeat(3)
            + "."
            + "Qk9x".repeat(400)
            + " end");
    cases.add("-----BEGIN " + "PRIVATE KEY-----\\n" + "MIIEvQIBADAN\\n".repeat(300) + "-----END ");
    return cases;
  }

  @Test
  void theResultIsTheSameForEveryCutInTwo() {
    for (String text : cases()) {
      byte[] bytes = Texts.bytes(text);
      for (ScanProfile profile :
          List.of(
              REDACT,
              profile(ScanAction.WARN, "TOKEN", "GIT_TOKEN"),
              profile(ScanAction.REDACT, "GIT_TOKEN"))) {
        Recording whole = Recording.whole(SCANNER.stream(profile), text);
        int step = Math.max(1, bytes.length / 400);
        for (int at = 0; at <= bytes.length; at += step) {
          Recording cut = Recording.split(SCANNER.stream(profile), bytes, at);
          assertThat(cut.findings).as(text).isEqualTo(whole.findings);
          assertThat(cut.text()).as(text).isEqualTo(whole.text());
        }
      }
    }
  }

  @Test
  void theResultIsTheSameForPiecesOfEverySize() {
    for (String text : cases()) {
      Recording whole = Recording.whole(SCANNER.stream(REDACT), text);
      assertThat(whole.text()).hasSameSizeAs(text);
      for (int size : List.of(1, 2, 3, 5, 7, 16, 63, 64, 65)) {
        Recording cut = Recording.cut(SCANNER.stream(REDACT), Texts.bytes(text), size);
        assertThat(cut.findings).as(text).isEqualTo(whole.findings);
        assertThat(cut.text()).as(text).isEqualTo(whole.text());
      }
    }
  }

  @Test
  void shortTextsGiveTheSameResultForEveryWayOfCuttingThem() {
    Scanner scanner = Scanner.of(List.of(known("K", KnownSecret.Kind.CREDENTIAL, "abcabd")));
    for (String text :
        List.of("abcabcabd", "xabcabdab", "abcabdabcabd", "\\abcabda", "6162636162644")) {
      byte[] bytes = Texts.bytes(text);
      Recording whole = Recording.whole(scanner.stream(REDACT), text);
      assertThat(whole.findings).isNotEmpty();
      for (int cuts = 0; cuts < 1 << (bytes.length - 1); cuts++) {
        Recording cut = new Recording();
        ScanStream stream = scanner.stream(REDACT);
        int from = 0;
        for (int i = 1; i <= bytes.length; i++) {
          if (i == bytes.length || (cuts >> (i - 1) & 1) == 1) {
            stream.write(bytes, from, i - from, cut);
            from = i;
          }
        }
        stream.finish(cut);
        assertThat(cut.findings).as(text).isEqualTo(whole.findings);
        assertThat(cut.text()).as(text).isEqualTo(whole.text());
      }
    }
  }

  @Test
  void randomMixturesGiveTheSameResultHoweverCut() {
    List<String> parts = new ArrayList<>(cases());
    parts.addAll(
        List.of(
            "eyJ", "sk-ant-", "ghp_", "-----BEGIN ", "\\", "\n", "https://", "abc ", ENV, VALUE));
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      while (text.length() < 30_000 * random.nextDouble()) {
        String part = parts.get(random.nextInt(parts.size()));
        int from = random.nextInt(4) == 0 ? random.nextInt(part.length()) : 0;
        int to =
            random.nextInt(4) == 0 ? from + random.nextInt(part.length() - from) : part.length();
        text.append(part, from, to);
        if (random.nextInt(10) == 0) {
          text.append(" plain words".repeat(random.nextInt(400)));
        }
      }
      byte[] bytes = Texts.bytes(text.toString());
      Recording whole = Recording.whole(SCANNER.stream(REDACT), text.toString());
      for (int largest : List.of(3, 100, 3000, 20_000)) {
        Recording cut = Recording.random(SCANNER.stream(REDACT), bytes, random, largest);
        assertThat(cut.findings).as("seed %s", seed).isEqualTo(whole.findings);
        assertThat(cut.text()).as("seed %s", seed).isEqualTo(whole.text());
      }
    }
  }

  @Test
  void denyGivesTheSameFirstFindingAndReleasesOnlyWhatStandsBeforeIt() {
    for (String text : cases()) {
      Recording warned = Recording.whole(SCANNER.stream(profile(ScanAction.WARN)), text);
      for (int size : List.of(1, 4, 1000)) {
        ScanStream stream = SCANNER.stream(ScanProfile.DENY);
        Recording denied = Recording.cut(stream, Texts.bytes(text), size);
        // Hints of low severity pass.
        List<Finding> expected = new ArrayList<>();
        boolean ends = false;
        for (Finding finding : warned.findings) {
          if (!ends) {
            expected.add(finding);
            ends = finding.severity() != Severity.LOW;
          }
        }
        assertThat(stream.denied()).as(text).isEqualTo(ends);
        assertThat(denied.findings).isEqualTo(expected);
        assertThat(text).startsWith(denied.text());
        assertThat(denied.text()).doesNotContain(VALUE).doesNotContain(ENV);
      }
    }
  }

  @Test
  void warnPassesEverythingButWhatIsKnown() {
    for (String text : cases()) {
      ScanStream stream = SCANNER.stream(profile(ScanAction.WARN));
      Recording recording = Recording.whole(stream, text);
      boolean known = recording.findings.stream().anyMatch(Finding::isKnown);
      assertThat(stream.denied()).as(text).isEqualTo(known);
      if (!known) {
        assertThat(recording.text()).isEqualTo(text);
      }
      assertThat(recording.text()).doesNotContain(VALUE, ENV, PLACEHOLDER);
    }
  }

  @Test
  void warnPassesWhatIsKnownAndPermitted() {
    String text = "a=" + ENV + "&b=" + PLACEHOLDER;
    ScanStream stream = SCANNER.stream(profile(ScanAction.WARN, "GIT_TOKEN", "TOKEN"));
    assertThat(Recording.whole(stream, text).text()).isEqualTo(text);
  }

  @Test
  void redactionKeepsTheLengthAndSaysWhatWasThere() {
    String text = "{\"token\":\"" + ENV + "\"}";
    Recording recording = Recording.whole(Scanner.of(List.of()).stream(REDACT), text);
    assertThat(recording.text())
        .hasSameSizeAs(text)
        .startsWith("{\"token\":\"[redacted:github-token-shape***")
        .endsWith("*]\"}");
  }

  @Test
  void redactionLeavesAnEscapeBeforeTheValueWhole() {
    Scanner scanner = Scanner.of(List.of(known("N", KnownSecret.Kind.ENV, "nabcdefgh")));
    assertThat(Recording.whole(scanner.stream(REDACT), "\"x\\nabcdefgh\"").text())
        .startsWith("\"x\\n[");
    assertThat(Recording.whole(scanner.stream(REDACT), "\"x\\\\nabcdefgh\"").text())
        .startsWith("\"x\\\\[");
  }

  @Test
  void redactionTakesAnEscapeWholeThatTheValueSeemsToEndIn() {
    Scanner scanner = Scanner.of(List.of(known("N", KnownSecret.Kind.ENV, "abcdefgh\\")));
    String key = "MIIEvQIBADANBggRWq2D8M3dZE9N2CLDHt+7jzJYudEVWbjsmGLYu5";
    for (String value :
        List.of(
            "-----BEGIN PRIVATE KEY-----\\\\n" + key,
            "\\u0067hp_16C7e42F292c6912E7710c838347Ae178B4a",
            "abcdefgh")) {
      String text = "{\"x\":\"{\\\"k\\\":\\\"" + value + "\\\"}\"}";
      for (int size : List.of(1, 7, 1000)) {
        assertThat(Recording.cut(scanner.stream(REDACT), Texts.bytes(text), size).text())
            .hasSameSizeAs(text)
            .startsWith("{\"x\":\"{\\\"k\\\":\\\"[redacted")
            .matches(".*\\[[^\"\\\\]*(\\\\\")?}\"}");
      }
    }
  }

  @Test
  void aPlaceholderIsNamedAsOne() {
    assertThat(Recording.whole(SCANNER.stream(REDACT), PLACEHOLDER).detectors())
        .containsExactly("placeholder:TOKEN");
    assertThat(Recording.whole(SCANNER.stream(REDACT), VALUE).detectors())
        .containsExactly("known:TOKEN");
  }

  @Test
  void aPermittedValuePassesEvenWhenItLooksLikeACredential() {
    ScanProfile permits = profile(ScanAction.DENY, "GIT_TOKEN");
    for (String text : List.of(ENV, "postgres://u:" + ENV + "@h", "token = \"" + ENV + "\"")) {
      Recording recording = Recording.whole(SCANNER.stream(permits), text);
      assertThat(recording.findings).as(text).isEmpty();
      assertThat(recording.text()).isEqualTo(text);
    }
    assertThat(Recording.whole(SCANNER.stream(permits), ENV + " " + VALUE).detectors())
        .containsExactly("known:TOKEN");
  }

  @Test
  void withoutDetectorsOnlyKnownValuesAreFound() {
    ScanProfile knownOnly = new ScanProfile(ScanAction.REDACT, false, Set.of());
    String other = "ghp_" + "A1b2C3d4E5f6".repeat(3);
    assertThat(Recording.whole(SCANNER.stream(knownOnly), other + " " + VALUE).detectors())
        .containsExactly("known:TOKEN");
  }

  @Test
  void noFindingShowsTheValue() {
    for (String text : cases()) {
      for (Finding finding : Recording.whole(SCANNER.stream(REDACT), text).findings) {
        assertThat(finding.toString()).doesNotContain(VALUE).doesNotContain(ENV);
        assertThat(finding.masked()).contains("***").hasSizeLessThan(60);
      }
    }
  }

  @Test
  void aCompleteTokenDoesNotSlipOutInAPause() {
    ScanStream stream = SCANNER.stream(REDACT);
    Recording recording = new Recording();
    String token = "xai-" + "b7Qk2".repeat(16);
    stream.write(Texts.bytes("a " + token), 0, token.length() + 2, recording);
    stream.flush(recording);
    assertThat(recording.detectors()).containsExactly("xai-key");
    assertThat(recording.text()).startsWith("a [redacted:xai-key").hasSize(token.length() + 2);
  }

  @Test
  void aPauseReleasesABegunTokenButNotABegunKnownValue() {
    ScanStream stream = SCANNER.stream(REDACT);
    Recording recording = new Recording();
    stream.write(Texts.bytes("a sk-ant-"), 0, 9, recording);
    stream.flush(recording);
    assertThat(recording.text()).isEqualTo("a sk-ant-");
    byte[] begun = Texts.bytes(" " + PLACEHOLDER.substring(0, 12));
    stream.write(begun, 0, begun.length, recording);
    stream.flush(recording);
    assertThat(recording.text()).isEqualTo("a sk-ant- ");
    byte[] rest = Texts.bytes(PLACEHOLDER.substring(12) + " z");
    stream.write(rest, 0, rest.length, recording);
    stream.finish(recording);
    assertThat(recording.detectors()).containsExactly("placeholder:TOKEN");
    assertThat(recording.text()).startsWith("a sk-ant- [redacted").endsWith("] z");
  }

  @Test
  void aTokenCompletedAfterAPauseIsStillReported() {
    ScanStream stream = SCANNER.stream(ScanProfile.DENY);
    Recording recording = new Recording();
    byte[] token = Texts.bytes("gsk_" + "Qw3eRt5yUi7o".repeat(4) + "x \n");
    stream.write(token, 0, 20, recording);
    stream.flush(recording);
    stream.write(token, 20, token.length - 20, recording);
    assertThat(stream.denied()).isTrue();
    assertThat(recording.detectors()).containsExactly("groq-key");
    assertThat(recording.text()).hasSize(20);
  }

  @Test
  void nothingIsReleasedOrReportedAfterADenial() {
    ScanStream stream = SCANNER.stream(ScanProfile.DENY);
    Recording recording = Recording.whole(stream, "a " + VALUE + " b " + ENV);
    byte[] more = Texts.bytes("more");
    stream.write(more, 0, more.length, recording);
    stream.flush(recording);
    stream.finish(recording);
    assertThat(recording.findings).hasSize(1);
    assertThat("a ").startsWith(recording.text());
  }

  @Test
  void plainBytesPassAtOnce() {
    ScanStream stream = SCANNER.stream(ScanProfile.DENY);
    Recording recording = new Recording();
    byte[] text = Texts.bytes("data: {\"delta\":\"hello there\"}\n\n");
    stream.write(text, 0, text.length, recording);
    assertThat(recording.bytes.size()).isEqualTo(text.length);
  }

  @Test
  void memoryStaysTheSameForALongBody() {
    BodyStream stream = (BodyStream) SCANNER.stream(REDACT);
    byte[] body =
        Texts.bytes("sk-proj-sk-proj-eyJeyJeyJ ghp_ https://a:b ".repeat(500) + "A".repeat(9000));
    Recording last = new Recording();
    int largest = 0;
    for (int i = 0; i < 200; i++) {
      last = new Recording();
      stream.write(body, 0, body.length, last);
      largest = Math.max(largest, stream.held());
      if (i == 3) {
        assertThat(stream.capacity()).isLessThan(32_000);
      }
    }
    assertThat(last.bytes.size()).isPositive();
    assertThat(stream.capacity()).isLessThan(32_000);
    assertThat(largest).isLessThan(8_000);
  }

  /** What has begun waits for its end: what is no part of it must not go on with it for ever. */
  @Test
  void whatStandsForNothingHoldsNothingForEver() {
    String digits = "aaaa2222bbbb2222aaaa2222";
    List<String> units = new ArrayList<>(List.of("\n", "\r\n", "\\n", "0x", ", 0x", "\\x", ":"));
    units.addAll(List.of("=\n", "=\r\n", "&shy;", "\u00e2\u0080\u008b", "\\u200b", "%C2%AD"));
    for (String unit : units) {
      for (String begin : List.of(digits, digits.toUpperCase(Locale.ROOT), "AKIA23")) {
        BodyStream stream = (BodyStream) SCANNER.stream(REDACT);
        byte[] text = Texts.bytes(begin + Texts.repeat(unit, 300_000));
        Recording recording = new Recording();
        stream.write(text, 0, text.length, recording);
        assertThat(stream.denied()).isFalse();
        assertThat(stream.held()).as("%s%s", begin, unit).isLessThan(2 * Reading.SPAN);
      }
    }
  }

  /** A sign now and then: a find stands for so much, not each of the 256 signs before an escape. */
  @Test
  void whatStandsForLittleHoldsLittle() {
    String unit = Texts.repeat("\u00e2\u0080\u008b", 15_999);
    BodyStream stream = (BodyStream) SCANNER.stream(REDACT);
    // In the middle of an escape: what stands before it may go on behind it.
    byte[] text = Texts.bytes((unit + "\u00e2").repeat(60));
    stream.write(text, 0, text.length, new Recording());
    assertThat(stream.held()).isLessThan(5 * Reading.SPAN);
  }

  @Test
  void noPauseLetsAKnownValueOut() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      String text = "a " + VALUE + ENV + " b " + Texts.hex(VALUE) + PLACEHOLDER + ENV + ENV;
      byte[] bytes = Texts.bytes(text);
      for (ScanAction action : List.of(ScanAction.REDACT, ScanAction.DENY)) {
        ScanStream stream = SCANNER.stream(profile(action));
        Recording recording = new Recording();
        int at = 0;
        while (at < bytes.length) {
          int n = Math.min(random.nextInt(30), bytes.length - at);
          stream.write(bytes, at, n, recording);
          if (random.nextBoolean()) {
            stream.flush(recording);
          }
          at += n;
        }
        stream.finish(recording);
        assertThat(recording.text())
            .as("seed %s", seed)
            .doesNotContain(VALUE, Texts.hex(VALUE), PLACEHOLDER, ENV);
        if (action == ScanAction.REDACT) {
          assertThat(recording.text()).hasSameSizeAs(text);
        }
      }
    }
  }

  @Test
  void redactedJsonIsStillJson() {
    java.util.regex.Pattern json =
        java.util.regex.Pattern.compile(
            "\\{\"k\":\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt])*+\"\\}");
    List<String> values = new ArrayList<>(List.of(VALUE, ENV, PLACEHOLDER));
    Examples.all().forEach(e -> values.addAll(e.hits()));
    for (String value : values) {
      for (String before : List.of("", "\\n", "\\\\", "\\\"", "\\t\\\\n")) {
        String inside = value.replace("\\", "\\\\").replace("\"", "\\\"");
        String text = "{\"k\":\"" + before + inside + "\\n\"}";
        Recording recording = Recording.whole(SCANNER.stream(REDACT), text);
        assertThat(recording.findings).as(text).isNotEmpty();
        assertThat(recording.text()).matches(json);
      }
    }
  }

  @Test
  void aLongKnownValueIsFoundWhereverItIsCut() {
    String key = Texts.random(new Random(3), "abcdefghijklmnopqrstuvwxyz0123456789", 5000);
    Scanner scanner = Scanner.of(List.of(known("BIG", KnownSecret.Kind.CREDENTIAL, key)));
    for (String form : List.of(key, Texts.base64(key), Texts.hex(key))) {
      for (int size : List.of(97, 1000, 100_000)) {
        Recording out = Recording.cut(scanner.maskKnown(), Texts.bytes("x" + form + "y"), size);
        assertThat(out.detectors()).containsExactly("known:BIG");
        assertThat(out.bytes.size()).isEqualTo(form.length() + 2);
      }
    }
  }
}
