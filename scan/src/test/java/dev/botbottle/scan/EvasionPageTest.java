package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the page docs/evasion.md and the scanner together, the honest rows included. */
class EvasionPageTest {
  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String FORMAT = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  private static final String KNOWN = "sess/ion+value \"x\" 4711-aBcD";

  /** A row of the page: known value in a body and in a query, format in a body and in a query. */
  private record Row(
      String name, UnaryOperator<String> form, boolean a, boolean b, boolean c, boolean d) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("as it is", s -> s, true, true, true, true),
          new Row("base64", EvasionPageTest::base64, true, true, true, true),
          new Row(
              "base64 in a longer text",
              s -> base64("before " + s + " behind"),
              true,
              true,
              true,
              true),
          new Row("base64, one byte on", s -> base64("=" + s), true, true, true, true),
          new Row("hexadecimal", s -> hex(s), true, true, true, true),
          new Row("hexadecimal, mixed case", s -> hex(s).replace('a', 'A'), true, true, true, true),
          new Row(
              "hexadecimal with colons",
              s -> hex(s).replaceAll("(..)", "$1:"),
              true,
              true,
              true,
              true),
          new Row(
              "base64 in lines",
              s -> base64("settings: " + s).replaceAll("(.{40})", "$1\n"),
              true,
              true,
              true,
              true),
          new Row(
              "HTML form",
              s -> URLEncoder.encode(s, StandardCharsets.UTF_8),
              true,
              true,
              true,
              true),
          new Row("every byte escaped", EvasionPageTest::percent, true, true, true, true),
          new Row("JSON", s -> s.replace("\"", "\\\""), true, true, true, true),
          new Row("nested three deep", s -> base64(hex(base64(s))), true, true, true, true),
          new Row(
              "reversed",
              s -> new StringBuilder(s).reverse().toString(),
              false,
              false,
              false,
              false),
          new Row("base32", Texts::base32, true, true, true, true),
          new Row("letters apart", s -> String.join("-", s.split("")), true, true, true, true),
          new Row(
              "some letters percent-encoded", s -> s.replace("4", "%34"), true, true, true, true),
          new Row(
              "some letters as JSON escapes",
              s -> s.replace("4", "\\u0034"),
              true,
              true,
              true,
              true),
          new Row("references of HTML", s -> s.replace("4", "&#52;"), true, true, true, true),
          new Row("quoted-printable", s -> s.replace("4", "=34"), true, true, true, true),
          new Row(
              "zero-width spaces", s -> String.join("\u200b", s.split("")), true, true, true, true),
          new Row("full width", s -> s.replace("4", "\uff14"), true, true, true, true),
          new Row("Cyrillic letters", s -> s.replace("e", "\u0435"), true, true, true, true),
          new Row(
              "nested four deep",
              s -> Texts.base32(base64(hex(base64(s)))),
              true,
              true,
              true,
              true),
          new Row(
              "nested five deep",
              s -> base64(Texts.base32(base64(hex(base64(s))))),
              true,
              true,
              false,
              false),
          new Row("a hex dump with addresses", EvasionPageTest::dump, false, false, false, false),
          new Row("rotated by 13", EvasionPageTest::rotated, false, false, false, false),
          new Row(
              "spelt out", s -> String.join(" then ", s.split("")), false, false, false, false));

  private final Scanner scanner =
      Scanner.of(List.of(new KnownSecret("k", KnownSecret.Kind.CREDENTIAL, Secret.of(KNOWN))));

  @TestFactory
  Stream<DynamicTest> aFormIsRecognisedWhereThePageSaysSo() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : ROWS) {
      tests.add(test(row, "known, body", inBody(row.form().apply(KNOWN)), row.a()));
      tests.add(test(row, "known, query", inQuery(row.form().apply(KNOWN)), row.b()));
      tests.add(test(row, "format, body", inBody(row.form().apply(FORMAT)), row.c()));
      tests.add(test(row, "format, query", inQuery(row.form().apply(FORMAT)), row.d()));
    }
    return tests.stream();
  }

  private static DynamicTest test(Row row, String where, boolean found, boolean expected) {
    return DynamicTest.dynamicTest(
        row.name() + ", " + where, () -> assertThat(found).isEqualTo(expected));
  }

  private boolean inQuery(String text) {
    return scanner.scan("q=" + text, new Place.Query(), ScanProfile.DENY).stream()
        .anyMatch(finding -> ScanProfile.DENY.actionFor(finding) == ScanAction.DENY);
  }

  private boolean inBody(String text) {
    List<Finding> findings = new ArrayList<>();
    ScanStream.Output output =
        new ScanStream.Output() {
          @Override
          public void released(byte[] bytes, int offset, int length) {}

          @Override
          public void found(Finding finding) {
            findings.add(finding);
          }
        };
    byte[] bytes = ("note: " + text + " end").getBytes(StandardCharsets.UTF_8);
    ScanStream stream = scanner.stream(ScanProfile.DENY);
    stream.write(bytes, 0, bytes.length, output);
    stream.finish(output);
    return !findings.isEmpty();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append('%').append(HexFormat.of().toHexDigits(b));
    }
    return out.toString();
  }

  private static String dump(String text) {
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at += 16) {
      String part = text.substring(at, Math.min(at + 16, text.length()));
      out.append(String.format("%08x: %s  %s\n", at, hex(part).replaceAll("(....)", "$1 "), part));
    }
    return out.toString();
  }

  private static String rotated(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int a = c >= 'a' && c <= 'z' ? 'a' : c >= 'A' && c <= 'Z' ? 'A' : 0;
      out.append(a == 0 ? c : (char) (a + (c - a + 13) % 26));
    }
    return out.toString();
  }
}
