package dev.botbottle.scan.injection;

import java.util.List;

/** The words of the rules by their {@link WordHash}, in a table with open addressing. Immutable. */
final class RuleWords {
  private final long[] hashes;
  private final int[] numbers;

  /** A bit for each word, so that others are hardly ever looked for. */
  private final long[] mayBe = new long[256];

  /**
   * Of these words.
   *
   * @param words by their number; 0 is no word
   */
  RuleWords(List<String> words) {
    int size = Integer.highestOneBit(words.size()) * 8;
    hashes = new long[size];
    numbers = new int[size];
    for (int number = 1; number < words.size(); number++) {
      long hash = hash(words.get(number));
      int at = slot(hash, size);
      while (numbers[at] != 0) {
        at = (at + 1) & (size - 1);
      }
      hashes[at] = hash;
      numbers[at] = number;
      mayBe[bit(hash) >>> 6] |= 1L << bit(hash);
    }
  }

  /** A word as it is in the rules: small ASCII letters, digits, and points between digits. */
  private static long hash(String text) {
    var word = new WordHash();
    word.begin();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        word.letters(c, 1);
      } else {
        word.other(c);
      }
    }
    return word.value();
  }

  /** The number of a word, 0 when it is none of these. */
  int number(long hash) {
    if ((mayBe[bit(hash) >>> 6] & 1L << bit(hash)) == 0) {
      return 0;
    }
    int at = slot(hash, hashes.length);
    while (numbers[at] != 0 && hashes[at] != hash) {
      at = (at + 1) & (hashes.length - 1);
    }
    return numbers[at];
  }

  private static int slot(long hash, int size) {
    return (int) (hash ^ hash >>> 32) & (size - 1);
  }

  private int bit(long hash) {
    return (int) (hash >>> 16 ^ hash >>> 40) & 64 * mayBe.length - 1;
  }
}
