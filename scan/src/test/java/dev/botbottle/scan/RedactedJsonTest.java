package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is redacted in JSON leaves JSON behind, and nothing of the value. */
final class RedactedJsonTest {
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());

  private final Map<String, Scanner> scanners = new TreeMap<>();

  private Scanner knowing(String value) {
    return scanners.computeIfAbsent(
        value,
        v -> Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(v)))));
  }

  private String redacted(String value, String text) {
    return Recording.whole(knowing(value).stream(REDACT), text).text();
  }

  @Test
  void whatStandsBetweenThePiecesOfAValueStays() {
    String value = "Zq8vLm2wRt5kN7pS";
    assertThat(redacted(value, "{\"a\":\"Zq8vLm2wRt\",\"5kN7pS q\":[1]}"))
        .isEqualTo("{\"a\":\"[redacted:\",\"known] q\":[1]}");
    assertThat(redacted(value, "[\"x Zq8vLm2wR\", \"t5kN\", \"7pS\"]"))
        .isEqualTo("[\"x [redacted\", \":kno\", \"wn]\"]");
    assertThat(redacted(value, "{\"a\":\"Zq8vLm2wRt\", \"b\": \"5kN7pS\"}"))
        .isEqualTo("{\"a\":\"[redacted:\", \"b\": \"known]\"}");
    assertThat(redacted(value, "--b\r\n\r\nZq8vLm2wRt\r\n--b\r\nA: b\r\n\r\n5kN7pS\r\n--b--"))
        .isEqualTo("--b\r\n\r\n[redacted:\r\n--b\r\nA: b\r\n\r\nknown]\r\n--b--");
  }

  @Test
  void aKnownValueIsFoundCutOverNames() {
    String value = "Zq8vLm2wRt5kN7pS";
    assertThat(redacted(value, "{\"a\":\"Zq8vLm2wRt\",\"5kN7pS\":\"x\"}"))
        .isEqualTo("{\"a\":\"[redacted:\",\"known]\":\"x\"}");
    assertThat(redacted(value, "{\"Zq8vLm2wRt\": \"5k\", \"N7\" :\"pS\"}"))
        .isEqualTo("{\"[redacted:\": \"kn\", \"ow\" :\"n]\"}");
    assertThat(redacted(value, "{\"Zq8vLm2wRt\": \"5k\", \"a\" :\"N7pS\"}"))
        .isEqualTo("{\"[redacted:\": \"kn\", \"a\" :\"own]\"}");
  }

  @Test
  void aKnownValueIsFoundCutBeforeWhatEndsThePieceAsWell() {
    assertThat(redacted("Zq8vLm2w\"Rt5kN7", "[\"Zq8vLm2w\", \"\\\"Rt5kN7\"]"))
        .isEqualTo("[\"[redacte\", \"d:known]\"]");
    assertThat(redacted("Zq8vLm2w\"Rt5\"kN7", "[\"Zq8vLm2w\\\"\",\"Rt5\",\"\\\"kN7\"]"))
        .isEqualTo("[\"[redacted:\",\"kno\",\"wn:K]\"]");
    assertThat(redacted("Zq8vLm2w\",Rt5kN7", "[\"Zq8vLm2w\",\"\\\",Rt5kN7\"]"))
        .isEqualTo("[\"[redacte\",\"d:known:]\"]");
    assertThat(redacted("Zq8vLm2w&Rt5kN7", "a=Zq8vLm2w&b=%26Rt5kN7"))
        .isEqualTo("a=[redacte&b=d:known:]");
  }

  @Test
  void whatStandsBetweenThePiecesIsScannedAsWell() {
    String value = "Zq8vLm2wRt5kN7pS";
    String name = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    assertThat(redacted(value, "{\"a\":\"Zq8vLm2wRt\",\"" + name + "\":\"5kN7pS\"}"))
        .matches("\\{\"a\":\"\\[redacted:\",\"\\[redacted:github-token-.*]\":\"known]\"}");
  }

  @Test
  void whatStandsBetweenThePiecesOfAFormatGoesWithThem() {
    String left =
        redacted(
            "Zq8vLm2wRt5kN7pS", "{\"a\":\"rk_live_lcV23\",\"Q1PTZku\" : \"V7F1Ym1iLFjn3ABP\"}");
    assertThat(left).doesNotContain("rk_live_lcV23", "Q1PTZku", "V7F1Ym1iLFjn3ABP");
    assertThat(JsonScalars.of(left).values).hasSize(2);
  }

  @Test
  void aNumberIsReplacedByAnotherAndTextByAPlaceholder() {
    String value = "4711008150017023";
    assertThat(redacted(value, "{\"pin\": 4711008150017023}"))
        .isEqualTo("{\"pin\": 1111111111111111}");
    assertThat(redacted(value, "[0,\n  -4711008150017023.5]"))
        .isEqualTo("[0,\n  -1111111111111111.5]");
    assertThat(redacted(value, "{\"t\":\"{\\n  \\\"pin\\\": 4711008150017023}\"}"))
        .isEqualTo("{\"t\":\"{\\n  \\\"pin\\\": 1111111111111111}\"}");
    for (String text :
        List.of("{\"pin\":\"%s\"}", "{\"t\":\"it is %s\"}", "pin: %s", "pin=%s&a", "{'pin': %s}")) {
      assertThat(redacted(value, text.replace("%s", value)))
          .isEqualTo(text.replace("%s", "[redacted:known]"));
    }
    assertThat(redacted("1111111111111111", "[1111111111111111]")).isEqualTo("[2222222222222222]");
  }

  @Test
  void whatHasNothingToReplaceIsReplacedAllTheSame() {
    assertThat(redacted("[[true],[]]", "{\"a\":[[true],[]]}")).isEqualTo("{\"a\":[redacted:]}");
    String words = "false--Efalse1null71null";
    assertThat(redacted(words, "{\"pin\": " + words + "}")).doesNotContain("false", "null");
    assertThat(redacted("p\"ss\\w0rd/9", "it is p\"ss\\w0rd/9.")).isEqualTo("it is [redacted:].");
  }

  @Test
  void everyFormatCutOverAValueAndANameLeavesJsonHoweverItIsCut() {
    Scanner scanner = Scanner.of(List.of());
    int found = 0;
    for (Examples examples : Examples.all()) {
      for (String hit : examples.hits()) {
        for (int at = 1; at < hit.length(); at += 1 + hit.length() / 40) {
          String first = escaped(hit.substring(0, at));
          String second = escaped(hit.substring(at));
          for (String joint : List.of("\",\"", "\" : \"", "\", \"n\": \"", "\"},{\"")) {
            String text = "[{\"a\":\"" + first + joint + second + "\":1}]";
            text = joint.contains(":") ? text.replace("\":1}]", "\"}]") : text;
            text = joint.startsWith("\" :") ? text.replace("\"a\":\"", "\"") : text;
            JsonScalars.of(text.replaceAll("[\t\r\n]", " "));
            Recording whole = Recording.whole(scanner.stream(REDACT), text);
            JsonScalars.of(whole.text().replaceAll("[\t\r\n]", " "));
            found += whole.findings.isEmpty() ? 0 : 1;
            Recording cut = Recording.cut(scanner.stream(REDACT), Texts.bytes(text), 5);
            assertThat(cut.text()).as(text).isEqualTo(whole.text());
          }
        }
      }
    }
    assertThat(found).isGreaterThan(3000);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Test
  void itStaysJsonAndNothingOfTheValueIsLeftHoweverItIsCut() {
    for (int seed = 0; seed < 20000; seed++) {
      Random random = new Random(seed);
      JsonCase made = JsonCase.of(random);
      String told = "seed " + seed + ": " + made;
      JsonScalars.of(made.text());
      Scanner scanner = knowing(made.value());
      Recording whole = Recording.whole(scanner.stream(REDACT), made.text());
      JsonScalars left = JsonScalars.of(whole.text());
      assertThat(!whole.findings.isEmpty() || made.over() == JsonCase.Over.ANYTHING)
          .as(told)
          .isTrue();
      if (!whole.findings.isEmpty()) {
        assertThat(whole.text()).as(told).hasSameSizeAs(made.text()).isNotEqualTo(made.text());
        List<String> inner =
            made.nested() ? JsonScalars.of(left.values.getFirst()).strings : left.strings;
        assertThat(String.join("", inner)).as(told).doesNotContain(made.value());
        assertThat(String.join("", left.values)).as(told).doesNotContain(made.value());
        assertThat(String.join("", left.all))
            .as(told)
            .doesNotContain(made.value(), Texts.hex(made.value()));
      }
      for (int size : List.of(1, 3, 11)) {
        Recording cut = Recording.cut(scanner.stream(REDACT), Texts.bytes(made.text()), size);
        assertThat(cut.findings).as(told).isEqualTo(whole.findings);
        assertThat(cut.text()).as(told).isEqualTo(whole.text());
      }
    }
  }
}
