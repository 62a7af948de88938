package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Credentials of known formats in bodies that hold them encoded. */
final class DecodedBodyTest {
  // In two parts, so that this file itself is no finding of a secret scanner.
  private static final String KEY = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  private static final Scanner SCANNER = Scanner.of(List.of());
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());
  private static final ScanProfile WARN = new ScanProfile(ScanAction.WARN, true, Set.of());

  /** Ways to encode a text, by encoders that are not the product's. */
  private static Map<String, UnaryOperator<String>> encodings() {
    Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();
    all.put("base64", Texts::base64);
    all.put("base64, one byte on", s -> Texts.base64("=" + s));
    all.put("base64, two bytes on", s -> Texts.base64(": " + s));
    all.put("base64 of a longer text", s -> Texts.base64("it is " + s + ", I think. ".repeat(9)));
    all.put(
        "base64 among bytes", s -> Texts.base64("\u0000\u00ff\u0080\u0001" + s + "\u00fe\u0002"));
    all.put("base64 without padding", s -> Texts.base64("k=" + s).replace("=", ""));
    all.put("url-safe base64", s -> Texts.base64Url("~~>>??~~" + s + "??>>~~"));
    all.put("base64 in a longer run", s -> "AAAA/x+9b" + Texts.base64(s));
    all.put(
        "base64 in lines",
        s -> Texts.lines(Texts.base64("a file with " + s + " in it\n"), 64, "\n"));
    all.put("base64 in short lines", s -> Texts.lines(Texts.base64("> " + s), 19, "\r\n"));
    all.put("base64 in indented lines", s -> Texts.lines(Texts.base64("x: " + s), 40, "\n      "));
    all.put("base64 in lines in JSON", s -> Texts.lines(Texts.base64("a\n" + s), 40, "\\n"));
    all.put("base64 in lines in JSON in JSON", s -> Texts.lines(Texts.base64(s), 40, "\\\\r\\\\n"));
    all.put("hex", Texts::hex);
    all.put("hex in upper case", s -> Texts.hex(s).toUpperCase(Locale.ROOT));
    all.put("hex in mixed case", s -> Texts.hex(s).replace('a', 'A'));
    all.put("hex in a longer run", s -> "f" + Texts.hex(": " + s + " ,") + "00ff");
    for (String between : List.of(" ", ":", ", ", "-", "\n", "\\n", ".", "\", \"")) {
      all.put("hex with '" + between + "' between", s -> pairs(s, "", between));
    }
    for (String digit : List.of("9", "a", "d")) {
      // The first digit of all, a line end by itself, behind a run that was remembered.
      all.put(
          "hex behind a digit " + digit,
          s -> "4".repeat(40) + "!" + digit + Texts.hex(s + " and what goes on behind it"));
    }
    all.put("hex with 0x", s -> pairs(s, "0x", ", "));
    all.put("hex with 0X", s -> pairs(s, "0X", " ").toUpperCase(Locale.ROOT));
    all.put("hex with \\x", s -> pairs(s, "\\x", ""));
    all.put("hex with \\\\x", s -> pairs(s, "\\\\x", ""));
    all.put("hex in lines", s -> Texts.lines(Texts.hex("it is " + s), 60, "\n"));
    all.put("hex in lines of odd length", s -> Texts.lines(Texts.hex("it is " + s), 41, "\n"));
    all.put("hex in words", s -> Texts.lines(Texts.hex(s), 4, " "));
    all.put("base32", s -> Texts.base32("it is " + s + ", I think"));
    all.put("base32 in lower case", s -> Texts.base32(s).toLowerCase(Locale.ROOT));
    all.put("base32 in lines", s -> Texts.lines(Texts.base32("\u0000\u00ff" + s), 40, "\n"));
    for (String between :
        List.of(
            "-",
            " ",
            ".",
            "_",
            ",",
            "\u0000",
            ", ",
            "\\n",
            " - ",
            " | ",
            "\", \"".substring(0, 3),
            "','",
            "--")) {
      all.put("characters with '" + between + "' between", s -> Texts.lines(s, 1, between));
    }
    all.put(
        "UTF-16",
        s -> new String(s.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
    all.put("every byte percent-encoded", s -> pairs(s, "%", ""));
    all.put("some bytes percent-encoded", s -> some(s, c -> String.format("%%%02X", (int) c)));
    all.put("percent-encoded twice", s -> some(s, c -> String.format("%%25%02x", (int) c)));
    all.put("as IIS has it", s -> some(s, c -> String.format("%%u%04X", (int) c)));
    all.put("escapes of JSON", s -> some(s, c -> String.format("\\u%04x", (int) c)));
    all.put("escapes of JSON in JSON", s -> some(s, c -> String.format("\\\\u%04x", (int) c)));
    all.put("escapes of ECMAScript", s -> some(s, c -> String.format("\\u{%x}", (int) c)));
    all.put("escapes of Python", s -> some(s, c -> String.format("\\U%08x", (int) c)));
    all.put("escapes of C", s -> some(s, c -> String.format("\\x%02x", (int) c)));
    all.put("octal escapes", s -> some(s, c -> String.format("\\%03o", (int) c)));
    all.put("references of HTML", s -> some(s, c -> String.format("&#%d;", (int) c)));
    all.put("hex references of HTML", s -> some(s, c -> String.format("&#x%X;", (int) c)));
    all.put("references in references", s -> some(s, c -> String.format("&amp;#%d;", (int) c)));
    all.put("quoted-printable", s -> some(s, c -> String.format("=%02X", (int) c)));
    all.put("soft line breaks", s -> Texts.lines(s, 9, "=\n"));
    all.put("continued lines", s -> Texts.lines(s, 7, "\\\n"));
    all.put("zero-width spaces", s -> Texts.lines(s, 1, utf8("\u200b")));
    all.put("joiners, soft hyphens, selectors", s -> Texts.lines(s, 5, utf8("\u2060\u00ad\ufe0f")));
    all.put("struck through", s -> Texts.lines(s, 1, utf8("\u0336")));
    all.put("zero-width spaces as escapes", s -> Texts.lines(s, 3, "\\u200b"));
    all.put("zero-width spaces percent-encoded", s -> Texts.lines(s, 3, "%E2%80%8B"));
    all.put("full width", s -> some(s, c -> utf8(Character.toString(c + 0xfee0))));
    all.put("full width as escapes", s -> some(s, c -> String.format("\\u%04x", c + 0xfee0)));
    all.put("tags", s -> some(s, c -> utf8(Character.toString(c + 0xe0000))));
    all.put("bold, as escapes", s -> some(s, DecodedBodyTest::bold));
    all.put(
        "accents",
        s ->
            some(
                s,
                c ->
                    utf8(
                        java.text.Normalizer.normalize(
                            c + "\u0301", java.text.Normalizer.Form.NFC))));
    all.put(
        "Cyrillic and Greek letters",
        s ->
            utf8(
                s.replace('a', '\u0430')
                    .replace('e', '\u0435')
                    .replace('A', '\u0391')
                    .replace('o', '\u043e')
                    .replace('h', '\u04bb')
                    .replace('s', '\u0455')
                    .replace('p', '\u0440')
                    .replace('-', '\u2212')
                    .replace('_', '\u203f')
                    .replace(':', '\ua789')));
    all.put(
        "base64 with escaped signs",
        s -> Texts.base64("~~>>" + s + "??>").replace("+", "\\u002B").replace("/", "\\/"));
    all.put(
        "base64 in a form",
        s -> Texts.base64("~~>>" + s + "??>").replace("+", "%2B").replace("/", "%2f"));
    all.put(
        "escapes in base64",
        s -> Texts.base64("{\"a\":\"" + some(s, c -> String.format("\\u%04x", (int) c))));
    return all;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Every third character written otherwise, unless that changes what the text means. */
  private static String some(String text, java.util.function.Function<Character, String> escape) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = i > 0 && text.charAt(i - 1) == '\\';
      out.append(
          i % 3 == 1 && c > ' ' && c != '\\' && !escaped ? escape.apply(c) : String.valueOf(c));
    }
    return out.toString();
  }

  /** Mathematical bold, in UTF-16 code units. */
  private static String bold(char c) {
    int letter =
        c >= 'a' && c <= 'z'
            ? 0x1d41a + c - 'a'
            : c >= 'A' && c <= 'Z'
                ? 0x1d400 + c - 'A'
                : c >= '0' && c <= '9' ? 0x1d7ce + c - '0' : c;
    StringBuilder out = new StringBuilder();
    for (char unit : Character.toChars(letter)) {
      out.append(String.format("\\u%04x", (int) unit));
    }
    return out.toString();
  }

  private static String pairs(String text, String before, String between) {
    StringBuilder out = new StringBuilder();
    for (byte b : Texts.bytes(text)) {
      out.append(out.isEmpty() ? "" : between).append(before);
      out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.toString();
  }

  @Test
  void everyFormatIsFoundInEveryEncoding() {
    List<String> missed = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      encodings()
          .forEach((name, encoding) -> {
            String text = "{\"data\":\"" + encoding.apply(examples.hits().getFirst()) + "\"}\n";
            if (!Recording.whole(SCANNER.stream(WARN), text)
                .detectors()
                .contains(examples.detector())) {
              missed.add(examples.detector() + " as " + name);
            }
          });
    }
    assertThat(missed).isEmpty();
  }

  /** Ways to cut a text, with what stands between the pieces. */
  private static Map<String, String> joints() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("strings of a list", "\", \"");
    all.put("strings of a list, line by line", "\",\n      \"");
    all.put("strings of a list in JSON", "\\\",\\\"");
    all.put("strings of a list, quotes by number", "\\u0022, \\u0022");
    all.put("strings of a list in HTML", "&quot;,\n &quot;");
    all.put("a concatenation in HTML", "&#39; + &#39;");
    all.put("a concatenation", "' + '");
    all.put("values of an object", "\", \"part_2\": \"");
    all.put("values of a form", "&part2=");
    all.put("values of a form with longer names", "&the_second-part=");
    all.put("lines", "\r\n    ");
    all.put("lines in JSON", "\\r\\n");
    all.put(
        "parts of a multipart body",
        "\r\n--b4711\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n");
    return all;
  }

  @Test
  void aKeyCutIntoPiecesIsFoundHoweverTheBodyIsCut() {
    joints()
        .forEach((name, joint) -> {
          String pieces =
              String.join(joint, KEY.substring(0, 9), KEY.substring(9, 20), KEY.substring(20));
          for (String text :
              List.of(
                  "{\"a\":[\"" + pieces + "\"], \"and\": \"more\"}\n",
                  "{\"a\":[\"ghp_" + joint + KEY.substring(4) + "\"], \"and\": \"more\"}\n",
                  "{\"a\":\"" + Texts.base64("['" + pieces + "']") + "\", \"and\": \"more\"}\n")) {
            Recording whole = Recording.whole(SCANNER.stream(REDACT), text);
            assertThat(whole.detectors()).as(name + text).containsExactly("github-token-shape");
            assertThat(whole.text())
                .hasSameSizeAs(text)
                .endsWith("\", \"and\": \"more\"}\n".substring(text.contains("]") ? 4 : 0));
            assertThat(whole.text())
                .contains("[red")
                .doesNotContain(KEY.substring(9, 20), KEY.substring(20));
            for (int size : List.of(1, 2, 5, 16, 33)) {
              Recording cut = Recording.cut(SCANNER.stream(REDACT), Texts.bytes(text), size);
              assertThat(cut.findings).as(name).isEqualTo(whole.findings);
              assertThat(cut.text()).as(name).isEqualTo(whole.text());
            }
          }
        });
  }

  @Test
  void anyMixtureGivesTheSameResultHoweverItIsCut() {
    List<String> parts = new ArrayList<>(joints().values());
    encodings().values().forEach(encoding -> parts.add(encoding.apply(KEY)));
    encodings().values().forEach(encoding -> parts.add(encoding.apply("\\u0067&#103;%67")));
    parts.addAll(
        List.of(
            "ghp_",
            "sk-ant-api",
            "eyJ",
            "https://a:b",
            "\\",
            "\\\\",
            "%",
            "&",
            "&#",
            "=",
            "0x",
            " ",
            "\n",
            "\"",
            "'",
            "a-b-c-d-e-f-g-h-i-j-k-l-",
            KEY,
            KEY.substring(0, 11),
            KEY.substring(11)));
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      while (text.length() < 600) {
        String part = parts.get(random.nextInt(parts.size()));
        int from = random.nextInt(3) == 0 ? random.nextInt(part.length()) : 0;
        int to =
            random.nextInt(3) == 0 ? from + random.nextInt(part.length() - from) : part.length();
        text.append(part, from, to);
      }
      Recording whole = Recording.whole(SCANNER.stream(REDACT), text.toString());
      for (int largest : List.of(1, 3, 40)) {
        Recording cut =
            Recording.random(SCANNER.stream(REDACT), Texts.bytes(text.toString()), random, largest);
        assertThat(cut.findings).as("seed %s: %s", seed, text).isEqualTo(whole.findings);
        assertThat(cut.text()).as("seed %s: %s", seed, text).isEqualTo(whole.text());
      }
    }
  }

  @Test
  void aListOfWordsBehindWhatBeginsLikeAKeyIsNoFinding() {
    String words =
        "[\"sk-learn\", \"numpy\", \"pandas\", \"scipy\", \"matplotlib\", \"torch2\", \"a\"]";
    assertThat(Recording.whole(SCANNER.stream(WARN), words).findings).isEmpty();
    String lines = "sk-\nthis\nis\na\nlist\nof\nwords\nandmorewordsthatareverylong\n";
    assertThat(Recording.whole(SCANNER.stream(WARN), lines).findings).isEmpty();
  }

  @Test
  void nothingOfTheEncodedKeyLeavesHoweverTheBodyIsCut() {
    encodings()
        .forEach((name, encoding) -> {
          String text = "{\"a\":\"b\",\"data\":\"" + encoding.apply(KEY) + "\"}\n";
          byte[] bytes = Texts.bytes(text);
          Recording whole = Recording.whole(SCANNER.stream(ScanProfile.DENY), text);
          assertThat(whole.findings).as(name).hasSize(1);
          for (int at = 0; at <= bytes.length; at++) {
            ScanStream stream = SCANNER.stream(ScanProfile.DENY);
            Recording cut = Recording.split(stream, bytes, at);
            assertThat(stream.denied()).as(name).isTrue();
            assertThat(cut.findings).as(name).isEqualTo(whole.findings);
            // Not even the encoded text that stands before it, beyond a few digits.
            assertThat(text).startsWith(cut.text());
            assertThat(cut.bytes.size())
                .as("%s, cut at %s: %s", name, at, cut.text())
                .isLessThanOrEqualTo(text.length() - encodedLength(encoding));
          }
        });
  }

  /** How much of the text is the key and what stands behind it. */
  private static int encodedLength(UnaryOperator<String> encoding) {
    // Whatever begins differently without the key begins at the key or a digit before.
    String with = encoding.apply(KEY);
    String without = encoding.apply(KEY.replace('g', 'z'));
    int same = 0;
    while (with.charAt(same) == without.charAt(same)) {
      same++;
    }
    return with.length() - same;
  }

  @Test
  void theRedactedBodyIsTheSameHoweverItIsCut() {
    encodings()
        .forEach((name, encoding) -> {
          String text =
              "{\"data\":[\"" + encoding.apply(KEY) + "\", \"" + encoding.apply("then " + KEY);
          text += "\", \"and more of the text\"]}\n";
          Recording whole = Recording.whole(SCANNER.stream(REDACT), text);
          assertThat(whole.text())
              .as(name)
              .hasSameSizeAs(text)
              .startsWith("{\"data\":[\"")
              .endsWith("\", \"and more of the text\"]}\n");
          assertThat(whole.text().replace("\", \"", "")).as(name).contains("[redacted:");
          assertThat(whole.findings).hasSize(2);
          for (int size : List.of(1, 2, 3, 7, 16, 17, 33)) {
            Recording cut = Recording.cut(SCANNER.stream(REDACT), Texts.bytes(text), size);
            assertThat(cut.findings).as(name).isEqualTo(whole.findings);
            assertThat(cut.text()).as(name).isEqualTo(whole.text());
          }
        });
  }

  @Test
  void whatIsNestedFourDeepIsFoundAndNotWhatIsNestedDeeper() {
    UnaryOperator<String> twice = s -> Texts.base64(Texts.hex(s));
    String four = twice.apply(twice.apply(KEY));
    assertThat(Recording.whole(SCANNER.stream(WARN), four).findings)
        .singleElement()
        .satisfies(f -> assertThat(f.masked()).contains("as hex in base64 in hex in base64"));
    assertThat(Recording.whole(SCANNER.stream(WARN), Texts.base64(four)).findings).isEmpty();
  }

  @Test
  void aKnownValueIsFoundNested() {
    String value = "Zq7vR2mXw9TtB4n";
    Scanner scanner =
        Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
    for (String text :
        List.of(
            Texts.hex(Texts.base64("it is " + value)),
            Texts.base64(Texts.base64("it is " + value)),
            Texts.base64(Texts.hex(Texts.base64("it is " + value))))) {
      assertThat(Recording.whole(scanner.stream(ScanProfile.DENY), text).detectors())
          .containsExactly("known:K");
    }
  }

  @Test
  void aValueOfSeveralWordsIsFoundWhoseSpacesAreEscapedAndNothingOfItLeaves() {
    Scanner scanner =
        Scanner.of(
            List.of(
                new KnownSecret(
                    "K", KnownSecret.Kind.CREDENTIAL, Secret.of("k3v9xq 7hw2mp zr84tn"))));
    for (String space : List.of("\\u0020", "&#32;", "\\040", "\\x20", "%20", "&#x20;")) {
      for (String text :
          List.of(
              "k3v9xq" + space + "7hw2mp" + space + "zr84tn}",
              "k3v9xq" + space + "7hw2mp zr84\\u0074n}")) {
        for (int size : List.of(1, 8, text.length())) {
          ScanStream stream = scanner.stream(ScanProfile.DENY);
          Recording cut = Recording.cut(stream, Texts.bytes(text), size);
          assertThat(stream.denied()).as(text).isTrue();
          assertThat(cut.bytes.size()).as(text).isZero();
        }
      }
    }
  }

  @Test
  void aPermittedValuePassesEncoded() {
    Scanner scanner =
        Scanner.of(List.of(new KnownSecret("GIT_TOKEN", KnownSecret.Kind.ENV, Secret.of(KEY))));
    ScanProfile permits = new ScanProfile(ScanAction.DENY, true, Set.of("GIT_TOKEN"));
    encodings()
        .forEach((name, encoding) -> {
          String text = "Authorization: " + encoding.apply("git:" + KEY);
          Recording recording = Recording.whole(scanner.stream(permits), text);
          assertThat(recording.findings).as(name).isEmpty();
          assertThat(recording.text()).isEqualTo(text);
        });
  }

  @Test
  void aPauseLetsABegunEncodedCredentialNotOut() {
    ScanStream stream = SCANNER.stream(ScanProfile.DENY);
    Recording recording = new Recording();
    byte[] text = Texts.bytes("note: " + Texts.base64("it is " + KEY + ", I think"));
    stream.write(text, 0, 40, recording);
    stream.flush(recording);
    stream.write(text, 40, text.length - 40, recording);
    stream.finish(recording);
    assertThat(stream.denied()).isTrue();
    // "note: ", and eight digits for "it is ".
    assertThat(recording.bytes.size()).isLessThanOrEqualTo(6 + 8);
  }

  @Test
  void memoryStaysTheSameForALongEncodedBody() {
    StringBuilder inner = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      inner.append("sk-proj-sk-proj-eyJeyJeyJ ghp_ ").append(i).append(" https://a:b ");
    }
    for (String text :
        List.of(
            Texts.base64(inner.toString()),
            Texts.hex(inner.toString()),
            Texts.base64(Texts.base64(inner.toString())),
            Texts.lines(Texts.base64(inner.toString()), 76, "\r\n"),
            "A \n".repeat(100_000),
            "0x".repeat(100_000),
            "67 ".repeat(100_000),
            "QUFB".repeat(50_000))) {
      BodyStream stream = (BodyStream) SCANNER.stream(REDACT);
      int largest = 0;
      Recording recording = new Recording();
      byte[] bytes = Texts.bytes(text);
      for (int at = 0; at < bytes.length; at += 1000) {
        stream.write(bytes, at, Math.min(1000, bytes.length - at), recording);
        largest = Math.max(largest, stream.held());
      }
      stream.finish(recording);
      assertThat(recording.bytes.size()).isEqualTo(bytes.length);
      assertThat(stream.capacity()).isLessThan(64_000);
      assertThat(largest).isLessThan(8_000);
    }
  }

  @Test
  void ordinaryEncodedTextIsNoFinding() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[3000];
      random.nextBytes(noise);
      String image = Base64.getMimeEncoder().encodeToString(noise);
      String words = Texts.base64("The key to the house is in skirt-pocket. ".repeat(30));
      String hex = Texts.hex(new String(noise, StandardCharsets.ISO_8859_1));
      Recording recording =
          Recording.whole(SCANNER.stream(WARN), image + "\n" + words + "\n" + hex);
      assertThat(recording.findings).isEmpty();
    }
  }
}
