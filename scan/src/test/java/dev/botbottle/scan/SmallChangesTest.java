package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the search for slow texts tries can be tried again. */
final class SmallChangesTest {
  private static List<String> changed(long seed) {
    var changes = new SmallChanges(new Random(seed), SmallChanges.words(List.of()));
    List<String> units = new ArrayList<>(SlowTexts.units());
    for (int i = 0; i < 5000; i++) {
      String other = units.get(units.size() / 2);
      units.add(changes.of(units.get(units.size() - 1 - i % 7), other));
    }
    return units;
  }

  @Test
  void theSameSeedMakesTheSameChanges() {
    assertThat(changed(1)).isEqualTo(changed(1)).isNotEqualTo(changed(2));
  }

  @Test
  void aUnitIsOfSomeBytesAndIsReadBackAsItIsPrinted() {
    for (String unit : changed(3)) {
      assertThat(unit).isNotEmpty().hasSizeLessThanOrEqualTo(SmallChanges.LONGEST);
      assertThat(unit.chars()).allMatch(c -> c <= 0xff);
      String printed = RepeatedText.escaped(unit);
      assertThat(printed).matches("[ -~]*").doesNotContain("'");
      assertThat(RepeatedText.unescaped(printed)).isEqualTo(unit);
    }
  }

  @Test
  void wordsStandBehindEachUnit() {
    String text =
        new String(
            new RepeatedText("no values", "%41", 5).bytes(20),
            java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).isEqualTo("%41the q%41the q%41t");
  }
}
