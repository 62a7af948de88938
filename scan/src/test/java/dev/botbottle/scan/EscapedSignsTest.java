package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Signs that programs escape in any JSON and HTML, in and around what is looked for. */
final class EscapedSignsTest {
  private static final Scanner FORMATS = Scanner.of(List.of());

  /** Values with a sign at the beginning, soon behind it, in the middle and at the end. */
  private static final List<String> VALUES =
      List.of(
          "Zq8vLm2wRt5+kN7",
          "Zq8/vLm2wRt5kN7",
          "+Zq8vLm2wRt5kN7",
          "Zq8vLm2wRt5kN==",
          "<Zq8>vLm2&wRt5'kN7\"",
          "\"Zq8\\vLm2\"wRt5",
          "{\"k\":\"v4711aBcDeFgHiJk\"}",
          "k3v9xq & 7hw2mp < zr84tn",
          "////++++====<>&'\"",
          "p+w/=9");

  private static Scanner knowing(String value) {
    return Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
  }

  /** How writers write a sign, by what they are called. */
  private static Map<String, UnaryOperator<String>> writers() {
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    all.put("JSON", s -> "\\u00" + number(s, "%02x"));
    all.put("JSON in upper case", s -> "\\u00" + number(s, "%02X"));
    all.put("JSON in JSON", s -> "\\\\u00" + number(s, "%02x"));
    all.put("ECMAScript, C, Python", s -> "\\x" + number(s, "%02x"));
    all.put("a backslash", s -> "\\" + s);
    all.put("a backslash in JSON", s -> "\\\\" + ("\"\\".contains(s) ? "\\" : "") + s);
    all.put("HTML", s -> named(s));
    all.put("HTML in HTML", s -> named(s).replace("&", "&amp;"));
    all.put("HTML in JSON", s -> named(s).replace("&", "\\u0026"));
    all.put("HTML, three digits", s -> "&#" + number(s, "%03d") + ";");
    all.put("HTML, two digits", s -> "&#" + number(s, "%d") + ";");
    all.put("HTML, hexadecimal", s -> "&#x" + number(s, "%x") + ";");
    all.put("HTML, hexadecimal in upper case", s -> "&#x" + number(s, "%X") + ";");
    all.put("a form", s -> "%" + number(s, "%02X"));
    all.put("a form in lower case", s -> "%" + number(s, "%02x"));
    all.put("a form in a form", s -> "%25" + number(s, "%02X"));
    return all;
  }

  private static String number(String sign, String format) {
    return String.format(Locale.ROOT, format, (int) sign.charAt(0));
  }

  private static String named(String sign) {
    return switch (sign) {
      case "&" -> "&amp;";
      case "<" -> "&lt;";
      case ">" -> "&gt;";
      case "\"" -> "&quot;";
      case "'" -> "&apos;";
      default -> "&#" + number(sign, "%d") + ";";
    };
  }

  /** A value with all its signs escaped, or with one of them. */
  private static List<String> escaped(String value, UnaryOperator<String> writer) {
    List<String> all = new ArrayList<>();
    all.add(write(value, "+/=<>&'\"{}: \\", writer));
    for (String sign : List.of("+", "/", "=", "<", ">", "&", "'", "\"")) {
      if (value.contains(sign)) {
        all.add(write(value, sign, writer));
      }
    }
    return all;
  }

  private static String write(String value, String signs, UnaryOperator<String> writer) {
    StringBuilder out = new StringBuilder();
    for (String each : characters(value)) {
      out.append(signs.contains(each) ? writer.apply(each) : each);
    }
    return out.toString();
  }

