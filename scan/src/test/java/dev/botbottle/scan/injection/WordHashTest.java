package dev.botbottle.scan.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordHashTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Random random = new Random(7);

  @Test
  void aWordHasOneNumberHoweverItsLettersCome() {
    for (int round = 0; round < 5_000; round++) {
      String letters = letters(1 + random.nextInt(40));
      assertThat(number(letters, true)).as(letters).isEqualTo(number(letters, false));
    }
  }

  @Test
  void aShortWordHasTheNumberOfItsLettersTakenAtOnce() {
    for (int count = 1; count < 8; count++) {
      String letters = letters(count);
      // What stands behind it is not its own.
      long bytes = bytes(letters) | (0x7fL << (8 * count));
      assertThat(WordHash.of(bytes, count)).as(letters).isEqualTo(number(letters, false));
    }
  }

  @Test
  void differentWordsHaveDifferentNumbers() {
    Map<Long, String> seen = new HashMap<>();
    for (int round = 0; round < 20_000; round++) {
      String letters = letters(1 + random.nextInt(20));
      String before = seen.put(number(letters, true), letters);
      assertThat(before).as(letters).isIn(null, letters);
    }
  }

  @Test
  void aLetterOfAnotherScriptTellsWordsApart() {
    assertThat(with('\u0161')).isNotEqualTo(with('a')).isNotEqualTo(with('\u0162'));
  }

  private static long with(int point) {
    var word = new WordHash();
    word.begin();
    word.letters(bytes("ignor"), 5);
    word.other(point);
    return word.value();
  }

  private long number(String letters, boolean cut) {
    var word = new WordHash();
    word.begin();
    for (int i = 0; i < letters.length(); ) {
      int count = cut ? Math.min(1 + random.nextInt(8), letters.length() - i) : 1;
      word.letters(bytes(letters.substring(i, i + count)), count);
      i += count;
    }
    return word.value();
  }

  private static long bytes(String letters) {
    long bytes = 0;
    for (int i = 0; i < letters.length(); i++) {
      bytes |= (long) letters.charAt(i) << (8 * i);
    }
    return bytes;
  }

  private String letters(int count) {
    var letters = new StringBuilder();
    for (int i = 0; i < count; i++) {
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return letters.toString();
  }
}
