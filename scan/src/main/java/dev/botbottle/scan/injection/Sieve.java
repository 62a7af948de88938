package dev.botbottle.scan.injection;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Looks quickly over a text for what any finding needs: an anchor of a phrase, a mark, or what may
 * hide in either. It may stop where there is nothing, but never passes over something. Immutable.
 *
 * <p>Nothing is missed, because each finding holds an anchor or a mark, or bytes that nobody sees.
 * An anchor or mark written as it is spelled holds the {@link Fours four characters} chosen of it,
 * and whoever looks at three in a row at each second place of a text sees the first or the last
 * three of them. One written otherwise holds a byte that is looked at by itself: an apostrophe, a
 * backslash, or one of a character beyond ASCII. At the first of these that may matter the sieve
 * stops, so up to there every word was looked at as a whole.
 */
final class Sieve {
  /** How many bytes are looked at in one go; what is found begins or ends in them. */
  static final int BLOCK = Long.BYTES;

  private static final byte WORD = 1;
  private static final byte MARK = 2;

  /** A mark with more backslashes than letters is not followed. */
  private static final int PATIENCE = 64;

  /** Where one byte in eight and some more have to be looked at, the text is not passed over. */
  private static final int MANY = 64;

  /** What it costs to look at letters of an anchor or mark that is none, in such bytes. */
  private static final int IN_VAIN = 3;

  /** Instead of a cost: an anchor or mark. */
  private static final int THERE = -1;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  /** What surely ends a word. */
  private final boolean[] ends = new boolean[256];

  /** What ends a word and lets no mark go on behind a letter or digit. */
  private final boolean[] breaks = new boolean[256];

  /** What may stand in a mark, or be left out of it. */
  private final boolean[] marking = new boolean[256];

  /** Of {@link Fours}. */
  private final byte[] threes;

  private final byte[] fours;

  private final Anchors anchors;
  private final RuleWords words;
  private final Trie marks;
  private int longest;

  Sieve(InjectionRules rules, RuleWords words) {
    this.words = words;
    anchors = new Anchors(rules);
    marks = Marks.ALL;
    for (int c = 0; c < 128; c++) {
      marking[c] = Letters.small(c) != 0 || c == '\\';
      ends[c] = Letters.small(c) == 0 && c != '\'' && c != '\\';
      breaks[c] = Separators.kind(c) == Separators.PLAIN;
    }
    var chosen = new Fours();
    threes = chosen.threes();
    fours = chosen.fours();
    List<String> spelled = rules.words();
    for (String word : spelled) {
      longest = Math.max(longest, word.length());
    }
    BitSet all = anchors.all();
    for (int word = all.nextSetBit(0); word >= 0; word = all.nextSetBit(word + 1)) {
      chosen.add(spelled.get(word), WORD);
    }
    addMarks(chosen, rules.marks().keySet());
    addMarks(chosen, List.of(Marks.COMMENT_BEGINS, Marks.LINE_BEGINS));
  }

  private void addMarks(Fours chosen, Collection<String> texts) {
    for (String text : texts) {
      longest = Math.max(longest, text.length());
      chosen.add(text, MARK);
      for (int i = 0; i < text.length(); i++) {
        marking[text.charAt(i)] = true;
        if (i > 0 && Letters.small(text.charAt(i - 1)) != 0) {
          breaks[text.charAt(i)] = false;
        }
      }
    }
  }

  /**
   * Looks for something from a place on where no word and no mark is open. Returns the block where
   * it is, or that at which there was no more to look at, or its complement where it gave up. What
   * begins longer before it than a word or mark is long is nothing.
   */
  int next(byte[] source, int from, int end) {
    int passed = from;
    int odds = 0;
    int block = from;
    for (; end - block > BLOCK + 1; block += BLOCK) {
      long bytes = Letters.eight(source, block);
      int last = (int) (bytes >>> 48) | source[block + BLOCK] << 16;
      int seen =
          threes[Fours.three((int) bytes)]
              | threes[Fours.three((int) (bytes >>> 16))]
              | threes[Fours.three((int) (bytes >>> 32))]
              | threes[Fours.three(last)];
      long odd = (bytes | zeros(bytes ^ '\'' * ONES) | zeros(bytes ^ '\\' * ONES)) & HIGH;
      if (odd != 0) {
        passed = pass(source, from, block, Math.max(passed, block), odd, end);
        odds += Long.bitCount(odd);
        if (passed < 0) {
          return block;
        }
        if (odds > MANY + (block - from) / BLOCK) {
          return ~block;
        }
      }
      if (seen != 0) {
        int looked = look(source, from, block, end);
        odds += looked;
        if (looked == THERE) {
          return block;
        }
        if (odds > MANY + (block - from) / BLOCK) {
          return ~block;
        }
      }
    }
    return block;
  }