  private static List<String> characters(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  @Test
  void aReflectedValueIsMaskedWhicheverOfItsSignsAreEscapedHoweverTheAnswerIsCut() {
    for (String value : VALUES) {
      Scanner scanner = knowing(value);
      writers()
          .forEach((name, writer) -> {
            for (String text : escaped(value, writer)) {
              String answer = "data: {\"x\":\"" + text + "\"}\n\n";
              String masked = Recording.whole(scanner.maskKnown(), answer).text();
              assertThat(masked).as("%s: %s", name, text).hasSameSizeAs(answer);
              assertThat(masked)
                  .as("%s: %s", name, text)
                  .startsWith("data: {\"x\":\"[")
                  .endsWith(ending(text) + "\"}\n\n");
              for (int size : List.of(1, 3, 7)) {
                Recording cut = Recording.cut(scanner.maskKnown(), Texts.bytes(answer), size);
                assertThat(cut.text()).as("%s: %s", name, text).isEqualTo(masked);
              }
              assertThat(scanner.mayHoldKnown(Texts.bytes(answer))).isTrue();
            }
          });
    }
  }

  /** A quotation mark that is not escaped stays at the end: it may be the string's. */
  private static String ending(String text) {
    return text.matches("(?s).*[^\\\\]\"") ? "\"" : "]";
  }

  @Test
  void aKnownValueIsDeniedWhicheverOfItsSignsAreEscapedAndNothingOfItLeaves() {
    for (String value : VALUES) {
      Scanner scanner = knowing(value);
      writers()
          .forEach((name, writer) -> {
            for (String text : escaped(value, writer)) {
              for (int size : List.of(1, 5, 1000)) {
                ScanStream stream = scanner.stream(ScanProfile.DENY);
                Recording cut = Recording.cut(stream, Texts.bytes("(" + text + "}"), size);
                assertThat(stream.denied()).as("%s: %s", name, text).isTrue();
                assertThat(cut.bytes.size()).as("%s: %s", name, text).isLessThanOrEqualTo(1);
              }
            }
          });
    }
  }

  @Test
  void aKnownValueIsFoundInJsonInJsonFourDeep() {
    for (String value : List.of("Zq8vLm2wR\"t5kN7", "Zq8vLm2wR\\t5kN7", "Zq8vLm2wR\nt5kN7")) {
      Scanner scanner = knowing(value);
      String json = value;
      String numbers = write(value, "\"\\\n", s -> "\\u00" + number(s, "%02x"));
      for (int depth = 1; depth <= 4; depth++) {
        json = json.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        for (String text : List.of(json, numbers)) {
          String body = "(" + text + ")";
          assertThat(Recording.whole(scanner.maskKnown(), body).text())
              .as(body)
              .hasSameSizeAs(body)
              .matches("\\(\\[[^\"\\\\]*]\\)");
          ScanStream stream = scanner.stream(ScanProfile.DENY);
          assertThat(Recording.cut(stream, Texts.bytes(body), 3).text()).as(body).isEqualTo("(");
          assertThat(stream.denied()).as(body).isTrue();
        }
        numbers = numbers.replace("\\", "\\\\");
      }
    }
  }

  @Test
  void numbersOfJsonInJsonAreUndoneFourDeepWhereAKnownValueBegins() {
    String value = "Zq8\"vLm2wRt5\nkN7";
    String text = write(value, "\"\n", s -> "\\u00" + number(s, "%02x"));
    for (int depth = 1; depth <= 4; depth++) {
      ScanStream stream = knowing(value).stream(ScanProfile.DENY);
      Recording.cut(stream, Texts.bytes("(" + text + ")"), 3);
      assertThat(stream.denied()).as(text).isTrue();
      text = text.replace("\\", "\\\\");
    }
  }

  @Test
  void aKnownValueThatIsCutIntoPiecesMayHoldSignsThatEndAPiece() {
    for (String own : List.of("\"", "'", "&", "\n", "\\")) {
      String value = "Zq8vLm2wRt5k" + own + "N7pS";
      String quoted = own.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      for (String text :
          List.of(
              "[\"Zq8vLm2wRt\", \"5k" + own + "N7pS\"]",
              "[\"Zq8vLm2wRt\", \"5k" + quoted + "N7pS\"]",
              "[\"Zq8vLm2wRt\", \"5k" + quoted + "N7\", \"pS\"]")) {
        for (int size : List.of(1, 5, 1000)) {
          ScanStream stream = knowing(value).stream(ScanProfile.DENY);
          Recording.cut(stream, Texts.bytes(text), size);
          assertThat(stream.denied()).as(text).isTrue();
        }
      }
    }
  }

  @Test
  void aKnownValueThatIsCutIntoPiecesIsFoundThoughTheLastStringHasNoEnd() {
    Scanner scanner = knowing("Zq8vLm2wRt5kN7pS");
    for (String joint : List.of("\", \"", "\" + \"", "\\\",\\\"", "\\u0022,\\u0022")) {
      String text = "[\"Zq8vLm2wRt" + joint + "5kN7pS";
      for (int size : List.of(1, 5, 1000)) {
        ScanStream stream = scanner.stream(ScanProfile.DENY);
        Recording.cut(stream, Texts.bytes(text), size);
        assertThat(stream.denied()).as(text).isTrue();
      }
    }
  }

  @Test
  void aKnownValueIsFoundWhereWhatIsReadAgainEnds() {
    Scanner scanner = knowing("Zq8\"vL'm2wRt5kN7");
    for (String text : List.of("Zq8\\\"vL&apos;m2wRt5kN7", "Zq8\\u{22}vL'm2wRt5kN7")) {
      for (int before = 900; before < 1100; before++) {
        String body = "\\u0041" + " ".repeat(before) + text + ")";
        ScanStream stream = scanner.stream(ScanProfile.DENY);
        Recording cut = Recording.cut(stream, Texts.bytes(body), 1000);
        assertThat(stream.denied()).as("%s bytes before %s", before, text).isTrue();
        assertThat(cut.text()).as("%s bytes before %s", before, text).doesNotContain("Zq8");
      }
    }
  }

  @Test
  void everySignMayBeEscapedInAnotherWay() {
    List<UnaryOperator<String>> writers = new ArrayList<>(writers().values());
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String value = "Zq8vLm2w" + Texts.random(random, "abcDEF0123456789+/=<>&'\"", 20);
      Scanner scanner = knowing(value);
      StringBuilder text = new StringBuilder();
      for (String each : characters(value)) {
        boolean escaped = "+/=<>&'\"".contains(each) && random.nextBoolean();
        text.append(escaped ? writers.get(random.nextInt(writers.size())).apply(each) : each);
      }
      String answer = "x " + text + " y";
      for (int size : List.of(1, 7, 1000)) {
        Recording masked = Recording.cut(scanner.maskKnown(), Texts.bytes(answer), size);
        assertThat(masked.text()).as("seed %s: %s", seed, text).hasSameSizeAs(answer);
        assertThat(masked.text()).as("seed %s: %s", seed, text).matches("x \\[[^<>&\"]*[]\"] y");
      }
    }
  }

