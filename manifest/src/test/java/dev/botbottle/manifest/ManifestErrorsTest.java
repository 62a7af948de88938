package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ManifestErrorsTest {
  @Test
  void everyProblemOfAFileIsShownAtOnceWithItsLineAndRemedy() {
    assertThat(Fixtures.problems(Fixtures.bytes("wrong.jsonc")))
        .isEqualTo(Fixtures.text("wrong.txt"));
  }

  @Test
  void aFileThatIsNoManifestIsRefusedWithAReason() {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put("", "1:1: expected an object, found nothing");
    cases.put("// only a comment", "1:1: expected an object, found nothing");
    cases.put("[]", "1:1: expected an object, found a list");
    cases.put("\"bottles\"", "1:1: expected an object, found \"bottles\"");
    cases.put("{", "1:2: expected JSON: ");
    cases.put("{}\n{}", "2:1: expected the end of the file, found more");
    cases.put("{\"bottles\" {}}", "1:12: expected JSON: ");
    cases.put("{\"bottles\": {,}}", "expected JSON: ");
    cases.put("{\"bottles\": []}", "1:13: expected an object of bottles by name, found a list");
    cases.put("{\"agents\": {\"x\": 1}}", "1:18: expected an object, found 1");
    cases.put("[".repeat(200) + "]".repeat(200), "expected at most 64 levels of nesting");
    cases.put(
        "{\"agents\": " + "{\"a\":".repeat(64) + "1" + "}".repeat(65),
        "expected at most 64 levels of nesting");
    cases.forEach((text, message) ->
        assertThat(Fixtures.problems(text)).as(text).startsWith("bottle.jsonc").contains(message));
  }

  /** A terminal obeys U+009B as it obeys ESC [, and the parser takes it for a letter of a word. */
  @Test
  void aWordThatIsNoJsonBringsNoControlCharacterToTheTerminal() {
    for (String word : List.of("$\u009b2J", "a\u001b", "x\u007f", "b\u202e")) {
      assertThat(Fixtures.problems("{\"bottles\": " + word + "}"))
          .contains("expected JSON: ", "?")
          .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]")
          .doesNotContain("\u009b", "\u202e");
    }
  }

  @Test
  void aFindingIsAllowedOnlyByAFingerprintWithReasonAndDay() {
    Map<String, String> cases = new LinkedHashMap<>();
    String finding = "\"finding\": \"sha256:" + "0123456789abcdef".repeat(2) + "\"";
    String reason = "\"reason\": \"a fixture\"";
    String until = "\"until\": \"2027-01-31\"";
    cases.put("{" + reason + ", " + until + "}", "expected \"finding\" in the object, found none");
    cases.put("{" + finding + ", " + until + "}", "expected \"reason\" in the object, found none");
    cases.put("{" + finding + ", " + reason + "}", "expected \"until\" in the object, found none");
    for (String day :
        List.of("tomorrow", "2027-02-30", "2027-1-31", "31.01.2027", "+12027-01-31")) {
      cases.put(
          "{" + finding + ", " + reason + ", \"until\": \"" + day + "\"}",
          "expected a day such as 2027-01-31");
    }
    String secret = "gsk_" + "a1B2c3D4e5".repeat(5);
    cases.put(
        "{\"finding\": \"" + secret + "\", " + reason + ", " + until + "}",
        "expected a fingerprint of the form sha256: and 32 hexadecimal digits");
    String whole = "{" + finding + ", " + reason + ", " + until + "}";
    cases.put(whole + ", " + whole, "expected each finding once, found it again");
    cases.forEach((allow, message) -> {
      String text =
          Fixtures.allowing("{\"host\": \"a.example\", \"scan\": {\"allow\": [" + allow + "]}}");
      assertThat(Fixtures.problems(text)).as(text).contains(message).doesNotContain(secret);
    });
    assertThat(
            Fixtures.problems(
                Fixtures.allowing(
                    "{\"host\": \"a.example\", \"scan\": {\"allow\": [" + whole + "]}}")))
        .isEmpty();
  }

  @Test
  void anActionIsForAFormatThereIs() {
    String route = "{\"host\": \"a.example\", \"scan\": {\"detectors\": {%s}}}";
    assertThat(Fixtures.problems(Fixtures.allowing(route.formatted("\"jwtt\": \"warn\""))))
        .contains("expected the id of a credential format, found \"jwtt\"")
        .contains("jwt");
    assertThat(Fixtures.problems(Fixtures.allowing(route.formatted("\"jwt\": \"off\""))))
        .contains("expected one of deny, redact, warn, found \"off\"");
    assertThat(Fixtures.problems(Fixtures.allowing(route.formatted("\"jwt\": \"warn\""))))
        .isEmpty();
  }

  @Test
  void aFileTooLargeOrNotUtf8IsRefusedBeforeItIsParsed() {
    assertThat(Fixtures.problems(new byte[ManifestReader.LARGEST + 1]))
        .isEqualTo("bottle.jsonc: expected at most 1 MiB, found 1048577 bytes\n");
    assertThat(Fixtures.problems(new byte[] {'{', (byte) 0xff, '}'}))
        .isEqualTo("bottle.jsonc: expected UTF-8, found bytes that are not\n");
  }

  @Test
  void aByteOrderMarkIsNoProblem() {
    assertThat(Fixtures.problems("\uFEFF{}")).isEmpty();
  }

  @Test
  void nothingOfAFileReachesTheTerminalAsAControlSequence() {
    String text = Fixtures.allowing("\"a\\u001b[2Jb\", \"x\u202ey\", {\"a\u0085b\": 1}");
    assertThat(Fixtures.problems(text)).doesNotContain("\u001b", "\u202e", "\u0085");
  }

  @Test
  void aLongLineIsShownAroundThePlace() {
    String text = Fixtures.allowing("\"a.example.com\",".repeat(500) + "\"a b\"");
    String shown = Fixtures.problems(text);
    assertThat(shown).contains("^^^^^").hasSizeLessThan(600);
    assertThat(shown.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(160));
    int column = text.indexOf("\"a b\"") + 1;
    assertThat(shown).startsWith("bottle.jsonc:1:" + column + ": ");
  }

  @Test
  void theCaretStandsBelowThePlace() {
    List<String> lines =
        Fixtures.problems("{\n\t\"agents\": { \"x\": { \"botle\": \"default\" } }\n}")
            .lines()
            .toList();
    assertThat(lines.get(1)).isEqualTo("  |  \"agents\": { \"x\": { \"botle\": \"default\" } }");
    assertThat(lines.get(2))
        .isEqualTo("  | " + " ".repeat(lines.get(1).indexOf("\"botle\"") - 4) + "^^^^^^^");
  }

  @Test
  void aValueOfTheEnvironmentIsNotPrintedWithItsRecord() throws ManifestException {
    Manifest manifest = Fixtures.read("{\"bottles\":{\"a\":{\"env\":{\"K\":\"hunter2\"}}}}");
    assertThat(manifest.toString()).doesNotContain("hunter2");
  }

  @Test
  void aSecretWrittenWhereItsSourceBelongsIsNotShown() {
    String text =
        Fixtures.allowing(
            "{\"host\":\"a.example\",\"secret\":{\"from\":\"ghp_abcDEF123\",\"header\":\"x-key\"}}");
    assertThat(Fixtures.problems(text))
        .contains("expected env:NAME, file:PATH or command:PROGRAM ARGUMENT\n")
        .contains("***")
        .contains("a secret itself does not belong in this file")
        .doesNotContain("ghp_");
  }

  @Test
  void aFileFullOfProblemsIsToldInHundredOfThemAndSoon() {
    StringBuilder agents = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      agents.append("\"a").append(i).append("\":{\"bottle\":\"b").append(i).append("\"},");
    }
    for (String text :
        List.of(Fixtures.allowing("true,".repeat(200_000)), "{\"agents\":{" + agents + "}}")) {
      long before = System.nanoTime();
      List<String> lines = Fixtures.problems(text).lines().toList();
      assertThat(lines).hasSizeBetween(300, 410);
      assertThat(lines.getLast()).matches("bottle.jsonc: expected fewer problems, found \\d+ more");
      // A picture of a megabyte for each of them would take minutes.
      assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
    }
  }
}
