package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Credentials whose characters are set apart, however their text comes in pieces. */
final class SpacedLensTest {
  private static final Scanner SCANNER = Scanner.of(List.of());

  private static final List<String> BETWEEN =
      List.of("-", " ", "\n", "\u0000", ", ", "\\n", "\r\n", " - ", "','");

  private static final List<String> BEFORE = List.of("", "{\"a\":\"", "}}}}}}}}}}}}");

  private static Scanner knowing(String value) {
    return Scanner.of(List.of(new KnownSecret("K", KnownSecret.Kind.CREDENTIAL, Secret.of(value))));
  }

  /** A credential set apart, where its bytes begin that must not leave, and what acts on it. */
  private record Apart(
      String detector, String text, int begins, ScanProfile redact, ScanProfile deny) {
    static List<Apart> of(Examples examples, String between) {
      List<Apart> all = new ArrayList<>();
      String plain = "\u00e9" + examples.hits().getFirst();
      ScanProfile redact = profile(examples.detector(), ScanAction.REDACT);
      int first = common(Recording.whole(SCANNER.stream(redact), plain).text(), plain) - 1;
      for (String before : BEFORE) {
        all.add(
            new Apart(
                examples.detector(),
                before + String.join(between, plain.substring(1).split("")) + "\u00e9}",
                before.length() + first * (1 + between.length()),
                redact,
                profile(examples.detector(), ScanAction.DENY)));
      }
      return all;
    }

    /** Acts on what is only told of elsewhere, too. */
    private static ScanProfile profile(String detector, ScanAction action) {
      FindingRules rules = new FindingRules(Map.of(detector, action), List.of());
      return new ScanProfile(action, true, Set.of(), rules);
    }

    private static int common(String a, String b) {
      int at = 0;
      while (a.charAt(at) == b.charAt(at)) {
        at++;
      }
      return at;
    }
  }

  private static void forEach(Consumer<Apart> check) {
    for (Examples examples : Examples.all()) {
      for (String between : BETWEEN) {
        Apart.of(examples, between).forEach(check);
      }
    }
  }

  @Test
  void everyFormatSetApartIsReplacedFromItsFirstCharacterHoweverItIsCut() {
    forEach(apart -> {
      Recording whole = Recording.whole(SCANNER.stream(apart.redact()), apart.text());
      assertThat(whole.detectors()).as(apart.text()).contains(apart.detector());
      String before = apart.text().substring(0, apart.begins());
      assertThat(whole.text()).as(apart.text()).hasSameSizeAs(apart.text()).startsWith(before);
      // Behind a quotation mark digits may be numbers of JSON, which become others.
      assertThat(whole.text().substring(before.length()))
          .as(apart.text())
          .matches("(?s)(\\[redacted:|1[^0-9]{1,3}(1[^0-9]{1,3}){10}).*");
      for (int size : List.of(1, 3)) {
        Recording cut =
            Recording.cut(SCANNER.stream(apart.redact()), Texts.bytes(apart.text()), size);
        assertThat(cut.findings).as(apart.text()).isEqualTo(whole.findings);
        assertThat(cut.text()).as(apart.text()).isEqualTo(whole.text());
      }
    });
  }

  @Test
  void nothingOfAFormatSetApartLeavesBeforeItIsDeniedHoweverItIsCut() {
    forEach(apart -> {
      for (int size : List.of(1, 3)) {
        ScanStream stream = SCANNER.stream(apart.deny());
        Recording cut = Recording.cut(stream, Texts.bytes(apart.text()), size);
        assertThat(stream.denied()).as(apart.text()).isTrue();
        assertThat(cut.bytes.size()).as(apart.text()).isLessThanOrEqualTo(apart.begins());
      }
    });
  }

  @Test
  void theResultIsTheSameForEveryCutInTwo() {
    for (Examples examples : Examples.all()) {
      Apart apart = Apart.of(examples, ", ").get(1);
      byte[] bytes = Texts.bytes(apart.text());
      Recording whole = Recording.whole(SCANNER.stream(apart.redact()), apart.text());
      for (int at = 0; at <= bytes.length; at++) {
        Recording cut = Recording.split(SCANNER.stream(apart.redact()), bytes, at);
        assertThat(cut.findings).as(apart.text()).isEqualTo(whole.findings);
        assertThat(cut.text()).as(apart.text()).isEqualTo(whole.text());
      }
    }
  }