  /** The highest bit of each byte that is 0, and perhaps of one that follows such a byte. */
  private static long zeros(long bytes) {
    return (bytes - ONES) & ~bytes;
  }

  /**
   * From where to read before a block that {@link #next} returned, so that enough words of a phrase
   * are read before what is there: behind a word where nothing is open. It is one word more than
   * needed unless an anchor is as long as the longest mark. Within a mark it does not matter where,
   * as one that ends is all behind it, and none begins within another.
   */
  int before(byte[] source, int from, int block) {
    int behind = 0;
    for (int i = block - longest - 1; i > from; i--) {
      if (breaks[source[i] & 0xff]
          && Letters.small(source[i - 1]) != 0
          && (i - 2 < from || source[i - 2] != '\\') // the n of \n is no word
          && behind++ == anchors.before()) {
        return i + 1;
      }
    }
    return from;
  }

  /** How many words of a phrase may follow a word of the rules; none when it is no anchor. */
  int behind(int word) {
    return anchors.behind(word);
  }

  /** Whether four characters in a row that touch a block are of something that is there. */
  private int look(byte[] source, int from, int block, int end) {
    long bytes = Letters.eight(source, block);
    long more = Letters.eight(source, block + 2);
    int before = block > from ? source[block - 1] & 0xff : 0;
    int kinds = fours[Fours.four((int) bytes << 8 | before)];
    for (int i = 0; i < 4; i++) {
      kinds |= fours[Fours.four((int) (bytes >>> (8 * i)))] << (2 * (i + 1));
    }
    for (int i = 2; i < 5; i++) {
      kinds |= fours[Fours.four((int) (more >>> (8 * i)))] << (2 * (i + 3));
    }
    for (int rest = kinds; rest != 0; rest &= rest - 1) {
      int which = Integer.numberOfTrailingZeros(rest);
      int at = Math.max(from, block - 1 + which / 2);
      if (which % 2 == 0 ? isAnchor(source, from, at, end) : isMarked(source, from, at, end)) {
        return THERE;
      }
    }
    return kinds == 0 ? 0 : IN_VAIN;
  }

  /** Whether letters in a row, of which one is known, are an anchor or may become one. */
  private boolean isAnchor(byte[] source, int from, int at, int end) {
    int begin = begin(source, from, at);
    int behind = behind(source, at, end);
    int first = isEscape(source, from, begin) ? begin + 1 : begin;
    if (behind - first > longest || behind <= first) {
      return false;
    }
    int number = number(source, first, behind);
    return anchors.has(number) && (anchors.alone(number) || isBeside(source, from, begin, number));
  }

  /** Whether a word that goes with an anchor may stand directly before it. */
  private boolean isBeside(byte[] source, int from, int anchor, int number) {
    int behind = anchor;
    while (behind > from && anchor - behind < longest && ends[source[behind - 1] & 0xff]) {
      behind--;
    }
    if (behind == from || Letters.small(source[behind - 1]) == 0) {
      return true;
    }
    int begin = begin(source, from, behind);
    if (begin == from || !ends[source[begin - 1] & 0xff]) {
      return behind - begin <= longest;
    }
    return anchors.beside(number(source, begin, behind), number);
  }

  /** The number in the rules of letters and digits. */
  private int number(byte[] source, int begin, int end) {
    var word = new WordHash();
    word.letters(source, begin, end);
    return words.number(word.value());
  }

  /** Where the letters and digits before a place begin, or some of them if they are too many. */
  private int begin(byte[] source, int from, int at) {
    int i = at;
    while (i > from && at - i <= longest && Letters.small(source[i - 1]) != 0) {
      i--;
    }
    return i;
  }

  /** Where the letters and digits from a place on end, or some of them if they are too many. */
  private int behind(byte[] source, int at, int end) {
    int i = at;
    while (i < end && i - at <= longest && Letters.small(source[i]) != 0) {
      i++;
    }
    return i;
  }

  /** Whether a letter is that of an escape, which is a space. */
  private static boolean isEscape(byte[] source, int from, int at) {
    return at > from && source[at - 1] == '\\' && Separators.isEscapedSpace(source[at]);
  }

