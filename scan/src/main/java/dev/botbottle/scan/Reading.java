package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One text a message can be read as: the message itself, or what a stretch of it decodes to.
 *
 * <p>Its bytes run through the automaton once; where a keyword ends a {@link Candidate} begins,
 * which is decided when enough bytes are there. Lenses read the same bytes for encoded stretches
 * and make further readings of them, down to {@link #DEPTH}. Each byte knows which bytes of the
 * message it stands for, so that a match anywhere says what must not leave.
 *
 * <p>What is found is a function of the text alone. Memory is bounded: nothing is remembered that
 * stands for more than {@link #SPAN} bytes of the message, or is longer than the patterns' window.
 */
final class Reading {
  /** How often a message is decoded. */
  static final int DEPTH = 4;

  /** How many bytes before the first one of interest are kept to look back at. */
  static final int HISTORY = EscapeLens.BEFORE + Boundary.LOOK_BEHIND;

  /** Nothing that is found decoded stands for more bytes of the message than this. */
  static final int SPAN = 32 * 1024;

  /**
   * As much of a known value has to have begun, where it is encoded, that it does not leave at a
   * pause: much of what is encoded ends in what some value begins with, and may be waited for.
   */
  static final int BEGUN = 3;

  /** No byte of any message. */
  static final long NOWHERE = Long.MAX_VALUE;

  private static final long[] NONE = {};

  private final Search search;
  private final String encoding;
  private final int depth;
  private final ByteSet rest;
  private final Lens[] lenses;
  private final List<Candidate> pending = new ArrayList<>();
  private final Stitches stitches = new Stitches(this);

  private byte[] buffer;
  private int limit;
  private int searched;

  /** What signs the bytes from {@code seen} to {@code searched} have. */
  private int seen;

  private final int[] signs = new int[1];
  private int state = Automaton.START;

  /** Nothing that ends before this byte of the message is a find of this reading. */
  private long since;

  /** What the first byte of the buffer is in a message that is read as it is. */
  private long base;

  /** Which bytes of the message each byte stands for; empty when the text is the message. */
  private long[] from = NONE;

  private long[] to = NONE;

  /** What each byte takes, if it is not the message. */
  private int effort;

  /** The message as it is. */
  static Reading of(Search search, int capacity) {
    return new Reading(search, "", 0, ByteSet.ALPHANUMERIC, new byte[capacity]);
  }

  /**
   * What a stretch of this text decodes to.
   *
   * @param name what the encoding is called
   * @param rest what goes on belonging to a find that has no end in this reading
   * @param effort what each of its bytes takes
   */
  Reading decoded(String name, ByteSet rest, int effort) {
    String nested = encoding.isEmpty() ? name : name + " in " + encoding;
    Rooms.Room room = search.rooms().take();
    Reading reading = new Reading(search, nested, depth + 1, rest, room.bytes);
    reading.from = room.from;
    reading.to = room.to;
    reading.since = since;
    reading.effort = effort;
    return reading;
  }

  /** The text has ended. */
  void end() {
    settle(true);
    over();
  }

  /** Gives back the room of a text that is over: it is not read again. */
  void over() {
    search.rooms().give(new Rooms.Room(buffer, from, to));
  }

  private Reading(Search search, String encoding, int depth, ByteSet rest, byte[] buffer) {
    this.search = search;
    this.encoding = encoding;
    this.depth = depth;
    this.rest = rest;
    this.buffer = buffer;
    this.lenses = search.decodes() && depth < DEPTH ? lenses() : new Lens[0];
  }

  private Lens[] lenses() {
    Base64Lens base64 = new Base64Lens(this);
    Lens hex = new HexLens(this);
    Lens escapes = new EscapeLens(this, new Escapes());
    // What is written so is a message or part of one, not nested any deeper.
    return depth > 1
        ? new Lens[] {base64, hex, escapes}
        : new Lens[] {
          base64,
          new Base32Lens(this, base64, 'A'),
          new Base32Lens(this, base64, 'a'),
          hex,
          escapes,
          new EscapeLens(this, new QuotedPrintable()),
          new SpacedLens(this, 2),
          new SpacedLens(this, 3),
          new SpacedLens(this, SpacedLens.WIDEST)
        };
  }

  /** Whether this is the message as it is. */
  boolean isMessage() {
    return depth == 0;
  }

  byte[] buffer() {
    return buffer;
  }

  int limit() {
    return limit;
  }

  /** The first byte of the message that a byte stands for. */
  long from(int index) {
    return depth == 0 ? base + index : from[index];
  }

  /** Behind the last byte of the message that a byte stands for. */
  long to(int index) {
    return depth == 0 ? base + index + 1 : to[index];
  }

  /** Where a byte of the message stands in the buffer of the message. */
  int index(long position) {
    return (int) (position - base);
  }

  /** Leaves what stands before a byte of the message to the reading this one was made of. */
  void since(long position) {
    since = Math.max(since, position);
  }

  /** Takes bytes of the message; those before {@code floor} are of no more interest outside. */
  void append(byte[] source, int offset, int length, long floor) {
    expect(length, floor);
    System.arraycopy(source, offset, buffer, limit, length);
    limit += length;
  }

  /** Makes room for bytes of the message that will come. */
  void expect(int length, long floor) {
    if (limit + length > buffer.length) {
      forget(index(floor));
      if (limit + length > buffer.length) {
        int most = HISTORY + Math.max(search.patterns().window, SPAN) + 2 * length;
        // With room for as much again, and what is kept of this.
        int size = Math.max(limit + length + HISTORY, Math.min(most, 2 * buffer.length));
        buffer = Arrays.copyOf(buffer, size);
      }
    }
  }

  /** Takes a decoded byte and what it stands for. */
  void take(byte b, long first, long behind) {
    if (limit == buffer.length) {
      makeRoom();
    }
    buffer[limit] = b;
    from[limit] = first;
    to[limit] = behind;
    limit++;
  }

  /** Takes bytes of the text this one is made of, from an index to another, as they are. */
  void take(Reading text, int first, int behind) {
    int at = first;
    while (at < behind) {
      if (limit == buffer.length) {
        makeRoom();
      }
      int length = Math.min(behind - at, buffer.length - limit);
      System.arraycopy(text.buffer, at, buffer, limit, length);
      if (text.depth > 0) {
        System.arraycopy(text.from, at, from, limit, length);
        System.arraycopy(text.to, at, to, limit, length);
      } else {
        for (int i = 0; i < length; i++) {
          from[limit + i] = text.base + at + i;
          to[limit + i] = text.base + at + i + 1;
        }
      }
      at += length;
      limit += length;
    }
  }

  private void makeRoom() {
    forget(limit);
    if (limit > buffer.length / 2) {
      int size = 2 * buffer.length;
      buffer = Arrays.copyOf(buffer, size);
      from = Arrays.copyOf(from, size);
      to = Arrays.copyOf(to, size);
    }
  }

  /** Drops bytes from the front of the buffer: all but those still needed or looked back at. */
  private void forget(int most) {
    int first = Math.min(most, searched - search.patterns().automaton.depth(state));
    for (Candidate candidate : pending) {
      first = Math.min(first, candidate.start);
    }
    for (Lens lens : lenses) {
      first = Math.min(first, lens.mark());
    }
    first = stitches.mark(first);
    int by = first - HISTORY;
    if (by <= 0) {
      return;
    }
    System.arraycopy(buffer, by, buffer, 0, limit - by);
    if (depth > 0) {
      System.arraycopy(from, by, from, 0, limit - by);
      System.arraycopy(to, by, to, 0, limit - by);
    }
    base += by;
    limit -= by;
    searched -= by;
    seen -= by;
    for (Candidate candidate : pending) {
      candidate.shift(by);
    }
    for (Lens lens : lenses) {
      lens.shift(by);
    }
    stitches.shift(by);
  }

  /**
   * Looks at what has come and decides what can be decided.
   *
   * @param end whether no more will come
   */
  void settle(boolean end) {
    search();
    for (Lens lens : lenses) {
      lens.read(end);
    }
    for (int i = pending.size() - 1; i >= 0; i--) {
      Candidate candidate = pending.get(i);
      advance(candidate, end);
      if (!candidate.undecided()) {
        pending.remove(i);
        spend(candidate);
        if (candidate.matched()) {
          matched(candidate);
        } else {
          rejected(candidate);
        }
      }
    }
    stitches.settle(end);
  }

  private void rejected(Candidate candidate) {
    if (lenses.length > 0 && !candidate.complete) {
      stitches.rejected(candidate);
    }
  }

  /**
   * Takes a match that was put together.
   *
   * @param pieces where in the message each of its pieces begins, and behind it
   */
  void stitched(Candidate candidate, byte[] bytes, long[] pieces) {
    String how = encoding.isEmpty() ? "pieces" : "pieces in " + encoding;
    Finding finding =
        candidate.pattern.finding(
            bytes, candidate.regionStart, candidate.regionEnd, search.place(), how);
    spend(pieces[0], Effort.MATCH);
    if (pieces[pieces.length - 1] > since) {
      Find find = new Find(finding, pieces);
      for (int i = 0; i < pieces.length; i += 2) {
        search
            .matches()
            .add(new Match(candidate.pattern, pieces[i], pieces[i + 1], find, depth + 1, null));
      }
    }
  }

  /** Whether one of the bytes from an index on may have a sign. */
  boolean may(int sign, int from) {
    return (signs[0] & sign) != 0 || from < seen;
  }

  /** Counts what it took to look at a byte of the message. */
  void spend(long position, int units) {
    // What is read again stands before what made it be read again, and may be decided.
    search.effort().spend(Math.max(position, since), units);
  }

  /** Counts what it took to decide on a candidate. */
  private void spend(Candidate candidate) {
    long position = from(candidate.start);
    boolean broke = !candidate.matched() && !candidate.complete && candidate.at < limit;
    byte next = broke ? buffer[candidate.at] : 0;
    int joint =
        EscapedByte.begins(next) ? Effort.ESCAPED_JOINT : Joint.begins(next) ? Effort.JOINT : 0;
    spend(position, candidate.effort() + joint);
  }

  /** What is looked for. */
  PatternSet patterns() {
    return search.patterns();
  }

  /** Makes a candidate of each keyword that ends in the new bytes. */
  private void search() {
    PatternSet patterns = search.patterns();
    Automaton automaton = patterns.automaton;
    Skip skip = patterns.skip;
    seen = searched;
    signs[0] = 0;
    if (effort > 0) {
      Effort.spend(this, searched, limit, effort);
    }
    while (searched < limit) {
      if (skip != null && state == Automaton.START) {
        searched = skip.next(buffer, searched, limit);
        if (searched == limit) {
          return;
        }
      }
      long position =
          skip == null
              ? automaton.run(buffer, searched, limit, state, signs)
              : automaton.runBegun(buffer, searched, limit, state);
      state = (int) (position >> 32);
      searched = (int) position;
      if (automaton.accepts(state)) {
        for (int keyword : automaton.keywordsOf(state)) {
          begin(patterns.pattern(keyword), patterns.keyword(keyword), searched);
        }
      }
    }
  }

  private void begin(Pattern pattern, byte[] keyword, int end) {
    if (!search.profile().detectors() && pattern instanceof Detector) {
      return;
    }
    int start = end - keyword.length;
    Candidate candidate = candidate(pattern, keyword, start, end);
    if (candidate == null) {
      spend(from(start), Effort.KEYWORD);
      return;
    }
    advance(candidate, false);
    if (candidate.status == Candidate.Status.REJECTED) {
      spend(candidate);
      rejected(candidate);
    } else {
      pending.add(candidate);
    }
  }

  /** What begins at a keyword, or null. */
  private @Nullable Candidate candidate(Pattern pattern, byte[] keyword, int start, int end) {
    if (pattern instanceof KnownPiece piece) {
      if (piece.at(buffer, start) && to(end - 1) > since) {
        search.parts().add(new SeenPiece(piece, from(start), to(end - 1), depth));
      }
      return null;
    }
    int first = 0;
    if (search.wordBegins(from(start))) {
      if (search.excused(pattern, keyword, from(start))) {
        return null;
      }
      first = start;
    }
    return pattern.begin(keyword, buffer, first, start, end, search.ignoreCase());
  }

  private void advance(Candidate candidate, boolean end) {
    if (!candidate.undecided()) {
      return;
    }
    if (depth > 0 && to[limit - 1] - from[candidate.start] > SPAN) {
      // Decided as if the text ended where its share of the message does.
      int reach = candidate.start;
      while (to[reach] - from[candidate.start] <= SPAN) {
        reach++;
      }
      candidate.full = true;
      candidate.pattern.advance(candidate, buffer, Math.max(reach, candidate.bodyStart), true);
    } else {
      candidate.pattern.advance(candidate, buffer, limit, end);
    }
  }

  private void matched(Candidate candidate) {
    int start = candidate.regionStart;
    int end = candidate.regionEnd;
    Finding finding = candidate.pattern.finding(buffer, start, end, search.place(), encoding);
    ByteSet tail = candidate.overrun ? candidate.pattern.tail() : null;
    if (tail != null && depth > 0) {
      // Where the encoded text ends the find does; else it goes on in what is encoded behind it.
      tail = candidate.full ? rest : null;
    }
    if (to(end - 1) > since) {
      Find find = new Find(finding, from(start), to(end - 1));
      search
          .matches()
          .add(new Match(candidate.pattern, from(start), to(end - 1), find, depth, tail));
    }
  }

  /** Whether the text ends in what may be a known value when it goes on. */
  boolean knownBegun() {
    boolean begun = search.patterns().automaton.liveDepth(state) > 0;
    for (Candidate candidate : pending) {
      begun |= candidate.pattern instanceof KnownForm;
    }
    return begun;
  }

  /** The first byte of the message that may belong to something undecided, or none. */
  long hold() {
    int first = limit - search.patterns().automaton.depth(state);
    for (Candidate candidate : pending) {
      first = Math.min(first, candidate.start);
    }
    return earliest(first, false);
  }

  /**
   * Decides for a pause: what would be a finding if the message ended here is one. Returns the
   * first byte of the message that must not leave in the pause: a begun known value, encoded if
   * there is {@link #BEGUN} of it, or any other candidate where somebody took care to encode it.
   */
  long pause() {
    int begun = search.patterns().automaton.liveDepth(state);
    int first = depth > 0 && begun < BEGUN ? limit : limit - begun;
    for (int i = pending.size() - 1; i >= 0; i--) {
      Candidate ended = pending.get(i).copy();
      ended.pattern.advance(ended, buffer, limit, true);
      if (ended.matched() && depth == 0) {
        pending.remove(i);
        matched(ended);
      } else if (depth > 0 || ended.pattern instanceof KnownForm) {
        first = Math.min(first, ended.start);
      }
    }
    return earliest(first, true);
  }

  /**
   * The first byte of the message that this text from an index on, or what is made of it, holds.
   */
  private long earliest(int first, boolean pause) {
    long hold = Math.min(first < limit ? from(first) : NOWHERE, stitches.hold());
    for (Lens lens : lenses) {
      hold = Math.min(hold, pause ? lens.holdInPause() : lens.hold());
    }
    return hold;
  }

  /** Overwrites what it holds. */
  void clear() {
    Arrays.fill(buffer, (byte) 0);
    pending.clear();
  }
}