  @Test
  void aFormatSetApartIsDeniedBeforeItHasLeftInWritesWithPauses() {
    for (Examples examples : Examples.all()) {
      for (Apart apart : Apart.of(examples, "-")) {
        ScanStream stream = SCANNER.stream(apart.deny());
        Recording cut = paused(stream, apart.text());
        assertThat(stream.denied()).as(apart.text()).isTrue();
        assertThat(cut.bytes.size()).as(apart.text()).isLessThan(apart.text().length() - 2);
      }
    }
  }

  private static Recording paused(ScanStream stream, String text) {
    Recording recording = new Recording();
    byte[] bytes = Texts.bytes(text);
    for (int i = 0; i < bytes.length; i++) {
      stream.write(bytes, i, 1, recording);
      stream.flush(recording);
    }
    stream.finish(recording);
    return recording;
  }

  @Test
  void noPauseLetsMoreThanTwoCharactersOfAKnownValueOut() {
    for (String value :
        List.of(
            "Zu+q/9s=k_e~8wAbC",
            "{\"k\":\"v4711aBcDeFgHiJk\"}",
            "!!a b c-d.eFgHiJkL",
            "aaaaaaaaaaaaaaab")) {
      Scanner scanner = knowing(value);
      for (String between : BETWEEN) {
        for (String before : BEFORE) {
          for (ScanAction action : List.of(ScanAction.REDACT, ScanAction.DENY)) {
            String text = before + String.join(between, value.split("")) + "\u00e9}";
            ScanStream stream = scanner.stream(new ScanProfile(action, true, Set.of()));
            Recording cut = paused(stream, text);
            assertThat(cut.detectors()).as(text).containsExactly("known:K");
            int begins = before.length() + 2 * (1 + between.length());
            assertThat(cut.text() + "[")
                .as(action + text)
                .startsWith(text.substring(0, begins) + "[");
          }
        }
      }
    }
  }

  @Test
  void aFormatSetApartIsFoundBehindALineOfItsSignOfAnyLength() {
    for (String between : List.of("@", "~", "$")) {
      for (Examples examples : Examples.all()) {
        String apart = String.join(between, examples.hits().getFirst().split(""));
        for (int length = 0; length < 60; length++) {
          String text = between.repeat(length) + apart + "\u00e9";
          assertThat(SCANNER.scan(text, new Place.Body(), ScanProfile.DENY))
              .as(text)
              .extracting(Finding::detector)
              .contains(examples.detector());
        }
      }
    }
  }

  @Test
  void aKnownValueSetApartIsReplacedBehindALineOfItsSignHoweverItIsCut() {
    String value = "Zq8#vLm2@wRt5!kN7";
    Scanner scanner = knowing(value);
    ScanProfile redact = new ScanProfile(ScanAction.REDACT, true, Set.of());
    for (String between : List.of("-", "=", ".", "--", "---")) {
      for (int length = 0; length < 60; length++) {
        String line = between.substring(0, 1).repeat(length);
        String text = line + String.join(between, value.split("")) + "\u00e9}";
        for (int size : List.of(1, 3, text.length())) {
          Recording cut = Recording.cut(scanner.stream(redact), Texts.bytes(text), size);
          assertThat(cut.detectors()).as(text).containsExactly("known:K");
          assertThat(cut.text()).as(text).startsWith(line + "[redacted:");
        }
      }
    }
  }

  @Test
  void aKnownValueSetApartIsDeniedBehindOthersSetApartByOtherSigns() {
    String value = "k3v9xq7hw2mpzr84tnB5";
    Scanner scanner = knowing(value);
    for (String other : List.of("a>", "%>", "a\u0000", "a, ", "\u00e9-", "a-", "a=-")) {
      for (String between : List.of("-", "=", ", ", "---")) {
        for (int count = 0; count < 30; count++) {
          String text = other.repeat(count) + String.join(between, value.split("")) + "\u00e9}";
          ScanStream stream = scanner.stream(ScanProfile.DENY);
          Recording cut = Recording.cut(stream, Texts.bytes(text), 3);
          assertThat(stream.denied()).as(text).isTrue();
          assertThat(cut.bytes.size()).as(text).isLessThanOrEqualTo(other.length() * count + 1);
        }
      }
    }
  }

