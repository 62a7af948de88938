package dev.botbottle.scan.injection;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one text go by, in pieces of any size, and notes what reads like instructions to a model:
 * each kind once, with its place. Constant memory, one pass, no byte is held back or changed. The
 * same text gives the same findings however it is cut.
 *
 * <p>What is said of a place holds only words of the rules, so that it can be shown to anybody.
 */
public final class InjectionWatch {
  /** An emoji of many parts has 4 joiners, none of them next to another. */
  private static final int INVISIBLE_RUN = 6;

  /** The longest flag of a region has 6 tag characters (Unicode TR 51, annex C). */
  private static final int TAG_RUN = 8;

  /** Words that are remembered; phrases are shorter. */
  private static final int WINDOW = 64;

  /** How far what a person does not see is taken to reach. */
  private static final int COMMENT = 8_192;

  private static final int STYLED = 1_024;

  private static final int SENTENCE_END = -1;
  private static final String HIDDEN_CHARACTERS = "injection:hidden-characters";

  private static final long PRIME = 0x100000001b3L; // of FNV-1a
  private static final long BASIS = 0xcbf29ce484222325L;

  /** For each ASCII character its small letter or digit, 0 for what is neither. */
  private static final byte[] LOWER = new byte[128];

  /** Words of the rules by their hash; open addressing. */
  private static final long[] HASHES;

  private static final int[] NUMBERS;

  /** A bit for each word of the rules, so that others are hardly ever looked for. */
  private static final long[] MAY_BE = new long[256];

  /** ASCII that only separates words. */
  private static final boolean[] PLAIN = new boolean[128];

  private static final String COMMENT_BEGINS = "<!--";
  private static final String LINE_BEGINS =
      "[//]: #"; // a link's definition: Markdown shows nothing

  private static final Trie TRIE = new Trie();

  static {
    for (char c = '0'; c <= '9'; c++) {
      LOWER[c] = (byte) c;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      LOWER[c] = (byte) c;
      LOWER[c - 'a' + 'A'] = (byte) c;
    }
    for (char c = 0; c < 128; c++) {
      PLAIN[c] = LOWER[c] == 0 && "<[\\.!?'->".indexOf(c) < 0;
    }
    List<String> words = InjectionRules.builtIn().words();
    int size = Integer.highestOneBit(words.size()) * 8;
    HASHES = new long[size];
    NUMBERS = new int[size];
    for (int i = 1; i < words.size(); i++) {
      long hash = BASIS;
      for (int k = 0; k < words.get(i).length(); k++) {
        hash = (hash ^ words.get(i).charAt(k)) * PRIME;
      }
      int at = slot(hash, size);
      while (NUMBERS[at] != 0) {
        at = (at + 1) & (size - 1);
      }
      HASHES[at] = hash;
      NUMBERS[at] = i;
      MAY_BE[bit(hash) >>> 6] |= 1L << bit(hash);
    }
    InjectionRules.builtIn().marks().keySet().forEach(TRIE::add);
    TRIE.add(COMMENT_BEGINS);
    TRIE.add(LINE_BEGINS);
  }

  /** Marks and the beginnings of comments; states are numbers, 0 is outside of any. */
  private static final class Trie {
    private final List<int[]> next = new ArrayList<>(List.of(new int[128]));
    private final List<String> ends = new ArrayList<>(List.of(""));

    void add(String text) {
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
  }

  private final InjectionRules rules = InjectionRules.builtIn();
  private final List<Finding> findings = new ArrayList<>();

  /** Ring of the last words: their numbers, and where they began. */
  private final int[] numbers = new int[WINDOW];

  private final long[] places = new long[WINDOW];
  private int last;

  private long hash = BASIS;
  private boolean inWord;
  private int lastLetter;
  private long wordAt;
  private long at;

  // Of characters of more than one byte, and of escapes.
  private int pending;
  private int missing;
  private int escape; // 0 none, 1 behind a backslash, 2 to 5 within four hex digits
  private int escaped;
  private int highSurrogate;

  private int invisible;
  private int tags;
  private int trie;
  private int dashes;
  private long hiddenUntil;
  private boolean inComment;

  /** Behind what ends a sentence, unless a word follows at once as in a file's name. */
  private boolean stop;

  /** Whether every byte needs the slow way. */
  private boolean special;

  /** A watch at the beginning of a text. */
  public InjectionWatch() {}

  /** Some more of the text, in UTF-8. */
  public void write(byte[] source, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      int b = source[i];
      if (special || b < 0 || (LOWER[b] == 0 && !PLAIN[b])) {
        slow(b & 0xff);
        special = stop || missing > 0 || escape > 0 || invisible > 0 || tags > 0 || trie > 0;
        i++;
        at++;
      } else if (PLAIN[b]) {
        endWord();
        i++;
        at++;
      } else {
        i = letters(source, i, end);
      }
    }
  }

