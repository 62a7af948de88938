package dev.botbottle.scan.injection;

import org.jspecify.annotations.Nullable;

/**
 * The last words of a text that the rules know, with how many others stand between them, and where
 * sentences ended.
 */
final class RecentWords {
  /** What is remembered; phrases are shorter. */
  private static final int WINDOW = 64;

  private static final int SENTENCE_END = -1;

  private final InjectionRules rules;

  /** Ring of the words' numbers in the rules, and of their positions, counted in words. */
  private final int[] numbers = new int[WINDOW];

  private final long[] positions = new long[WINDOW];
  private long remembered;

  /** How many words and ends of sentences there were. */
  private long position;

  /** Up to where a word belongs to a phrase whose anchor was there. */
  private long open = -1;

  RecentWords(InjectionRules rules) {
    this.rules = rules;
  }

  /** Some words that no rule knows. */
  void pass(int words) {
    position += words;
  }

  /**
   * So many words that no phrase reaches over them. As many words are read exactly behind them as a
   * phrase may have before its anchor, so with fewer the findings would be the same.
   */
  void passFar() {
    position += WINDOW;
  }

  void sentenceEnds() {
    add(SENTENCE_END);
    open = -1;
  }

  /** The word added last is an anchor of phrases to which some more words may belong. */
  void opens(int words) {
    open = Math.max(open, position - 1 + words);
  }

  /** Whether no phrase whose anchor was there goes on. */
  boolean isQuiet() {
    return position > open;
  }

  /** A word by its number in the rules. */
  void add(int number) {
    int slot = slot(remembered++);
    numbers[slot] = number;
    positions[slot] = position++;
  }

  /** The word added last was none after all. */
  void takeBack() {
    remembered--;
    position--;
  }

  /** Whether a phrase ends with the word added last. */
  boolean endWith(InjectionRules.Phrase phrase) {
    return matches(phrase, phrase.slots().size() - 1, remembered - 1, null);
  }

  /** The words of a phrase that ends with the word added last, in the spelling of the rules. */
  String of(InjectionRules.Phrase phrase) {
    var words = new StringBuilder();
    matches(phrase, phrase.slots().size() - 1, remembered - 1, words);
    return words.toString();
  }

  /** Whether a phrase, up to a word of it, ends with a word of the ring; collects its words. */
  private boolean matches(
      InjectionRules.Phrase phrase, int word, long at, @Nullable StringBuilder words) {
    int number = numbers[slot(at)];
    if (number == SENTENCE_END || !phrase.slots().get(word).get(number)) {
      return false;
    }
    if (word == 0) {
      if (words != null) {
        words.append(rules.words().get(number));
      }
      return true;
    }
    long first = Math.max(0, remembered - WINDOW + 1);
    for (long before = at - 1; before >= first; before--) {
      long others = positions[slot(at)] - positions[slot(before)] - 1;
      if (others > phrase.gaps()[word] || numbers[slot(before)] == SENTENCE_END) {
        return false;
      }
      if (matches(phrase, word - 1, before, words)) {
        if (words != null) {
          words.append(others == 0 ? " " : " … ").append(rules.words().get(number));
        }
        return true;
      }
    }
    return false;
  }

  private static int slot(long remembered) {
    return (int) remembered & (WINDOW - 1);
  }
}
