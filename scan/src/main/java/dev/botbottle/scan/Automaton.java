package dev.botbottle.scan;

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

  private static final int CLASS = 0xffff;
  private static final int SIGNS = 16;

  /** For each byte its class, and above {@link #CLASS} what {@link Notation#signOf} says of it. */
  private final int[] classOf;

  private final int[] table;
  private final int stride;
  private final int firstAccepting;
  private final int[][] keywords;
  private final int[] depth;
  private final int[] liveDepth;

  private Automaton(
      int[] classOf,
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
   * @param signs where the signs of the bytes read are added
   * @return the state in the upper, the index behind the last byte read in the lower 32 bits
   */
  long run(byte[] bytes, int from, int to, int state, int[] signs) {
    int[] classes = classOf;
    int[] rows = table;
    int accepting = firstAccepting;
    int at = from;
    int now = state;
    int seen = 0;
    while (at < to) {
      int kind = classes[bytes[at++] & 0xff];
      seen |= kind;
      now = rows[now + (kind & CLASS)];
      if (now >= accepting) {
        break;
      }
    }
    signs[0] |= seen >>> SIGNS;
    return ((long) now << 32) | at;
  }

  /** The same, until nothing is begun any more either; signs are not looked at. */
  long runBegun(byte[] bytes, int from, int to, int state) {
    int at = from;
    int now = state;
    do {
      now = next(now, bytes[at++]);
    } while (at < to && now != START && now < firstAccepting);
    return ((long) now << 32) | at;
  }

  /** The state behind one more byte. */
  int next(int state, byte b) {
    return table[state + (classOf[b & 0xff] & CLASS)];
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

  /** The trie of the keywords, and its way to the table. State 0 is the root. */
  private static final class Builder {
    private static final int[] NOTHING = {};

    private final List<byte[]> words;
    private final char[] classOf = new char[256];
    private final int stride;
    private int states = 1;

    /** The children of a state: a list through the siblings. */
    private int[] firstChild = new int[256];

    private int[] sibling = new int[256];
    private int[] classIn = new int[256];
    private int[] depth = new int[256];
    private boolean[] onLivePath = new boolean[256];
    private int[][] ending = new int[256][];

    Builder(List<byte[]> words, boolean[] live, boolean ignoreCase) {
      this.words = words;
      Arrays.fill(ending, NOTHING);
      int classes = 1;
      for (byte[] word : words) {
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
      for (int word = 0; word < words.size(); word++) {
        insert(word, live[word]);
      }
    }

    private void insert(int word, boolean live) {
      int state = 0;
      for (byte b : words.get(word)) {
        int c = classOf[b & 0xff];
        int child = child(state, c);
        if (child == 0) {
          child = states++;
          if (child == depth.length) {
            grow();
          }
          depth[child] = depth[state] + 1;
          classIn[child] = c;
          sibling[child] = firstChild[state];
          firstChild[state] = child;
        }
        state = child;
        onLivePath[state] |= live;
      }
      ending[state] = join(ending[state], new int[] {word});
    }

    private void grow() {
      int size = 2 * depth.length;
      firstChild = Arrays.copyOf(firstChild, size);
      sibling = Arrays.copyOf(sibling, size);
      classIn = Arrays.copyOf(classIn, size);
      depth = Arrays.copyOf(depth, size);
      onLivePath = Arrays.copyOf(onLivePath, size);
      ending = Arrays.copyOf(ending, size);
      Arrays.fill(ending, size / 2, size, NOTHING);
    }

    private int child(int state, int c) {
      int child = firstChild[state];
      while (child != 0 && classIn[child] != c) {
        child = sibling[child];
      }
      return child;
    }

    Automaton build() {
      // Level by level: where a mismatch leads, and what else ends where a keyword ends.
      int[] fail = new int[states];
      int[] liveDepth = new int[states];
      int[] queue = new int[states];
      int tail = 1;
      for (int head = 0; head < tail; head++) {
        int state = queue[head];
        for (int next = firstChild[state]; next != 0; next = sibling[next]) {
          int other = fail[state];
          int onward = child(other, classIn[next]);
          while (onward == 0 && other != 0) {
            other = fail[other];
            onward = child(other, classIn[next]);
          }
          fail[next] = state == 0 ? 0 : onward;
          ending[next] = join(ending[next], ending[fail[next]]);
          liveDepth[next] = onLivePath[next] ? depth[next] : liveDepth[fail[next]];
          queue[tail++] = next;
        }
      }
      return table(queue, fail, liveDepth);
    }

    /** Accepting states get the highest numbers; a row begins as that of the fail state. */
    private Automaton table(int[] queue, int[] fail, int[] liveDepth) {
      int plain = 0;
      for (int state = 0; state < states; state++) {
        plain += ending[state].length == 0 ? 1 : 0;
      }
      int[][] keywords = new int[states - plain][];
      int[] row = new int[states];
      int[] depths = new int[states];
      int[] liveDepths = new int[states];
      int nextPlain = 0;
      int nextAccepting = plain;
      for (int state = 0; state < states; state++) {
        int number = ending[state].length == 0 ? nextPlain++ : nextAccepting++;
        if (ending[state].length != 0) {
          keywords[number - plain] = ending[state];
        }
        row[state] = number * stride;
        depths[number] = depth[state];
        liveDepths[number] = liveDepth[state];
      }
      int[] rows = new int[states * stride];
      for (int i = 0; i < states; i++) {
        int state = queue[i];
        if (state != 0) {
          System.arraycopy(rows, row[fail[state]], rows, row[state], stride);
        }
        for (int next = firstChild[state]; next != 0; next = sibling[next]) {
          rows[row[state] + classIn[next]] = row[next];
        }
      }
      int[] kinds = new int[256];
      for (int b = 0; b < 256; b++) {
        kinds[b] = classOf[b] | Notation.signOf((byte) b) << SIGNS;
      }
      return new Automaton(kinds, rows, stride, plain * stride, keywords, depths, liveDepths);
    }

    private static int[] join(int[] list, int[] more) {
      if (list.length == 0 || more.length == 0) {
        return list.length == 0 ? more : list;
      }
      int[] longer = Arrays.copyOf(list, list.length + more.length);
      System.arraycopy(more, 0, longer, list.length, more.length);
      return longer;
    }
  }
}
