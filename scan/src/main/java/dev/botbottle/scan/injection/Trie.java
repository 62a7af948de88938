package dev.botbottle.scan.injection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Some texts of ASCII, of which one is read at a time: what does not go on with it may only begin
 * another. States are numbers, 0 is outside of any. Immutable.
 */
final class Trie {
  private final List<int[]> next = new ArrayList<>(List.of(new int[128]));
  private final List<String> ends = new ArrayList<>(List.of(""));

  private Trie() {}

  static Trie of(Collection<String> texts, String... more) {
    var trie = new Trie();
    texts.forEach(trie::add);
    List.of(more).forEach(trie::add);
    return trie;
  }

  private void add(String text) {
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      int known = next.get(state)[text.charAt(i)];
      if (known == 0) {
        known = next.size();
        next.get(state)[text.charAt(i)] = known;
        next.add(new int[128]);
        ends.add("");
      }
      state = known;
    }
    ends.set(state, text);
  }

  /** The state behind one more character of ASCII. */
  int next(int state, int c) {
    int on = next.get(state)[c];
    return on == 0 && state != 0 ? next.getFirst()[c] : on;
  }

  /** The text that ends in a state, or an empty one. */
  String endingIn(int state) {
    return ends.get(state);
  }
}