  /** Takes letters and digits up to something else; returns where that is. */
  private int letters(byte[] source, int from, int end) {
    if (!inWord) {
      inWord = true;
      wordAt = at;
      hash = BASIS;
    }
    long sum = hash;
    int i = from;
    for (; i < end && source[i] >= 0 && LOWER[source[i]] != 0; i++) {
      sum = (sum ^ LOWER[source[i]]) * PRIME;
    }
    hash = sum;
    lastLetter = LOWER[source[i - 1]];
    at += i - from;
    return i;
  }

  /** The text ends. */
  public void finish() {
    endWord();
  }

  /** Whether the text, if it ended here, would hold something that was not noticed yet. */
  public boolean wouldNotice() {
    if (!inWord || (MAY_BE[bit(hash) >>> 6] & 1L << bit(hash)) == 0) {
      return false;
    }
    int number = number(hash);
    int before = last;
    int next = (last + 1) & (WINDOW - 1);
    int forgotten = numbers[next];
    last = next;
    numbers[next] = number;
    boolean found = false;
    for (InjectionRules.Phrase phrase : rules.endingWith(number)) {
      found |=
          !phrase.kind().hides()
              && (!phrase.kind().hiddenOnly() || wordAt < hiddenUntil)
              && matches(phrase, phrase.slots().size() - 1, next, null);
    }
    numbers[next] = forgotten;
    last = before;
    return found;
  }

  /** What was noticed so far. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  private void slow(int b) {
    if (missing > 0) {
      if ((b & 0xc0) == 0x80) {
        pending = pending << 6 | (b & 0x3f);
        if (--missing == 0) {
          point(pending);
        }
        return;
      }
      missing = 0; // no UTF-8: what was begun is nothing
    }
    if (b < 0x80) {
      ascii(b);
    } else if (b >= 0xf0) {
      begin(b & 0x07, 3);
    } else if (b >= 0xe0) {
      begin(b & 0x0f, 2);
    } else if (b >= 0xc0) {
      begin(b & 0x1f, 1);
    } else {
      other();
    }
  }

  private void begin(int bits, int more) {
    pending = bits;
    missing = more;
  }

  /** Undoes JSON's escapes (RFC 8259 §7); elsewhere a backslash separates words anyway. */
  private void ascii(int c) {
    if (escape == 1) {
      if (c == 'u') {
        escape = 2;
        escaped = 0;
        return;
      }
      escape = 0;
      if ("nrtbf".indexOf(c) >= 0) {
        point('\n');
        return;
      }
    } else if (escape > 1) {
      int digit = Character.digit(c, 16);
      if (digit >= 0) {
        escaped = escaped << 4 | digit;
        if (++escape == 6) {
          escape = 0;
          unit(escaped);
        }
        return;
      }
      escape = 0;
    }
    if (c == '\\') {
      escape = 1;
      return;
    }
    point(c);
  }

  private void unit(int unit) {
    if (Character.isHighSurrogate((char) unit)) {
      highSurrogate = unit;
    } else if (Character.isLowSurrogate((char) unit) && highSurrogate != 0) {
      point(Character.toCodePoint((char) highSurrogate, (char) unit));
      highSurrogate = 0;
    } else {
      point(unit);
    }
  }

  private void point(int c) {
    if (isInvisible(c)) {
      if (++invisible == INVISIBLE_RUN) {
        note(HIDDEN_CHARACTERS, Severity.HIGH, "characters that nobody sees", at);
      }
      return; // it does not end a word, or words could be written past this
    }
    if (c >= 0xe0000 && c <= 0xe007f) {
      if (++tags == TAG_RUN) {
        note(HIDDEN_CHARACTERS, Severity.HIGH, "tag characters, which nobody sees", at);
      }
      return;
    }
    invisible = 0;
    tags = 0;
    if (c < 128) {
      mark(c);
    } else {
      trie = 0;
    }
    boolean decimal = c == '.' && inWord && lastLetter >= '0' && lastLetter <= '9';
    if (decimal || (c < 128 ? LOWER[c] != 0 : Character.isLetter(c))) {
      stop = decimal; // 0.5 is one word, "step 1." ends a sentence
      if (!inWord) {
        inWord = true;
        wordAt = at;
        hash = BASIS;
      }
      lastLetter = c < 128 && !decimal ? LOWER[c] : c;
      hash = (hash ^ lastLetter) * PRIME;
    } else if (c != '\'' && c != 0x2019) { // an apostrophe is left out of its word
      endWord();
      if (stop) {
        push(SENTENCE_END, at);
      }
      stop = c == '.' || c == '!' || c == '?';
    }
  }

