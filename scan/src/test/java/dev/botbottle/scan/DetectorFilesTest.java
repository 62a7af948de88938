package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DetectorFilesTest {
  private static final Scanner SCANNER = Scanner.of(List.of());
  private static final ScanProfile REDACT = new ScanProfile(ScanAction.REDACT, true, Set.of());

  @Test
  void everyDetectorHasItsOwnIdAndExamplesAndNearMisses() {
    List<Examples> all = Examples.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(170).hasSameSizeAs(DetectorFile.all());
    assertThat(all).allSatisfy(e -> assertThat(e.hits()).isNotEmpty());
    assertThat(all).allSatisfy(e -> assertThat(e.misses()).isNotEmpty());
    Set<String> ids = new HashSet<>();
    assertThat(DetectorFile.all()).allSatisfy(d -> assertThat(ids.add(d.id())).isTrue());
    assertThat(DetectorFile.all()).allSatisfy(d -> assertThat(d.advice()).endsWith("."));
  }

  @Test
  void everyDetectorSaysHowBadAndWhatToDoAndWhatItWasHeldAgainst() {
    assertThat(Examples.all())
        .allSatisfy(e -> {
          for (String word : List.of("severity ", "advice ", "source ")) {
            assertThat(e.words()).as(e.detector()).filteredOn(w -> w.startsWith(word)).hasSize(1);
          }
          assertThat(e.words())
              .as(e.detector())
              .filteredOn(w -> w.startsWith("advice "))
              .allMatch(w -> w.length() <= 100 && w.endsWith("."));
        });
    assertThat(Examples.all()).noneMatch(e -> e.words().contains("source memory"));
  }

  @Test
  void noDetectorTakesARowOfOneSign() {
    assertThat(DetectorFile.all())
        .allMatch(d -> d.check() != Check.NONE || d.entropy() >= DetectorFile.LEAST_ENTROPY);
  }

  @Test
  void aDetectorWithoutSeverityOrAdviceIsRefused() {
    String detector = "x\n  keys abc\n  form alnum{9}\n";
    for (String line : List.of("  severity high\n", "  advice Do.\n", "  severity worst\n")) {
      assertThatThrownBy(() -> DetectorFile.parse("f", detector + line, new ArrayList<>()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    List<Detector> whole = new ArrayList<>();
    DetectorFile.parse("f", detector + "  severity high\n  advice Do.\n", whole);
    assertThat(whole).hasSize(1);
  }

  @Test
  void everyExampleIsCaughtWhereverItStands() {
    List<String> missed = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      for (String hit : examples.hits()) {
        for (String frame :
            List.of(
                "|",
                "key=| ",
                "{\"a\":\"|\"}",
                "{\"a\":\"x\\n|\\nb\"}",
                "'|'",
                "\\u0022|\\u0022",
                "\u001b[32m|\u001b[0m",
                "%22|%22")) {
          String text = frame.replace("|", hit);
          if (!Recording.whole(SCANNER.stream(REDACT), text)
              .detectors()
              .contains(examples.detector())) {
            missed.add(examples.detector() + " in " + text);
          }
        }
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void noNearMissIsCaughtByItsDetector() {
    List<String> caught = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      for (String miss : examples.misses()) {
        for (String text : List.of(miss, "\"" + miss + "\"", miss + "\n")) {
          if (Recording.whole(SCANNER.stream(REDACT), text)
              .detectors()
              .contains(examples.detector())) {
            caught.add(examples.detector() + " in " + text);
          }
        }
      }
    }
    assertThat(caught).isEmpty();
  }

  @Test
  void everyExampleIsCaughtInAQueryAlsoWhenEncoded() {
    List<String> missed = new ArrayList<>();
    for (Examples examples : Examples.all()) {
      String hit = examples.hits().getFirst();
      for (String text :
          List.of(
              "q=" + hit,
              "q=" + Texts.percent(hit),
              "q=" + Texts.base64(hit),
              "q=" + Texts.hex(hit),
              "q=" + Texts.percent(Texts.base64(hit)))) {
        if (SCANNER.scan(text, new Place.Query(), ScanProfile.DENY).stream()
            .noneMatch(f -> f.detector().equals(examples.detector()))) {
          missed.add(examples.detector() + " in " + text);
        }
      }
    }
    assertThat(missed).isEmpty();
  }
}