  @Test
  void aKnownValueOfSeveralWordsSetApartIsDeniedWhereverItStands() {
    for (String value : List.of("123456 789012 345678", "Zq8xy8 7hw2mp2", "k3v9xq'7hw2mp'zr84tn")) {
      Scanner scanner = knowing(value);
      for (String between : List.of("-", ", ", "---", " ", "  ", "'", "' ")) {
        for (int before = 0; before < 60; before++) {
          String text = "}".repeat(before) + String.join(between, value.split("")) + "\u00e9}";
          ScanStream stream = scanner.stream(ScanProfile.DENY);
          Recording.cut(stream, Texts.bytes(text), 3);
          assertThat(stream.denied()).as(text).isTrue();
        }
      }
    }
  }

  /** What stands before is read as characters with the value's first for a sign between them. */
  @Test
  void aKnownValueSetApartIsDeniedBehindOthersSetApartByItsFirstCharacter() {
    Scanner scanner = knowing("'k3v9xq7hw2mpzr84tn");
    for (String other : List.of("'.", ".'", "'-.", "x'", "'\n")) {
      for (String between : List.of("\"", ".", "_", " ", ", ")) {
        for (int count = 0; count < 40; count++) {
          String text =
              "==" + other.repeat(count) + String.join(between, "'k3v9xq7hw2mpzr84tn".split(""));
          ScanStream stream = scanner.stream(ScanProfile.DENY);
          Recording.cut(stream, Texts.bytes(text + "\u00e9"), 3);
          assertThat(stream.denied()).as(text).isTrue();
        }
      }
    }
  }

  @Test
  void aKnownValueSetApartIsReplacedWhateverStandsAroundItHoweverItIsCut() {
    String value = "Zu+q/9>s\"k?e \\t8w";
    Scanner scanner = knowing(value);
    ScanProfile redact = new ScanProfile(ScanAction.REDACT, true, Set.of());
    for (String between : List.of("-", "--", "---", ", ", "=")) {
      String apart = String.join(between, value.split(""));
      for (int place = 0; place < 28; place++) {
        for (int line = 0; line < 40; line++) {
          String before = "}".repeat(place);
          String text = before + apart + between.substring(0, 1).repeat(line) + "gx";
          for (int size : List.of(1, text.length())) {
            Recording cut = Recording.cut(scanner.stream(redact), Texts.bytes(text), size);
            assertThat(cut.detectors()).as(text).containsExactly("known:K");
            assertThat(cut.text()).as(text).startsWith(before + "[redacted:").endsWith("gx");
          }
        }
      }
    }
  }

  @Test
  void noCharacterIsLookedAtMoreThanTwice() {
    for (String unit :
        List.of(
            "-", "x" + "-".repeat(120) + "\n", "x" + "=".repeat(38) + "\n", "a---b-----------")) {
      byte[] text = Texts.bytes(unit.repeat((1 << 17) / unit.length()));
      for (int distance = 2; distance <= SpacedLens.WIDEST; distance++) {
        Reading reading = Reading.of(search(), 64);
        SpacedLens lens = new SpacedLens(reading, distance);
        for (int at = 0; at < text.length; at += 1 << 15) {
          reading.append(text, at, Math.min(1 << 15, text.length - at), 0);
          lens.read(false);
        }
        assertThat(lens.looked()).as(unit).isLessThan(2L * text.length);
      }
    }
  }

  private static Search search() {
    return new Search(
        PatternSet.outgoing(List.of(), DetectorFile.all(), null),
        ScanProfile.DENY,
        new Place.Body(),
        true,
        new ArrayList<>(),
        new ArrayList<>(),
        null,
        new Effort(Effort.LIMIT),
        new Rooms());
  }
}