  private void other() {
    trie = 0;
    endWord();
  }

  /** Zero-width characters, joiners, directions and variation selectors. */
  private static boolean isInvisible(int c) {
    return c == 0xad
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xfeff
        || c == 0x180e
        || (c >= 0xfe00 && c <= 0xfe0f)
        || (c >= 0xe0100 && c <= 0xe01ef);
  }

  private void mark(int c) {
    int small = c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (inComment) {
      if (small == '>' && dashes >= 2) {
        inComment = false;
        hiddenUntil = at;
      }
      dashes = small == '-' ? dashes + 1 : 0;
    }
    int next = TRIE.next.get(trie)[small];
    if (next == 0 && trie != 0) {
      next = TRIE.next.getFirst()[small];
    }
    trie = next;
    String found = TRIE.ends.get(next);
    switch (found) {
      case "" -> {}
      case COMMENT_BEGINS -> {
        inComment = true;
        dashes = 0;
        hide(COMMENT);
      }
      case LINE_BEGINS -> hide(STYLED);
      default -> {
        InjectionRules.Kind kind = rules.marks().get(found);
        if (kind != null) {
          note(kind, found);
        }
      }
    }
  }

  private void hide(int length) {
    hiddenUntil = Math.max(hiddenUntil, at + length);
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    inWord = false;
    if ((MAY_BE[bit(hash) >>> 6] & 1L << bit(hash)) == 0) {
      push(0, wordAt);
      return;
    }
    int number = number(hash);
    push(number, wordAt);
    List<InjectionRules.Phrase> phrases = rules.endingWith(number);
    for (int i = 0; i < phrases.size(); i++) {
      InjectionRules.Phrase phrase = phrases.get(i);
      if (phrase.kind().hiddenOnly() && wordAt >= hiddenUntil) {
        continue;
      }
      int slot = phrase.slots().size() - 1;
      if (matches(phrase, slot, last, null)) {
        if (phrase.kind().hides()) {
          hide(STYLED);
        } else {
          StringBuilder words = new StringBuilder();
          matches(phrase, slot, last, words);
          note(phrase.kind(), words.toString());
        }
      }
    }
  }

  /** Whether a phrase, up to a word of it, ends at a place of the ring; collects its words. */
  private boolean matches(
      InjectionRules.Phrase phrase, int slot, int place, @Nullable StringBuilder words) {
    if (numbers[place] < 0 || !phrase.slots().get(slot).get(numbers[place])) {
      return false;
    }
    if (slot == 0) {
      if (words != null) {
        words.append(rules.words().get(numbers[place]));
      }
      return true;
    }
    int previous = place;
    for (int left = phrase.gaps()[slot]; left >= 0; left--) {
      previous = (previous + WINDOW - 1) & (WINDOW - 1);
      if (previous == last || numbers[previous] == SENTENCE_END) {
        return false;
      }
      if (matches(phrase, slot - 1, previous, words)) {
        if (words != null) {
          words.append(left == phrase.gaps()[slot] ? " " : " … ");
          words.append(rules.words().get(numbers[place]));
        }
        return true;
      }
    }
    return false;
  }

  private void push(int number, long place) {
    last = (last + 1) & (WINDOW - 1);
    numbers[last] = number;
    places[last] = place;
  }

  private static int slot(long hash, int size) {
    return (int) (hash ^ hash >>> 32) & (size - 1);
  }

  private static int bit(long hash) {
    return (int) (hash >>> 16 ^ hash >>> 40) & 64 * MAY_BE.length - 1;
  }

  private static int number(long hash) {
    int at = slot(hash, HASHES.length);
    while (NUMBERS[at] != 0) {
      if (HASHES[at] == hash) {
        return NUMBERS[at];
      }
      at = (at + 1) & (HASHES.length - 1);
    }
    return 0;
  }

  private void note(InjectionRules.Kind kind, String words) {
    boolean hidden = wordAt < hiddenUntil && !kind.hiddenOnly();
    note(
        "injection:" + (hidden ? "hidden-instruction" : kind.id()),
        hidden ? Severity.HIGH : kind.severity(),
        words,
        places[last],
        kind.advice());
  }

  private void note(String id, Severity severity, String words, long place) {
    note(id, severity, words, place, "look at the answer as a person would not see it");
  }

  private void note(String id, Severity severity, String words, long place, String advice) {
    for (Finding finding : findings) {
      if (finding.detector().equals(id)) {
        return;
      }
    }
    findings.add(new Finding(id, new Place.Answer(place), words, severity, advice));
  }
}
