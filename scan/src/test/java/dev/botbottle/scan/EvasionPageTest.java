package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Writes the table of docs/evasion.md by running it, the honest rows included. */
class EvasionPageTest {
  private static final Path PAGE = Path.of("../docs/evasion.md");
  private static final String BEGIN = "<!-- made by EvasionPageTest -->";
  private static final String END = "<!-- end -->";

  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String FORMAT = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  private static final String KNOWN = "sess/ion+value \"x\" 4711-aBcD";

  /** A row of the table: a way to write a value. */
  private record Row(String name, UnaryOperator<String> form) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("as it is", s -> s),
          new Row("base64", EvasionPageTest::base64),
          new Row("base64 in a longer text", s -> base64("before " + s + " behind")),
          new Row("base64, one byte on", s -> base64("=" + s)),
          new Row("hexadecimal", s -> hex(s)),
          new Row("hexadecimal, mixed case", s -> hex(s).replace('a', 'A')),
          new Row("hexadecimal with colons", s -> hex(s).replaceAll("(..)", "$1:")),
          new Row("base64 in lines", s -> base64("settings: " + s).replaceAll("(.{40})", "$1\n")),
          new Row("HTML form", s -> URLEncoder.encode(s, StandardCharsets.UTF_8)),
          new Row("every byte escaped", EvasionPageTest::percent),
          new Row("JSON", s -> s.replace("\"", "\\\"")),
          new Row("nested three deep", s -> base64(hex(base64(s)))),
          new Row("reversed", s -> new StringBuilder(s).reverse().toString()),
          new Row("base32", Texts::base32),
          new Row("letters apart", s -> String.join("-", s.split(""))),
          new Row("some letters percent-encoded", s -> s.replace("4", "%34")),
          new Row("some letters as JSON escapes", s -> s.replace("4", "\\u0034")),
          new Row("references of HTML", s -> s.replace("4", "&#52;")),
          new Row("quoted-printable", s -> s.replace("4", "=34")),
          new Row("zero-width spaces", s -> String.join("\u200b", s.split(""))),
          new Row("full width", s -> s.replace("4", "\uff14")),
          new Row("Cyrillic letters", s -> s.replace("e", "\u0435")),
          new Row("nested four deep", s -> Texts.base32(base64(hex(base64(s))))),
          new Row("nested five deep", s -> base64(Texts.base32(base64(hex(base64(s)))))),
          new Row("a hex dump with addresses", EvasionPageTest::dump),
          new Row("rotated by 13", EvasionPageTest::rotated),
          new Row("spelt out", s -> String.join(" then ", s.split(""))));

  private final Scanner scanner =
      Scanner.of(List.of(new KnownSecret("k", KnownSecret.Kind.CREDENTIAL, Secret.of(KNOWN))));

  /** {@code -Dwrite.pages=true} writes the table anew. */
  @Test
  void theTableOfThePageIsWhatTheScannerFinds() throws IOException {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append(
        "\n| | known: body | query | path | field | format: body | query | path | field |");
    table.append("\n|---|---|---|---|---|---|---|---|---|\n");
    for (Row row : ROWS) {
      table.append("| ").append(row.name());
      for (String value : List.of(KNOWN, FORMAT)) {
        String text = row.form().apply(value);
        cell(table, inBody(text));
        cell(table, inShort("q=" + text, new Place.Query()));
        cell(table, inShort("/a/" + text, new Place.Path()));
        cell(table, inShort("x-note: " + text, new Place.Header("x-note")));
      }
      table.append(" |\n");
    }
    table.append(END);
    String page = Files.readString(PAGE);
    String made =
        page.substring(0, page.indexOf(BEGIN))
            + table
            + page.substring(page.indexOf(END) + END.length());
    if (Boolean.getBoolean("write.pages")) {
      Files.writeString(PAGE, made);
    }
    assertThat(page).isEqualTo(made);
  }

  private static void cell(StringBuilder table, boolean found) {
    table.append(found ? " | yes" : " | **no**");
  }

  private boolean inShort(String text, Place place) {
    return scanner.scan(text, place, ScanProfile.DENY).stream()
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
