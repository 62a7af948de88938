package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AutomatonTest {
  @Test
  void findsWhatComparingAtEveryIndexFinds() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      boolean ignoreCase = seed % 2 == 0;
      List<String> words = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        words.add(Texts.random(random, "abAB-", 1 + random.nextInt(5)));
      }
      String text = Texts.random(random, "abAB-c", 200);
      boolean[] live = new boolean[words.size()];
      for (int i = 0; i < live.length; i++) {
        live[i] = random.nextBoolean();
      }
      Automaton automaton =
          Automaton.of(words.stream().map(Texts::bytes).toList(), live, ignoreCase);
      byte[] bytes = Texts.bytes(text);
      int state = Automaton.START;
      for (int at = 0; at < bytes.length; at++) {
        state = (int) (automaton.run(bytes, at, at + 1, state, new int[1]) >> 32);
        List<Integer> found = new ArrayList<>();
        if (automaton.accepts(state)) {
          for (int word : automaton.keywordsOf(state)) {
            found.add(word);
          }
        }
        String read = fold(text.substring(0, at + 1), ignoreCase);
        List<Integer> expected = new ArrayList<>();
        int depth = 0;
        int liveDepth = 0;
        for (int word = 0; word < words.size(); word++) {
          String keyword = fold(words.get(word), ignoreCase);
          if (read.endsWith(keyword)) {
            expected.add(word);
          }
          for (int n = 1; n <= keyword.length(); n++) {
            if (read.endsWith(keyword.substring(0, n))) {
              depth = Math.max(depth, n);
              liveDepth = live[word] ? Math.max(liveDepth, n) : liveDepth;
            }
          }
        }
        assertThat(found).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(automaton.depth(state)).as("seed %s", seed).isEqualTo(depth);
        assertThat(automaton.liveDepth(state)).as("seed %s", seed).isEqualTo(liveDepth);
      }
    }
  }

  private static String fold(String text, boolean ignoreCase) {
    return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  @Test
  void keywordsOfEveryByteAreToldApart() {
    List<byte[]> words = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      words.add(new byte[] {(byte) b, 1});
    }
    Automaton automaton = Automaton.of(words, new boolean[256], false);
    for (int b = 0; b < 256; b++) {
      int state = (int) (automaton.run(words.get(b), 0, 2, Automaton.START, new int[1]) >> 32);
      assertThat(automaton.accepts(state)).isTrue();
      assertThat(automaton.keywordsOf(state)).containsExactly(b);
    }
  }
}