  @Test
  void nothingOfAReflectedValueLeavesInAPauseBeyondWhatAnySignIs() {
    for (String value : VALUES) {
      Scanner scanner = knowing(value);
      writers()
          .forEach((name, writer) -> {
            String answer = "(" + escaped(value, writer).getFirst() + ")";
            ScanStream stream = scanner.maskKnown();
            Recording recording = new Recording();
            byte[] bytes = Texts.bytes(answer);
            for (int i = 0; i < bytes.length; i++) {
              stream.write(bytes, i, 1, recording);
              stream.flush(recording);
            }
            stream.finish(recording);
            assertThat(recording.text()).as("%s: %s", name, answer).startsWith("([").endsWith("])");
          });
    }
  }

  @Test
  void aFormatIsFoundWhoseQuotesAreEscapedHoweverTheBodyIsCut() {
    Map<String, UnaryOperator<String>> writers = writers();
    List<String> missed = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      String hit = examples.hits().getFirst();
      writers.forEach((name, writer) -> {
        for (String signs : List.of("\"", "'", "\"'<>")) {
          String text = write("{\"" + hit + "\"}", signs, writer);
          for (int size : List.of(1, 1000)) {
            Recording cut =
                Recording.cut(FORMATS.stream(ScanProfile.DENY), Texts.bytes(text), size);
            if (!cut.detectors().contains(examples.detector())) {
              missed.add(name + ": " + text);
            }
          }
        }
      });
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void aNearMissIsNoFindingWhoseQuotesAreEscaped() {
    for (Examples examples : Examples.all()) {
      for (String miss : examples.misses().stream().filter(m -> m.contains("\"")).toList()) {
        writers()
            .forEach((name, writer) -> {
              String text = write("{\"" + miss + "\"}", "\"'<>", writer);
              assertThat(Recording.whole(FORMATS.stream(ScanProfile.DENY), text).detectors())
                  .as("%s: %s", name, text)
                  .doesNotContain(examples.detector());
            });
      }
    }
  }
}