  /** Whether a mark may be open at a place, of which all is written as it is up to there. */
  private boolean isMarked(byte[] source, int from, int at, int end) {
    for (int i = at; i >= from && at - i < longest; i--) {
      if ((source[i] == '<' || source[i] == '[') && isMark(source, i, at, end)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a mark begins at a place and goes on beyond another. */
  private boolean isMark(byte[] source, int begin, int beyond, int end) {
    int state = 0;
    for (int i = begin; i < end && i - begin < PATIENCE; i++) {
      int c = source[i];
      if (c < 0) {
        return true; // it may be left out
      }
      if (c == '\\') {
        int next = i + 1 < end ? source[i + 1] : 'u';
        if (Separators.isEscapedSpace(next)) {
          return false;
        }
        if (next == 'u') {
          return true;
        }
        continue;
      }
      int on = marks.next(state, c >= 'A' && c <= 'Z' ? c + 32 : c);
      if (on == 0 || (state != 0 && on == marks.next(0, c))) {
        return false;
      }
      if (!marks.endingIn(on).isEmpty()) {
        return i >= beyond;
      }
      state = on;
    }
    return true;
  }

  /**
   * Looks at what may be left out of a word or a mark. Returns the place behind it, negative when
   * it has to be read exactly.
   */
  private int pass(byte[] source, int from, int block, int passed, long odd, int end) {
    int behind = passed;
    for (long rest = odd; rest != 0; rest &= rest - 1) {
      int at = block + (Long.numberOfTrailingZeros(rest) >>> 3);
      if (at < behind) {
        continue;
      }
      int width = 1;
      boolean harmless = true;
      if (source[at] < 0) {
        width = width(source, at, end);
        harmless = width > 0 && isHarmless(source, from, at, width, end);
      } else if (source[at] == '\'') {
        harmless = joinsNothing(source, from, at, at + 1, end);
      } else if (source[at] == '\\') {
        harmless = escapesNothing(source, from, at, end);
      }
      if (!harmless) {
        return -1;
      }
      behind = at + width;
    }
    return behind;
  }

  /** How many bytes a character has, 0 when it is none or is cut. */
  private static int width(byte[] source, int at, int end) {
    int lead = source[at] & 0xff;
    int width = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + width > end) {
      return 0;
    }
    for (int i = at + 1; i < at + width; i++) {
      if ((source[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return width;
  }

  private boolean isHarmless(byte[] source, int from, int at, int width, int end) {
    int point = source[at] & (0x7f >> width);
    for (int i = at + 1; i < at + width; i++) {
      point = point << 6 | (source[i] & 0x3f);
    }
    if (Separators.isApostrophe(point)) {
      return joinsNothing(source, from, at, at + width, end);
    }
    return point >= 0x80 && !Separators.isInvisible(point) && !Separators.isTag(point);
  }

  /** Whether an apostrophe is in no anchor. */
  private boolean joinsNothing(byte[] source, int from, int at, int behind, int end) {
    if (at == from || ends[source[at - 1] & 0xff]) {
      return true; // no word is open
    }
    if (behind == end) {
      return false;
    }
    if (ends[source[behind] & 0xff]) {
      return true; // it ends, and was looked at without this
    }
    int begin = begin(source, from, at);
    int last = behind(source, behind, end);
    if (isEscape(source, from, begin)) {
      begin++;
    } else if (begin > from && !ends[source[begin - 1] & 0xff] && at - begin <= longest) {
      return false;
    }
    if (at - begin + last - behind > longest) {
      return true;
    }
    if (begin == at || behind == last || last == end || !ends[source[last] & 0xff]) {
      return false;
    }
    var word = new WordHash();
    word.letters(source, begin, at);
    word.letters(source, behind, last);
    return !anchors.has(words.number(word.value()));
  }

  /** Whether a backslash is in no anchor and no mark. */
  private boolean escapesNothing(byte[] source, int from, int at, int end) {
    int next = at + 1 < end ? source[at + 1] : 'u';
    if (Separators.isEscapedSpace(next)) {
      return true;
    }
    if (next == 'u' || next < 0) {
      return false;
    }
    boolean joins = Letters.small(next) != 0 && at > from && !ends[source[at - 1] & 0xff];
    return !joins && (!marking[next] || !isMarked(source, from, at - 1, end));
  }
}
