package dev.botbottle.scan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Patterns and the automaton that finds their keywords. Immutable. */
final class PatternSet {
  final Automaton automaton;

  /**
   * Finds where a keyword may begin; null where letters match in either case. A text read with it
   * is read as it is, never decoded: nobody collects the signs of what is encoded there.
   */
  final @Nullable Skip skip;

  /** The longest stretch of bytes any pattern needs to decide. */
  final int window;

  /** The signs that known values hold, and those they are found by; these null when none are. */
  final boolean[] signs = new boolean[256];

  final boolean @Nullable [] firstSigns;

  private final Pattern[] patternOf;
  private final byte[][] keywordOf;

  /** What is counted over several messages, or null. */
  final @Nullable SentPieces sent;

  private PatternSet(
      List<Pattern> patterns,
      List<byte[]> keywords,
      boolean ignoreCase,
      @Nullable SentPieces sent) {
    this.sent = sent;
    this.patternOf = patterns.toArray(new Pattern[0]);
    this.keywordOf = keywords.toArray(new byte[0][]);
    boolean[] live = new boolean[patternOf.length];
    int longest = 0;
    for (int i = 0; i < live.length; i++) {
      live[i] = patternOf[i] instanceof KnownForm;
      longest = Math.max(longest, patternOf[i].window());
    }
    this.window = longest;
    boolean[] first = new boolean[256];
    boolean any = false;
    for (Pattern pattern : patterns) {
      any |= pattern instanceof KnownForm form && form.signs(signs, first);
    }
    // What it is an escape of may be one again.
    first['\\'] = any;
    this.firstSigns = any ? first : null;
    this.automaton = Automaton.of(keywords, live, ignoreCase);
    this.skip = ignoreCase ? null : Skip.over(keywords);
  }

  /** Everything looked for on the way out. Keywords are found in either case and then compared. */
  static PatternSet outgoing(
      List<KnownForm> known, List<Detector> detectors, @Nullable SentPieces sent) {
    List<Pattern> patterns = new ArrayList<>();
    List<byte[]> keywords = new ArrayList<>();
    for (KnownForm form : known) {
      Set<ByteBuffer> distinct = new HashSet<>();
      for (byte[] keyword : form.keywords()) {
        byte[] lower = lower(keyword);
        if (distinct.add(ByteBuffer.wrap(lower))) {
          patterns.add(form);
          keywords.add(lower);
        }
      }
    }
    for (Detector detector : detectors) {
      for (byte[] keyword : detector.keywords()) {
        patterns.add(detector);
        keywords.add(keyword);
      }
    }
    if (sent != null) {
      for (KnownPiece piece : sent.pieces()) {
        patterns.add(piece);
        keywords.add(piece.bytes());
      }
    }
    return new PatternSet(patterns, keywords, true, sent);
  }

  private static byte[] lower(byte[] keyword) {
    byte[] lower = keyword.clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] = Automaton.fold(lower[i]);
    }
    return lower;
  }

  /**
   * Known values as they are only, case by case, so that nothing but their very prefixes is held
   * back.
   */
  static PatternSet incoming(List<KnownForm> known) {
    List<Pattern> patterns = new ArrayList<>();
    List<byte[]> keywords = new ArrayList<>();
    for (KnownForm form : known) {
      for (byte[] keyword : form.keywords()) {
        patterns.add(form);
        keywords.add(keyword);
      }
    }
    return new PatternSet(patterns, keywords, false, null);
  }

  /**
   * A token that is harmless for the name it has.
   *
   * @param to behind its end
   * @param finding what it would be otherwise, as a hint
   */
  record Excused(int to, Finding finding) {}

  /**
   * The token of this kind that a stretch of a text is part of, or null.
   *
   * @param first no such token begins before
   */
  @Nullable Excused excused(byte[] text, int first, int from, int to, Place place) {
    for (int i = 0; i < patternOf.length; i++) {
      if (patternOf[i] instanceof Detector detector && !detector.unless().isEmpty()) {
        for (int at = first; at <= from; at++) {
          Candidate token = detector.excused(keywordOf[i], text, at);
          if (token != null && token.regionEnd >= to) {
            Finding finding = detector.finding(text, token.regionStart, token.regionEnd, place, "");
            return new Excused(token.regionEnd, finding.asHint());
          }
        }
      }
    }
    return null;
  }

  /** Whether a keyword stands anywhere in a text: without one nothing is found as it is. */
  boolean mayBegin(byte[] text) {
    long position = automaton.run(text, 0, text.length, Automaton.START, new int[1]);
    return automaton.accepts((int) (position >> 32));
  }

  /** Whether something that is looked for, as it is or escaped, begins with this byte. */
  boolean mayBegin(byte b) {
    return Notation.signOf(b) != 0 || automaton.depth(automaton.next(Automaton.START, b)) > 0;
  }

  /** The same for two bytes. */
  boolean mayBegin(byte b, byte second) {
    int state = automaton.next(automaton.next(Automaton.START, b), second);
    return Notation.signOf(b) != 0 || automaton.depth(state) > 1;
  }

  /**
   * Where a known value may begin, of which at least some bytes stand so far apart.
   *
   * @param first the first byte that is looked at
   * @param last the last one
   * @return less than 0 when none does
   */
  int beginningOfKnown(byte[] text, int first, int last, int distance, int least) {
    int state = Automaton.START;
    for (int at = first; at <= last; at += distance) {
      state = automaton.next(state, text[at]);
      int known = automaton.liveDepth(state);
      if (known >= least) {
        return at - (known - 1) * distance;
      }
    }
    return -1;
  }

  Pattern pattern(int keyword) {
    return patternOf[keyword];
  }

  byte[] keyword(int keyword) {
    return keywordOf[keyword];
  }
}
