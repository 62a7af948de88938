package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Generated texts of known values, escaped here and there, cut into pieces and broken off. */
final class CutValuesTest {
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());

  private static final List<String> VALUES =
      List.of(
          "Zq8vLm2wRt5+kN7",
          "Zq8vLm\"2wR\"t5kN7x",
          "Zq8<vLm2wRt5>kN7/x",
          "\"Zq8\\vLm2\"wRt5",
          "k3v9xq & 7hw2mp < zr84tn",
          "p\"ss\\w0rd/9'x",
          "{\"k\":\"v4711aBcDeFgHiJk\"}",
          "Zu7q-kR2xw9T");

  private static final String SIGNS = "\"'<>&\\+/ =";

  private static final String[] BETWEEN = {
    "\\",
    "\\\\",
    "&",
    "&#",
    "%",
    "\"",
    "'",
    "\n",
    "\\n",
    "\",\"",
    "\" + \"",
    "&a=",
    "-",
    "a-b-c-d-e-f-g-h-i-j-k-l-",
    "ghp_",
    " ",
    "=",
    "&quot;",
    "\\u0022",
    "\\\"",
    "x",
    "==",
    "QUJD",
    "%41",
    "\\u0041",
    "\r\n--b\r\n\r\n"
  };

  private final Map<String, Scanner> scanners = new TreeMap<>();

  private static String one(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }

  private static String escape(Random random, char sign) {
    String[] formats = {
      "\\u%04x",
      "\\u%04X",
      "\\\\u%04x",
      "\\x%02x",
      "%%%02X",
      "&#%d;",
      "&#x%x;",
      "\\%c",
      "\\\\%c",
      "%c",
      "%c",
      "%c"
    };
    String named =
        switch (sign) {
          case '"' -> "&quot;";
          case '<' -> "&lt;";
          case '&' -> "&amp;amp;";
          default -> Character.toString(sign);
        };
    int which = random.nextInt(formats.length + 1);
    if (which == formats.length) {
      return named;
    }
    String format = formats[which];
    return format.endsWith("c")
        ? String.format(Locale.ROOT, format, sign)
        : String.format(Locale.ROOT, format, (int) sign);
  }

  private static String text(Random random, String value) {
    StringBuilder text = new StringBuilder();
    int length = 40 + random.nextInt(300);
    while (text.length() < length) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(one(random, BETWEEN));
        case 1 -> {
          String between = one(random, BETWEEN);
          text.append(between, 0, 1 + random.nextInt(between.length()));
        }
        case 2 -> {
          int at = 1 + random.nextInt(value.length() - 1);
          text.append(value, 0, at).append(one(random, BETWEEN)).append(value, at, value.length());
        }
        default -> {
          int from = random.nextInt(3) == 0 ? random.nextInt(value.length()) : 0;
          int to =
              random.nextBoolean() ? value.length() : from + random.nextInt(value.length() - from);
          for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            boolean escaped = SIGNS.indexOf(c) >= 0 || random.nextInt(30) == 0;
            text.append(escaped ? escape(random, c) : Character.toString(c));
          }
        }
      }
    }
    return text.toString();
  }

  private Scanner knowing(String value) {
    return scanners.computeIfAbsent(
        value,
        v -> Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(v)))));
  }

  @Test
  void theResultIsTheSameHoweverTheTextIsCut() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      String value = VALUES.get(random.nextInt(VALUES.size()));
      String text = text(random, value);
      Scanner scanner = knowing(value);
      Recording whole = Recording.whole(scanner.stream(REDACT), text);
      Recording answer = Recording.whole(scanner.maskKnown(), text);
      for (int size : List.of(1, 3, 13)) {
        Recording cut = Recording.cut(scanner.stream(REDACT), Texts.bytes(text), size);
        assertThat(cut.findings).as("seed %s: %s", seed, text).isEqualTo(whole.findings);
        assertThat(cut.text()).as("seed %s: %s", seed, text).isEqualTo(whole.text());
        Recording in = Recording.cut(scanner.maskKnown(), Texts.bytes(text), size);
        assertThat(in.text()).as("seed %s: %s", seed, text).isEqualTo(answer.text());
      }
    }
  }

  /** Each sign in another way, the first ones as well; nothing opens a reading by itself. */
  @Test
  void whatIsPutTogetherDoesNotHangOnWhereARowOfBackslashesIsCut() {
    String value = "ii/u00\\\\\\\\i\\\\tu00u00u00xZ";
    Scanner scanner =
        Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
    String text = "{\"a\":\"ii/u00" + "\\".repeat(11) + "ni\\\\\\\\tu00u00u00xZ\"}";
    Recording whole = Recording.whole(scanner.stream(REDACT), text);
    for (int size = 1; size < text.length(); size++) {
      Recording cut = Recording.cut(scanner.stream(REDACT), Texts.bytes(text), size);
      assertThat(cut.text()).as("in pieces of " + size).isEqualTo(whole.text());
    }
  }

  @Test
  void aFormatInFourPiecesIsDeniedInAProgramThatAStringHolds() {
    // The line ends behind the last piece, and then the string: no piece follows there.
    String program =
        "k = \\\"ghp_16C7e42F\\\" + \\\"292c6912E7\\\" + \\\"710c8383\\\" + \\\"47Ae178B4a\\\"";
    for (String behind : List.of(")", "\\n", "\\n  ", "\\r\\n")) {
      ScanStream stream = Scanner.of(List.of()).stream(ScanProfile.DENY);
      Recording.whole(stream, "{\"code\":\"" + program + behind + "\"}");
      assertThat(stream.denied()).as(behind).isTrue();
    }
  }

  @Test
  void whatFollowsTheLastOfFourPiecesHidesNothing() {
    String pieces = "[\"ghp_16C7e42F\",\"292c6912E7\",\"710c8383\",\"47Ae178B4a\"";
    for (String behind : List.of("]", ",\"next\"]", ",\"next\",\"and\",\"more\"]")) {
      for (int size : List.of(1, 7, 1000)) {
        ScanStream stream = Scanner.of(List.of()).stream(ScanProfile.DENY);
        Recording.cut(stream, Texts.bytes(pieces + behind), size);
        assertThat(stream.denied()).as(behind).isTrue();
      }
    }
  }

  @Test
  void aKnownValueIsDeniedWhoseFirstSignsAreEscapedInDifferentWays() {
    for (String text :
        List.of(
            "{\\\"k&quot;:\"v4711aBcDeFgHiJk\"}",
            "{&quot;k\\\":\"v4711aBcDeFgHiJk\"}",
            "{\\u0022k&#34;:\\\"v4711aBcDeFgHiJk\"}")) {
      for (int size : List.of(1, 5, 1000)) {
        ScanStream stream = knowing("{\"k\":\"v4711aBcDeFgHiJk\"}").stream(ScanProfile.DENY);
        Recording cut = Recording.cut(stream, Texts.bytes("x " + text + " y"), size);
        assertThat(stream.denied()).as(text).isTrue();
        assertThat("x ").as(text).startsWith(cut.text());
      }
    }
  }
}
