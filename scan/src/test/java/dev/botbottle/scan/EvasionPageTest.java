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
          new Row("UTF-16", s -> String.join("\0", s.split("")) + "\0"),
          new Row("some letters percent-encoded", s -> s.replace("4", "%34")),
          new Row("escapes of JSON", s -> each(s, "\\u%04x")),
          new Row("escapes of C", s -> each(s, "\\%03o")),
          new Row("references of HTML", s -> each(s, "&#%d;")),
          new Row("quoted-printable", s -> each(s, "=%02X")),
          new Row("cut into a list of JSON", s -> inThree(s, "[\"", "\", \"", "\"]")),
          new Row("cut into a form", s -> inThree(s, "a=", "&b=", "&c=")),
          new Row("cut into lines", s -> inThree(s, "", "\n", "\n")),
          new Row("zero-width spaces", s -> String.join("\u200b", s.split(""))),
          new Row("full width", EvasionPageTest::fullWidth),
          new Row("Cyrillic letters", EvasionPageTest::cyrillic),
          new Row("nested four deep", s -> Texts.base32(base64(hex(base64(s))))),
          new Row("nested five deep", s -> base64(Texts.base32(base64(hex(base64(s)))))),
          new Row("a hex dump with addresses", EvasionPageTest::dump),
          new Row("base85", EvasionPageTest::base85),
          new Row("rotated by 13", EvasionPageTest::rotated),
          new Row("spelt out", s -> String.join(" then ", s.split(""))));

  private final Scanner scanner =
      Scanner.of(List.of(new KnownSecret("k", KnownSecret.Kind.CREDENTIAL, Secret.of(KNOWN))));

  /** {@code -Dwrite.pages=true} writes the table anew. */
  @Test
  void theTableOfThePageIsWhatTheScannerFinds() throws IOException {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append(
        "\n| | known: body | query | path | field | answer | format: body | query | path | field |");
    table.append("\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (Row row : ROWS) {
      table.append("| ").append(row.name());
      for (String value : List.of(KNOWN, FORMAT)) {
        String text = row.form().apply(value);
        cell(table, inBody(text, scanner.stream(ScanProfile.DENY)));
        cell(table, inShort("q=" + text, new Place.Query()));
        cell(table, inShort("/a/" + text, new Place.Path()));
        cell(table, inShort("x-note: " + text, new Place.Header("x-note")));
        if (value.equals(KNOWN)) {
          cell(table, inBody(text, scanner.maskReflected()));
        }
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

  private static boolean inBody(String text, ScanStream stream) {
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

  private static String each(String text, String format) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append(String.format(format, c)));
    return out.toString();
  }

  /** In three pieces, the first long enough to begin with a format's name. */
  private static String inThree(String text, String begin, String between, String end) {
    String first = text.substring(0, 12);
    return begin + first + between + text.substring(12, 20) + between + text.substring(20) + end;
  }

  private static String fullWidth(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append((char) (c == ' ' ? 0x3000 : c + 0xfee0)));
    return out.toString();
  }

  /** Every letter that one of the other alphabet looks like. */
  private static String cyrillic(String text) {
    String latin = "aceopsxyABCEHKMOPTX";
    String alike =
        "\u0430\u0441\u0435\u043e\u0440\u0455\u0445\u0443"
            + "\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425";
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int at = latin.indexOf(text.charAt(i));
      out.append(at < 0 ? text.charAt(i) : alike.charAt(at));
    }
    return out.toString();
  }

  /** As Adobe's Ascii85 writes whole groups of four bytes. */
  private static String base85(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder();
    for (int at = 0; at + 4 <= bytes.length; at += 4) {
      long group = Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(bytes, at, 4).getInt());
      for (long power = 85L * 85 * 85 * 85; power > 0; power /= 85) {
        out.append((char) ('!' + group / power % 85));
      }
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
