package dev.botbottle.scan.injection;

import java.util.BitSet;
import java.util.List;

/**
 * For each phrase the one of its words to look for in a text: where it does not stand there is no
 * such phrase. It is one of which every alternative is long, or has a certain word directly before
 * it. Phrases that count only where a person does not see them have none. Immutable.
 */
final class Anchors {
  /** A word of fewer letters is found everywhere. */
  private static final int LEAST = 3;

  /** What a certain word before it is worth, in letters. */
  private static final int BESIDE = 3;

  private final BitSet all = new BitSet();

  /** Those that are looked for whatever stands before them. */
  private final BitSet alone = new BitSet();

  /** What has to stand directly before another. */
  private final BitSet[] beside;

  /** How many words of a phrase may follow a word of it. */
  private final int[] behind;

  private int before;

  Anchors(InjectionRules rules) {
    int words = rules.words().size();
    beside = new BitSet[words];
    behind = new int[words];
    for (int word = 1; word < words; word++) {
      beside[word] = new BitSet();
    }
    for (InjectionRules.Phrase phrase : rules.phrases()) {
      add(phrase, rules.words());
    }
  }

  private void add(InjectionRules.Phrase phrase, List<String> words) {
    int[] gaps = phrase.gaps();
    if (phrase.kind().hiddenOnly()) {
      before = Math.max(before, span(gaps, 0, gaps.length - 1)); // a comment may begin within it
      return;
    }
    int slot = choose(phrase, words);
    BitSet alternatives = phrase.slots().get(slot);
    before = Math.max(before, span(gaps, 0, slot));
    for (int w = alternatives.nextSetBit(0); w >= 0; w = alternatives.nextSetBit(w + 1)) {
      all.set(w);
      behind[w] = Math.max(behind[w], span(gaps, slot, gaps.length - 1));
      if (slot > 0 && gaps[slot] == 0) {
        beside[w].or(phrase.slots().get(slot - 1));
      } else {
        alone.set(w);
      }
    }
  }

  /** How far the word of a slot may stand behind that of another. */
  private static int span(int[] gaps, int from, int to) {
    int words = 0;
    for (int slot = from + 1; slot <= to; slot++) {
      words += gaps[slot] + 1;
    }
    return words;
  }

  private static int choose(InjectionRules.Phrase phrase, List<String> words) {
    int best = -1;
    int most = 0;
    for (int slot = 0; slot < phrase.slots().size(); slot++) {
      int letters = shortest(phrase.slots().get(slot), words);
      int worth = slot > 0 && phrase.gaps()[slot] == 0 ? letters + BESIDE : letters;
      if (letters >= LEAST && worth >= most) {
        best = slot;
        most = worth;
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException("a phrase of the rules has only short words");
    }
    return best;
  }

  /** The letters of the shortest of some words, 0 when one has anything else. */
  private static int shortest(BitSet some, List<String> words) {
    int least = Integer.MAX_VALUE;
    for (int word = some.nextSetBit(0); word >= 0; word = some.nextSetBit(word + 1)) {
      String text = words.get(word);
      for (int i = 0; i < text.length(); i++) {
        if (Letters.small(text.charAt(i)) == 0) {
          return 0;
        }
      }
      least = Math.min(least, text.length());
    }
    return least;
  }

  /** Their numbers in the rules. */
  BitSet all() {
    return all;
  }

  boolean has(int word) {
    return all.get(word);
  }

  /** Whether a word is looked for whatever stands before it. */
  boolean alone(int word) {
    return alone.get(word);
  }

  /** Whether a word is looked for behind another. */
  boolean beside(int before, int word) {
    return beside[word].get(before);
  }

  /** How many words of a phrase may stand before what is looked for. */
  int before() {
    return before;
  }

  /** How many words of a phrase may follow a word; none when it is not looked for. */
  int behind(int word) {
    return behind[word];
  }
}
