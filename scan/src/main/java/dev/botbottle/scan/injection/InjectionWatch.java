package dev.botbottle.scan.injection;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches one text go by, in pieces of any size, and notes what reads like instructions to a model:
 * each kind once, with its place. Constant memory, one pass, no byte is held back or changed. The
 * same text gives the same findings however it is cut. What a {@link Sieve} passes over is not
 * read.
 *
 * <p>What is said of a place holds only words of the rules, so that it can be shown to anybody.
 */
public final class InjectionWatch {
  /** An emoji of many parts has 4 joiners, none of them next to another. */
  private static final int INVISIBLE_RUN = 6;

  /** The longest flag of a region has 6 tag characters (Unicode TR 51, annex C). */
  private static final int TAG_RUN = 8;

  private static final String HIDDEN_CHARACTERS = "injection:hidden-characters";

  /** Less text than this is read as it is. */
  private static final int LEAST = 256;

  /** How much text is read exactly before the sieve is asked again. */
  private static final int STRETCH = 96;

  /**
   * The most where it is of no use: each time it passes over less than it looks at in vain, this
   * doubles.
   */
  private static final int LONGEST_STRETCH = 65_536;

  private static final RuleWords WORDS = new RuleWords(InjectionRules.builtIn().words());

  private static final Sieve SIEVE = new Sieve(InjectionRules.builtIn(), WORDS);

  private final InjectionRules rules = InjectionRules.builtIn();
  private final List<Finding> findings = new ArrayList<>();

  private final RecentWords recent = new RecentWords(rules);

  /** Where the last word that ended began. */
  private long lastAt;

  private final WordHash word = new WordHash();
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
  private final Hidden hidden = new Hidden();

  /** Behind what ends a sentence, unless a word follows at once as in a file's name. */
  private boolean stop;

  /** Whether every byte needs the slow way. */
  private boolean special;

  /** Whether it passes over what a sieve does. */
  private final boolean sieves;

  /** Up to where the text is read exactly. */
  private long exactUntil;

  /** How much more is read exactly where the sieve looks in vain. */
  private int stretch = STRETCH;

  /** A watch at the beginning of a text. */
  public InjectionWatch() {
    this(true);
  }

  /** One that may read all of the text exactly: the findings are the same. */
  InjectionWatch(boolean sieves) {
    this.sieves = sieves;
  }

