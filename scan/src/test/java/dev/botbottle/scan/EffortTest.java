package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What takes too long to look through is denied, and nothing that developers send is. */
final class EffortTest {
  private static final Map<String, Scanner> SCANNERS = SlowTexts.scanners();
  private static final long NO_LIMIT = 1L << 50;
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());
  private static final String DIGITS = "a".repeat(30);
  private static final String SLOW =
      Texts.repeat(DIGITS + "%25" + DIGITS + "=3D", 2 * Effort.BLOCK);
  private static final String ALL =
      IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());
  private static final String HEADINGS =
      ("Some heading\n" + "=".repeat(12) + "\nand a text.\n").repeat(2000);

  private static Scanner plain() {
    return Scanner.of(List.of());
  }

  private static Scanner scanner(String values) {
    return Objects.requireNonNull(SCANNERS.get(values));
  }

  private static boolean denied(Scanner scanner, String text, long limit) {
    BodyStream stream = scanner.streamWithin(WARN, limit);
    Recording.whole(stream, text);
    return stream.denied();
  }

  @Test
  void aTextThatTakesTooLongIsDeniedWhateverTheAction() {
    Scanner scanner = scanner("20 paths of Windows among 100 values");
    String text = Texts.repeat("\\", 2 * Effort.BLOCK);
    for (ScanProfile profile : List.of(WARN, REDACT, ScanProfile.DENY)) {
      ScanStream stream = scanner.stream(profile);
      Recording recording = Recording.whole(stream, text);
      assertThat(stream.denied()).isTrue();
      assertThat(recording.detectors()).containsExactly("effort");
      assertThat(profile.actionFor(recording.findings.getFirst())).isEqualTo(ScanAction.DENY);
      assertThat(text).startsWith(recording.text());
      assertThat(recording.text()).hasSizeLessThan(Effort.BLOCK);
    }
  }

  @Test
  void itIsTheLimitThatDenies() {
    assertThat(denied(plain(), SLOW, Effort.LIMIT)).isTrue();
    Recording recording = Recording.whole(plain().streamWithin(WARN, NO_LIMIT), SLOW);
    assertThat(recording.text()).isEqualTo(SLOW);
    assertThat(recording.findings).isEmpty();
  }

  @Test
  void noRuleOfARouteLetsItPass() {
    var rules = new FindingRules(Map.of("effort", ScanAction.WARN), List.of());
    ScanStream stream = plain().stream(new ScanProfile(ScanAction.WARN, true, Set.of(), rules));
    Recording.whole(stream, SLOW);
    assertThat(stream.denied()).isTrue();
    assertThat(Scanner.detectors()).doesNotContain("effort");
  }

  @Test
  void eachSlowTextIsDeniedWithSomeValues() {
    for (String unit : SlowTexts.units()) {
      String text = Texts.repeat(unit, Effort.BLOCK);
      assertThat(SCANNERS.values())
          .as(unit)
          .anyMatch(scanner -> denied(scanner, text, Effort.LIMIT));
    }
  }

  @Test
  void aPauseLetsNoneOfItPassUnseen() {
    ScanStream stream = plain().stream(WARN);
    var recording = new Recording();
    byte[] text = Texts.bytes(SLOW);
    for (int at = 0; at < text.length; at += 100) {
      stream.write(text, at, Math.min(100, text.length - at), recording);
      stream.flush(recording);
    }
    stream.finish(recording);
    assertThat(stream.denied()).isTrue();
    assertThat(recording.text()).hasSizeLessThan(Effort.BLOCK);
  }

  @Test
  void aShortTextHasTheWholeLimit() {
    String part = SLOW.substring(0, 2000);
    assertThat(denied(plain(), part, Effort.LIMIT)).isFalse();
    // And so has each block: what takes long in parts only may go on.
    String plain = "the quick brown fox jumps over it. ".repeat(Effort.BLOCK / 35);
    assertThat(denied(plain(), (part + plain).repeat(8), Effort.LIMIT)).isFalse();
  }

  @Test
  void aLongAddressOrFieldThatTakesTooLongIsAFinding() {
    for (Place place : List.of(new Place.Path(), new Place.Query(), new Place.Header("x"))) {
      assertThat(plain().scan(SLOW, place, WARN)).extracting(Finding::detector).contains("effort");
    }
    assertThat(plain().spotless(SLOW)).isFalse();
  }

  @Test
  void anAnswerThatTakesTooLongIsDenied() {
    Scanner scanner = scanner("20 paths of Windows among 100 values");
    String text = Texts.repeat("\\", 2 * Effort.BLOCK);
    ScanStream stream = scanner.maskKnown();
    assertThat(Recording.whole(stream, text).detectors()).containsExactly("effort");
    assertThat(stream.denied()).isTrue();
  }

  @Test
  void aBodyOfNothingButFindsIsNotDeniedForIt() {
    Random random = new Random(9);
    String signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    StringBuilder text = new StringBuilder();
    while (text.length() < 2 * Effort.BLOCK) {
      text.append("AKIA").append(Texts.random(random, signs, 16)).append('\n');
    }
    ScanStream stream = plain().stream(REDACT);
    Recording recording = Recording.whole(stream, text.toString());
    assertThat(recording.detectors()).contains("aws-access-key-id").doesNotContain("effort");
    assertThat(recording.text()).hasSameSizeAs(text);
  }

  /** Of any limit, so that it is met at any place. */
  @Test
  void theVerdictIsTheSameHoweverATextIsCut() {
    List<Scanner> scanners = List.copyOf(SCANNERS.values());
    List<String> parts = new ArrayList<>(SlowTexts.units());
    parts.addAll(ordinary().values());
    int denied = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      byte[] text = Texts.bytes(mixture(random, parts));
      Scanner scanner = scanners.get(random.nextInt(scanners.size()));
      long limit = (long) (100 * Math.exp(random.nextDouble() * 8));
      BodyStream whole = scanner.streamWithin(REDACT, limit);
      List<Finding> findings = Recording.cut(whole, text, text.length).findings;
      denied += whole.denied() ? 1 : 0;
      for (int size : List.of(1, 7, 1000)) {
        BodyStream cut = scanner.streamWithin(REDACT, limit);
        Recording recording =
            size == 1 ? Recording.cut(cut, text, 1) : Recording.random(cut, text, random, size);
        assertThat(recording.findings).as("seed %s", seed).isEqualTo(findings);
        assertThat(cut.denied()).isEqualTo(whole.denied());
      }
    }
    assertThat(denied).isBetween(50, 390);
  }

  /** What breaks off, or is put together, where more of it may come or nothing. */
  @Test
  void whatATextTakesIsTheSameHoweverItIsCut() {
    String value = "github_pat_0123456789abcdefghijklmnop";
    Scanner scanner =
        Scanner.of(List.of(new KnownSecret("v", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
    List<String> joints =
        List.of(
            "\" + \"", "\\", "\\u0041", "\n", "'", "\"", "\", \"", "&", "=", " ", "\\\"", "%41");
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        int from = random.nextInt(value.length());
        int to = from + 1 + random.nextInt(value.length() - from);
        text.append(
            switch (random.nextInt(4)) {
              case 0 -> value.substring(random.nextInt(3) == 0 ? from : 0, to);
              case 1 -> "ghp_" + Texts.random(random, "ab01", 34 + random.nextInt(4));
              case 2 -> Texts.random(random, "xyz01", 1 + random.nextInt(40));
              default -> "AKIA" + Texts.random(random, "AB", 15 + random.nextInt(3));
            });
        text.append(joints.get(random.nextInt(joints.size())));
      }
      long whole = least(scanner, text.toString(), text.length());
      for (int size : List.of(1, 3)) {
        assertThat(least(scanner, text.toString(), size)).as("seed %s", seed).isEqualTo(whole);
      }
    }
  }

  /** The least limit with which a text passes. */
  private static long least(Scanner scanner, String text, int size) {
    long least = 0;
    long most = 1 << 20;
    while (least < most) {
      long limit = (least + most) / 2;
      BodyStream stream = scanner.streamWithin(REDACT, limit);
      Recording.cut(stream, Texts.bytes(text), size);
      if (stream.denied()) {
        least = limit + 1;
      } else {
        most = limit;
      }
    }
    return least;
  }

  private static String mixture(Random random, List<String> parts) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 5000 * random.nextDouble()) {
      String part = parts.get(random.nextInt(parts.size()));
      int from = random.nextInt(part.length());
      int to = from + 1 + random.nextInt(Math.min(part.length() - from, 400));
      text.append(part.substring(from, to).repeat(1 + random.nextInt(8)));
      if (random.nextInt(20) == 0) {
        String all = text.toString();
        text.setLength(0);
        text.append(random.nextBoolean() ? Texts.base64(all) : Texts.percent(all));
      }
    }
    return text.toString();
  }

  @Test
  void whatDevelopersSendTakesSevenTenthsOfTheLimitAtMost() {
    for (String values : List.of("no values", "20 values", "200 tokens that begin alike")) {
      ordinary()
          .forEach((name, text) ->
              assertThat(denied(scanner(values), text, Effort.LIMIT * 7 / 10))
                  .as("%s, %s", name, values)
                  .isFalse());
    }
  }

  /** What stands in encodings in encodings, and what is all signs, comes nearer to it. */
  @Test
  void whatIsNestedDeepTakesLessThanTheLimit() {
    UnaryOperator<String> json = EffortTest::json;
    Map<String, String> texts = new LinkedHashMap<>();
    String source = source();
    texts.put("base64 in base64 in base64", Texts.base64(Texts.base64(Texts.base64(source))));
    texts.put("a form in a form", Texts.percent(Texts.percent(source)));
    String expressions = "^(?:\\s*\\/\\*[\\s\\S]*?\\*\\/|\"(?:\\\\.|[^\"\\\\])*\")\\d+\\.\\w+\\$\n";
    texts.put("expressions in JSON in JSON", json.apply(json.apply(expressions.repeat(1200))));
    texts.put("lines of equals signs", ("=".repeat(78) + "\n").repeat(1000));
    texts.put("headings in a form", Texts.percent(HEADINGS));
    texts.put(
        "JSON in JSON in JSON in JSON", json.apply(json.apply(json.apply(json.apply(source)))));
    for (String values : List.of("no values", "20 values", "200 tokens that begin alike")) {
      texts.forEach((name, text) ->
          assertThat(denied(scanner(values), text, Effort.LIMIT * 9 / 10))
              .as("%s, %s", name, values)
              .isFalse());
    }
  }

  /** Each sign of it by an escape, which a string of JSON escapes once more. */
  @Test
  void whatProgramsPrintOfBytesTakesLessThanTheLimit() {
    String bytes = Texts.random(new Random(4), ALL, 16 * 1024);
    String source = source().substring(0, 16 * 1024);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String format :
        List.of("\\x%02x", "\\%03o", "\\u%04x", "%02x ", "%02x%02x ", "0x%02x, ")) {
      texts.put(format + " of bytes", json(printed(bytes, format)));
      texts.put(format + " of a source", json(printed(source, format)));
    }
    texts.put("escapes in JSON in JSON", json(json(printed(bytes, "\\u%04x"))));
    for (String values : List.of("no values", "20 values", "200 tokens that begin alike")) {
      texts.forEach((name, text) ->
          assertThat(denied(scanner(values), text, Effort.LIMIT))
              .as("%s, %s", name, values)
              .isFalse());
    }
  }

  private static String printed(String bytes, String format) {
    StringBuilder text = new StringBuilder();
    int signs = format.split("%").length - 1;
    for (int i = 0; i + signs <= bytes.length(); i += signs) {
      text.append(String.format(format, (int) bytes.charAt(i), (int) bytes.charAt(i + signs - 1)));
    }
    return text.toString();
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String source() {
    return Texts.SOURCE.repeat(200);
  }

  /** A block or two of each. */
  private static Map<String, String> ordinary() {
    Random random = new Random(5);
    String source = source();
    String base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("source", source);
    texts.put("JSON", json(source));
    texts.put("JSON in JSON in JSON", json(json(json(source))));
    texts.put("base64", Texts.base64(source));
    texts.put("base64 of JSON in JSON", Texts.base64(json(json(source))));
    texts.put("hexadecimal", Texts.hex(source));
    texts.put("a form", Texts.percent(source));
    texts.put("chance", Texts.random(random, base64, Effort.BLOCK));
    texts.put("one letter", "A".repeat(Effort.BLOCK));
    texts.put("one digit", "0".repeat(Effort.BLOCK));
    byte[] noise = new byte[Effort.BLOCK];
    random.nextBytes(noise);
    texts.put("bytes", new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1));
    StringBuilder dump = new StringBuilder();
    StringBuilder numbers = new StringBuilder();
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      dump.append(String.format("%08x  ", 16 * i));
      for (int k = 0; k < 16; k++) {
        dump.append(String.format("%02x ", random.nextInt(256)));
      }
      dump.append(" |................|\n");
      numbers.append(random.nextInt()).append(',').append(random.nextDouble()).append('\n');
      log.append("2026-11-22T22:10:33.")
          .append(100 + i % 900)
          .append("Z INFO  [worker-7] GET /a/b?");
      log.append("id=").append(new java.util.UUID(random.nextLong(), random.nextLong()));
      log.append(" 200 \"-\" sha256:").append(Texts.random(random, "0123456789abcdef", 64));
      log.append('\n');
    }
    texts.put("a dump", dump.toString());
    texts.put("numbers", numbers.toString());
    texts.put("a log", log.toString());
    texts.put("XML", "<item id=\"17\" name=\"some&amp;thing\">a &lt;b&gt; c</item>\n".repeat(1500));
    texts.put("headings", HEADINGS);
    texts.put("base64 of a log", Texts.base64(texts.get("a log")));
    texts.put("base64 of a dump", Texts.base64(texts.get("a dump")));
    texts.put("lines", ("// " + "-".repeat(74) + "\n/" + "*".repeat(78) + "\n").repeat(500));
    texts.put("paths", "C:\\Users\\Some One\\AppData\\Local\\node\\file.txt\n".repeat(1500));
    texts.put("paths in JSON in JSON in JSON", json(json(json(texts.get("paths")))));
    texts.put("PEM", Texts.lines(Texts.random(random, base64, Effort.BLOCK), 64, "\n"));
    String words = "a text in which such names stand now and then, and words. ".repeat(8);
    texts.put("names of tokens", ("sk-ant-... ghp_xx github_pat_ glpat-xx " + words).repeat(140));
    texts.put(
        "minified",
        "!function(e,t){var n=t.k-e.a,r=e[\"s\"];/^(https?:\\/\\/)/.test(n)}".repeat(1500));
    return texts;
  }
}
