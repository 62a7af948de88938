package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkipTest {
  private final Random random = new Random(11);

  @Test
  void aTextWithoutAnyWordIsPassedInFewLooks() {
    Skip skip = Skip.over(List.of(bytes("ghp_abcd"), bytes("01234567")));
    byte[] text = bytes("nothing here begins as any of these words does");
    assertThat(skip.next(text, 0, text.length)).isGreaterThan(text.length - 8);
  }

  @Test
  void itStopsWhereAWordBegins() {
    Skip skip = Skip.over(List.of(bytes("secret"), bytes("01234567")));
    byte[] text = bytes("a long way to the secret");
    assertThat(skip.next(text, 0, text.length)).isEqualTo(18);
    assertThat(skip.next(text, 18, text.length)).isEqualTo(18);
  }

  @Test
  void withoutAnyWordItPassesAll() {
    byte[] text = new byte[1_000];
    assertThat(Skip.over(List.of()).next(text, 0, text.length)).isGreaterThan(870);
  }

  @Test
  void withItTheAutomatonFindsTheSameAndEndsInTheSameStateHoweverTheTextIsCut() {
    for (int round = 0; round < 20_000; round++) {
      List<byte[]> words = new ArrayList<>();
      int letters = 1 + random.nextInt(4);
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        words.add(some(2 + random.nextInt(7), letters));
      }
      byte[] text = some(random.nextInt(120), letters + random.nextInt(3));
      Automaton automaton = Automaton.of(words, new boolean[words.size()], false);
      assertThat(skipping(automaton, Skip.over(words), text)).isEqualTo(plain(automaton, text));
    }
  }

  private static List<Integer> plain(Automaton automaton, byte[] text) {
    List<Integer> told = new ArrayList<>();
    int state = Automaton.START;
    for (int i = 0; i < text.length; i++) {
      state = automaton.next(state, text[i]);
      tell(automaton, state, i + 1, told);
    }
    told.add(state);
    return told;
  }

  private List<Integer> skipping(Automaton automaton, Skip skip, byte[] text) {
    List<Integer> told = new ArrayList<>();
    int state = Automaton.START;
    int at = 0;
    while (at < text.length) {
      int limit = Math.min(text.length, at + 1 + random.nextInt(30));
      while (at < limit) {
        at = state == Automaton.START ? skip.next(text, at, limit) : at;
        if (at < limit) {
          long position = automaton.runBegun(text, at, limit, state);
          state = (int) (position >> 32);
          at = (int) position;
          tell(automaton, state, at, told);
        }
      }
    }
    told.add(state);
    return told;
  }

  private static void tell(Automaton automaton, int state, int at, List<Integer> told) {
    if (automaton.accepts(state)) {
      told.add(at);
      told.add(state);
    }
  }

  private byte[] some(int length, int letters) {
    byte[] some = new byte[length];
    for (int i = 0; i < length; i++) {
      some[i] = (byte) ('a' + random.nextInt(letters));
    }
    return some;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