  /** Some more of the text, in UTF-8. */
  public void write(byte[] source, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      if (!special && !inWord) {
        if (sieves && at >= exactUntil) {
          i = sieve(source, i, end);
        }
        int behind = words(source, i, end);
        if (behind > i) {
          i = behind;
          continue;
        }
      }
      int b = source[i];
      if (special || b < 0 || (Letters.small(b) == 0 && Separators.kind(b) != Separators.PLAIN)) {
        slow(b & 0xff);
        special =
            stop
                || missing > 0
                || escape > 0
                || invisible > 0
                || tags > 0
                || trie > 0
                || hidden.mayEnd();
        i++;
        at++;
      } else if (Separators.kind(b) == Separators.PLAIN) {
        endWord();
        i++;
        at++;
      } else {
        i = letters(source, i, end);
      }
    }
  }

  /**
   * Passes over text that belongs to no finding. Returns from where to read exactly: some words
   * before what may be one, or before the end, as a phrase may go on behind it.
   */
  private int sieve(byte[] source, int from, int end) {
    if (end - from < LEAST || hidden.inComment() || hidden.has(at) || !recent.isQuiet()) {
      exactUntil = at + STRETCH;
      return from;
    }
    int looked = SIEVE.next(source, from, end);
    int block = looked < 0 ? ~looked : looked;
    int on = SIEVE.before(source, from, block);
    exactUntil = at - from + (block + Sieve.BLOCK);
    if (looked < 0 || on - from <= block - on) {
      stretch = Math.min(2 * stretch, LONGEST_STRETCH);
      exactUntil += stretch;
    } else {
      stretch = STRETCH;
    }
    if (on > from) {
      recent.passFar();
      at += on - from;
    }
    return on;
  }

  /**
   * Takes words with what separates them, of which none says more than that a sentence ends;
   * nothing is open before it and nothing behind it. Returns where something else is.
   */
  private int words(byte[] source, int from, int end) {
    long before = at - from;
    int i = from;
    int last = from;
    int unknown = 0;
    int until = end - Long.BYTES;
    if (sieves) {
      until = (int) Math.min(until, exactUntil - before);
    }
    while (i < until) {
      long bytes = Letters.eight(source, i);
      int count = Letters.first(bytes);
      long hash;
      if (count < Long.BYTES) {
        hash = WordHash.of(Letters.small(bytes), count);
      } else {
        word.begin();
        count = more(source, i, end) - i;
        hash = word.value();
      }
      int behind = i + count;
      if (behind + 1 >= end) {
        break;
      }
      byte kind = Separators.kind(source[behind]);
      boolean sentence = false;
      if (kind != Separators.PLAIN) {
        if (kind == Separators.STOP && !decimal(source, i, behind)) {
          int next = source[behind + 1];
          sentence = Separators.kind(next) == Separators.PLAIN;
          if (!sentence && Letters.small(next) == 0) {
            break;
          }
        } else if ((kind != Separators.DASH || hidden.inComment())
            && (kind != Separators.QUOTE || count > 0)) {
          break;
        }
      }
      if (count > 0) {
        last = i;
        int number = WORDS.number(hash);
        if (number != 0) {
          recent.pass(unknown);
          unknown = 0;
          wordAt = before + i;
          at = before + behind;
          word(number);
        } else {
          unknown++;
        }
      }
      i = behind + 1;
      if (sentence) {
        if (unknown > 0) {
          recent.pass(unknown);
          unknown = 0;
          wordAt = before + last;
        }
        recent.sentenceEnds();
        lastAt = before + i;
        i++;
      }
    }
    if (unknown > 0) {
      recent.pass(unknown);
      lastAt = before + last;
      wordAt = lastAt;
    }
    at = before + i;
    return i;
  }

  /** Whether a point stands behind a digit, so that it is one of the word's own. */
  private static boolean decimal(byte[] source, int word, int point) {
    return source[point] == '.'
        && point > word
        && source[point - 1] >= '0'
        && source[point - 1] <= '9';
  }

  /** Takes letters and digits up to something else; returns where that is. */
  private int letters(byte[] source, int from, int end) {
    if (!inWord) {
      beginWord();
    }
    int i = more(source, from, end);
    lastLetter = Letters.small(source[i - 1]);
    at += i - from;
    return i;
  }

  /** Takes letters and digits of the word that is open. */
  private int more(byte[] source, int from, int end) {
    int i = from;
    int run = Long.BYTES;
    while (run == Long.BYTES && end - i >= Long.BYTES) {
      long bytes = Letters.eight(source, i);
      run = Letters.first(bytes);
      if (run > 0) {
        word.letters(Letters.small(bytes), run);
        i += run;
      }
    }
    for (; i < end && Letters.small(source[i]) != 0; i++) {
      word.letters(Letters.small(source[i]), 1);
    }
    return i;
  }

  private void beginWord() {
    inWord = true;
    wordAt = at;
    word.begin();
  }

  /** The text ends. */
  public void finish() {
    endWord();
  }

  /** Whether the text, if it ended here, would hold something that was not noticed yet. */
  public boolean wouldNotice() {
    int number = inWord ? WORDS.number(word.value()) : 0;
    if (number == 0) {
      return false;
    }
    boolean found = false;
    recent.add(number);
    for (InjectionRules.Phrase phrase : rules.endingWith(number)) {
      found |=
          !phrase.kind().hides()
              && (!phrase.kind().hiddenOnly() || hidden.has(wordAt))
              && recent.endWith(phrase);
    }
    recent.takeBack();
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
      if (Separators.isEscapedSpace(c)) {
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
    if (Separators.isInvisible(c)) {
      if (++invisible == INVISIBLE_RUN) {
        note(HIDDEN_CHARACTERS, Severity.HIGH, "characters that nobody sees", at);
      }
      return; // it does not end a word, or words could be written past this
    }
    if (Separators.isTag(c)) {
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
    if (decimal || (c < 128 ? Letters.small(c) != 0 : Character.isLetter(c))) {
      stop = decimal; // 0.5 is one word, "step 1." ends a sentence
      if (!inWord) {
        beginWord();
      }
      if (c < 128 && !decimal) {
        lastLetter = Letters.small(c);
        word.letters(lastLetter, 1);
      } else {
        lastLetter = c;
        word.other(c);
      }
    } else if (!Separators.isApostrophe(c)) {
      endWord();
      if (stop) {
        recent.sentenceEnds();
        lastAt = at;
      }
      stop = c == '.' || c == '!' || c == '?';
    }
  }

  private void other() {
    trie = 0;
    endWord();
  }

  private void mark(int c) {
    int small = c >= 'A' && c <= 'Z' ? c + 32 : c;
    hidden.character(small, at);
    trie = Marks.ALL.next(trie, small);
    String found = Marks.ALL.endingIn(trie);
    switch (found) {
      case "" -> {}
      case Marks.COMMENT_BEGINS -> hidden.commentBegins(at);
      case Marks.LINE_BEGINS -> hidden.styleBegins(at);
      default -> {
        InjectionRules.Kind kind = rules.marks().get(found);
        if (kind != null) {
          note(kind, found);
        }
      }
    }
  }

  private void endWord() {
    if (!inWord) {
      return;
    }
    inWord = false;
    int number = WORDS.number(word.value());
    if (number == 0) {
      recent.pass(1);
      lastAt = wordAt;
    } else {
      word(number);
    }
  }

  /** A word of the rules has ended. */
  private void word(int number) {
    lastAt = wordAt;
    recent.add(number);
    int more = SIEVE.behind(number);
    if (more > 0) {
      recent.opens(more);
    }
    List<InjectionRules.Phrase> phrases = rules.endingWith(number);
    for (int i = 0; i < phrases.size(); i++) {
      InjectionRules.Phrase phrase = phrases.get(i);
      if ((!phrase.kind().hiddenOnly() || hidden.has(wordAt)) && recent.endWith(phrase)) {
        if (phrase.kind().hides()) {
          hidden.styleBegins(at);
        } else {
          note(phrase.kind(), recent.of(phrase));
        }
      }
    }
  }

  private void note(InjectionRules.Kind kind, String words) {
    boolean unseen = hidden.has(wordAt) && !kind.hiddenOnly();
    note(
        "injection:" + (unseen ? "hidden-instruction" : kind.id()),
        unseen ? Severity.HIGH : kind.severity(),
        words,
        lastAt,
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
