package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A deterministic multi-keyword matcher over bytes (Aho and Corasick, CACM 18(6), 1975), with the
 * failure links worked into one dense table.
 *
 * <p>Bytes are first mapped to the few classes the keywords distinguish, so the table stays small
 * enough for the processor's nearer caches. A state is the offset of its row; accepting states have
 * the highest numbers, so "is this a hit" is one comparison. Immutable.
 */
final class Automaton {
  /** The state before the first byte. */
  static final int START = 0;

  private final char[] classOf;
  private final int[] table;
  private final int stride;
  private final int firstAccepting;
  private final int[][] keywords;
  private final int[] depth;
  private final int[] liveDepth;

  private Automaton(
      char[] classOf,
      int[] table,
      int stride,
      int firstAccepting,
      int[][] keywords,
      int[] depth,
      int[] liveDepth) {
    this.classOf = classOf;
    this.table = table;
    this.stride = stride;
    this.firstAccepting = firstAccepting;
    this.keywords = keywords;
    this.depth = depth;
    this.liveDepth = liveDepth;
  }

  /**
   * Reads bytes until a keyword ends or the input does.
   *
   * @return the state in the upper, the index behind the last byte read in the lower 32 bits
   */
  long run(byte[] bytes, int from, int to, int state) {
    char[] classes = classOf;
    int[] rows = table;
    int accepting = firstAccepting;
    int at = from;
    int now = state;
    while (at < to) {
      now = rows[now + classes[bytes[at++] & 0xff]];
      if (now >= accepting) {
        break;
      }
    }
    return ((long) now << 32) | at;
  }

  /** Whether a keyword ends in this state. */
  boolean accepts(int state) {
    return state >= firstAccepting;
  }

  /** The numbers of the keywords that end in an accepting state. */
  int[] keywordsOf(int state) {
    return keywords[(state - firstAccepting) / stride];
  }

  /** How many of the bytes read last are the beginning of some keyword. */
  int depth(int state) {
    return depth[state / stride];
  }

  /** How many of the bytes read last are the beginning of a keyword marked live. */
  int liveDepth(int state) {
    return liveDepth[state / stride];
  }

  /**
   * An automaton for these keywords.
   *
   * @param words the keywords, none empty
   * @param live for each keyword whether it counts for {@link #liveDepth}
   * @param ignoreCase whether ASCII letters match in either case
   */
  static Automaton of(List<byte[]> words, boolean[] live, boolean ignoreCase) {
    return new Builder(words, live, ignoreCase).build();
  }

  /** Upper-case ASCII letters as lower case, anything else as it is. */
  static byte fold(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  private static final class Builder {
    private final List<byte[]> words;
    private final boolean[] live;
    private final char[] classOf = new char[256];
    private final int stride;
    private int[] table;
    private int states = 1;
    private final List<int[]> ending = new ArrayList<>();

    Builder(List<byte[]> words, boolean[] live, boolean ignoreCase) {
      this.words = words;
      this.live = live;
      int classes = 1;
      int bytes = 1;
      for (byte[] word : words) {
        bytes += word.length;
        for (byte b : word) {
          int key = (ignoreCase ? fold(b) : b) & 0xff;
          if (classOf[key] == 0) {
            classOf[key] = (char) classes++;
          }
        }
      }
      if (ignoreCase) {
        for (int b = 'A'; b <= 'Z'; b++) {
          classOf[b] = classOf[b + 32];
        }
      }
      stride = classes;
      table = new int[Math.min(bytes, 64) * stride];
    }

    Automaton build() {
      int[] depth = new int[64];
      boolean[] onLivePath = new boolean[64];
      ending.add(new int[0]);
      for (int word = 0; word < words.size(); word++) {
        int state = 0;
        for (byte b : words.get(word)) {
          int cell = state * stride + classOf[b & 0xff];
          if (table[cell] == 0) {
            if (states * stride == table.length) {
              table = Arrays.copyOf(table, table.length * 2);
            }
            if (states == depth.length) {
              depth = Arrays.copyOf(depth, states * 2);
              onLivePath = Arrays.copyOf(onLivePath, states * 2);
            }
            depth[states] = depth[state] + 1;
            ending.add(new int[0]);
            table[cell] = states++;
          }
          state = table[cell];
          onLivePath[state] |= live[word];
        }
        ending.set(state, append(ending.get(state), word));
      }
      return number(depth, link(depth, onLivePath));
    }

    /** Fills in what a mismatch does, level by level; returns the live depths. */
    private int[] link(int[] depth, boolean[] onLivePath) {
      int[] fail = new int[states];
      int[] queue = new int[states];
      int[] liveDepth = new int[states];
      int head = 0;
      int tail = 0;
      for (int c = 0; c < stride; c++) {
        if (table[c] != 0) {
          queue[tail++] = table[c];
        }
      }
      while (head < tail) {
        int state = queue[head++];
        int other = fail[state];
        for (int word : ending.get(other)) {
          ending.set(state, append(ending.get(state), word));
        }
        liveDepth[state] = onLivePath[state] ? depth[state] : liveDepth[other];
        for (int c = 0; c < stride; c++) {
          int next = table[state * stride + c];
          if (next == 0) {
            table[state * stride + c] = table[other * stride + c];
          } else {
            fail[next] = table[other * stride + c];
            queue[tail++] = next;
          }
        }
      }
      return liveDepth;
    }

    /** Gives accepting states the highest numbers and turns numbers into row offsets. */
    private Automaton number(int[] depth, int[] liveDepth) {
      int[] number = new int[states];
      int plain = 0;
      for (int state = 0; state < states; state++) {
        if (ending.get(state).length == 0) {
          number[state] = plain++;
        }
      }
      int accepting = plain;
      int[][] keywords = new int[states - plain][];
      for (int state = 0; state < states; state++) {
        if (ending.get(state).length != 0) {
          keywords[accepting - plain] = ending.get(state);
          number[state] = accepting++;
        }
      }
      int[] rows = new int[states * stride];
      int[] depths = new int[states];
      int[] liveDepths = new int[states];
      for (int state = 0; state < states; state++) {
        int row = number[state];
        depths[row] = depth[state];
        liveDepths[row] = liveDepth[state];
        for (int c = 0; c < stride; c++) {
          rows[row * stride + c] = number[table[state * stride + c]] * stride;
        }
      }
      return new Automaton(classOf, rows, stride, plain * stride, keywords, depths, liveDepths);
    }

    private static int[] append(int[] list, int value) {
      int[] longer = Arrays.copyOf(list, list.length + 1);
      longer[list.length] = value;
      return longer;
    }
  }
}
