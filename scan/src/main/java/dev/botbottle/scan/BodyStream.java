package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message on its way through a {@link PatternSet}.
 *
 * <p>What is found, and in which order, is a function of the text alone. An occurrence of a keyword
 * makes a {@link Candidate}; it is decided when enough bytes are there, whichever write brought
 * them; and a match is reported only when nothing that begins at or before it can still turn up. So
 * bytes are held exactly from the earliest undecided candidate or begun keyword on: usually none.
 *
 * <p>Memory: the patterns' window, {@link #HISTORY} and {@link #PIECE}. A message without any
 * keyword is not copied.
 */
final class BodyStream implements ScanStream {
  /** How much of a write is looked at in one go. */
  private static final int PIECE = 8192;

  /** How many bytes before the first one of interest are kept to look back at. */
  private static final int HISTORY = 2 * Boundary.LOOK_BEHIND;

  private final PatternSet patterns;
  private final ScanProfile profile;
  private final Place place;
  private final boolean ignoreCase;
  private final boolean reporting;

  private byte[] buffer = new byte[2 * HISTORY];
  private int released;
  private int limit;
  private int state = Automaton.START;
  private final List<Candidate> pending = new ArrayList<>();
  private final Redactions redactions = new Redactions();

  /** What overrun matches go on with: at most one for each set. */
  private final List<Tail> tails = new ArrayList<>();

  /** How far permitted values, known values and findings of any kind reach. */
  private int permittedEnd;

  private int knownEnd;
  private int foundEnd;

  private boolean denied;
  private boolean finished;

  BodyStream(PatternSet patterns, ScanProfile profile, Place place) {
    this(patterns, profile, place, false);
  }

  private BodyStream(PatternSet patterns, ScanProfile profile, Place place, boolean reporting) {
    this.reporting = reporting;
    this.patterns = patterns;
    this.profile = profile;
    this.place = place;
    this.ignoreCase = place instanceof Place.Host;
  }

  /** A stream that finds everything there is and stops at nothing. */
  static BodyStream reporting(PatternSet patterns, ScanProfile profile, Place place) {
    ScanProfile all = new ScanProfile(ScanAction.WARN, profile.detectors(), profile.permitted());
    return new BodyStream(patterns, all, place, true);
  }

  @Override
  public boolean denied() {
    return denied;
  }

  /** How many bytes wait for a decision. */
  int held() {
    return limit - released;
  }

  /** The size of the buffer. */
  int capacity() {
    return buffer.length;
  }

  @Override
  public void write(byte[] source, int offset, int length, Output out) {
    int at = offset;
    int end = offset + length;
    while (at < end && !denied && !finished) {
      int n = Math.min(PIECE, end - at);
      if (!pass(source, at, n, out)) {
        append(source, at, n);
        search(limit - n);
        decide(false, out);
      }
      at += n;
    }
  }

  @Override
  public void flush(Output out) {
    if (denied || finished) {
      return;
    }
    int hold = limit - patterns.automaton.liveDepth(state);
    for (int i = 0; i < pending.size(); i++) {
      Candidate candidate = pending.get(i);
      if (candidate.undecided()) {
        // What would be a finding if the message ended here must not slip out in the pause.
        Candidate ended = candidate.copy();
        ended.pattern.advance(ended, buffer, limit, true);
        if (ended.matched()) {
          pending.set(i, ended);
        } else if (candidate.pattern instanceof KnownForm) {
          hold = Math.min(hold, candidate.start);
        }
      }
    }
    report(hold, out);
    if (!denied) {
      release(hold, out);
    }
  }

  @Override
  public void finish(Output out) {
    if (denied || finished) {
      return;
    }
    decide(true, out);
    finished = true;
    pending.clear();
  }

  /** The quick way: nothing is in question before or in these bytes. False when something is. */
  private boolean pass(byte[] source, int offset, int n, Output out) {
    if (!pending.isEmpty() || !tails.isEmpty() || !redactions.isEmpty()) {
      return false;
    }
    if (patterns.isEmpty()) {
      out.released(source, offset, n);
      return true;
    }
    Automaton automaton = patterns.automaton;
    int now = (int) (automaton.run(source, offset, offset + n, state) >> 32);
    if (automaton.accepts(now)) {
      return false;
    }
    int hold = automaton.depth(now);
    if (hold > n) {
      return false;
    }
    if (limit > released) {
      out.released(buffer, released, limit - released);
    }
    if (n > hold) {
      out.released(source, offset, n - hold);
    }
    state = now;
    int keep = HISTORY + hold;
    if (n >= keep) {
      forget(limit);
      System.arraycopy(source, offset + n - keep, buffer, 0, keep);
      limit = keep;
    } else {
      forget(Math.max(0, limit - (keep - n)));
      System.arraycopy(source, offset, buffer, limit, n);
      limit += n;
    }
    released = limit - hold;
    return true;
  }

  private void append(byte[] source, int offset, int n) {
    if (limit + n > buffer.length) {
      int first = released;
      for (Candidate candidate : pending) {
        first = Math.min(first, candidate.start);
      }
      forget(Math.max(0, first - HISTORY));
      if (limit + n > buffer.length) {
        int most = HISTORY + patterns.window + PIECE + n;
        buffer = Arrays.copyOf(buffer, Math.max(limit + n, Math.min(most, 2 * buffer.length)));
      }
    }
    System.arraycopy(source, offset, buffer, limit, n);
    limit += n;
  }

  /** Drops the first bytes of the buffer. */
  private void forget(int bytes) {
    if (bytes == 0) {
      return;
    }
    System.arraycopy(buffer, bytes, buffer, 0, limit - bytes);
    limit -= bytes;
    released -= bytes;
    permittedEnd = Math.max(0, permittedEnd - bytes);
    knownEnd = Math.max(0, knownEnd - bytes);
    foundEnd = Math.max(0, foundEnd - bytes);
    redactions.shift(bytes);
    for (Tail tail : tails) {
      tail.end -= bytes;
    }
    for (Candidate candidate : pending) {
      candidate.shift(bytes);
    }
  }

  /** Makes a candidate of each keyword that ends in the bytes from {@code from} on. */
  private void search(int from) {
    Automaton automaton = patterns.automaton;
    int at = from;
    while (at < limit) {
      long run = automaton.run(buffer, at, limit, state);
      state = (int) (run >> 32);
      at = (int) run;
      if (automaton.accepts(state)) {
        for (int keyword : automaton.keywordsOf(state)) {
          begin(patterns.pattern(keyword), patterns.keyword(keyword), at);
        }
      }
    }
  }

  private void begin(Pattern pattern, byte[] keyword, int end) {
    if (!profile.detectors() && pattern instanceof Detector) {
      return;
    }
    Candidate candidate = pattern.begin(keyword, buffer, 0, end - keyword.length, end, ignoreCase);
    if (candidate != null) {
      pattern.advance(candidate, buffer, limit, false);
      if (candidate.status != Candidate.Status.REJECTED) {
        pending.add(candidate);
      }
    }
  }

  private void decide(boolean end, Output out) {
    // Nothing still to be discovered begins before this.
    int horizon = end ? limit + 1 : limit - patterns.automaton.depth(state);
    for (int i = pending.size() - 1; i >= 0; i--) {
      Candidate candidate = pending.get(i);
      if (candidate.undecided()) {
        candidate.pattern.advance(candidate, buffer, limit, end);
      }
      switch (candidate.status) {
        case UNDECIDED -> horizon = Math.min(horizon, candidate.start);
        case REJECTED -> pending.remove(i);
        case MATCHED -> {}
      }
    }
    report(horizon, out);
    if (!denied) {
      int hold = Math.min(limit, horizon);
      for (Candidate candidate : pending) {
        hold = Math.min(hold, candidate.matched() ? candidate.regionStart : candidate.start);
      }
      release(hold, out);
    }
  }

  /** Reports the matches that begin before {@code horizon}, first things first. */
  private void report(int horizon, Output out) {
    extendTails();
    if (pending.isEmpty()) {
      return;
    }
    List<Candidate> ready = new ArrayList<>();
    for (int i = pending.size() - 1; i >= 0; i--) {
      Candidate candidate = pending.get(i);
      if (candidate.matched() && candidate.regionStart < horizon) {
        ready.add(candidate);
        pending.remove(i);
      }
    }
    ready.sort(this::order);
    for (int i = 0; i < ready.size() && !denied; i++) {
      report(ready.get(i), out);
    }
  }

  /** By position; at one position what permits first, then what is known, then the longest. */
  private int order(Candidate a, Candidate b) {
    if (a.regionStart != b.regionStart) {
      return Integer.compare(a.regionStart, b.regionStart);
    }
    if (permitted(a) != permitted(b)) {
      return permitted(a) ? -1 : 1;
    }
    if (a.pattern instanceof KnownForm != b.pattern instanceof KnownForm) {
      return a.pattern instanceof KnownForm ? -1 : 1;
    }
    if (a.regionEnd != b.regionEnd) {
      return Integer.compare(b.regionEnd, a.regionEnd);
    }
    return a.pattern.id().compareTo(b.pattern.id());
  }

  private boolean permitted(Candidate candidate) {
    return candidate.pattern instanceof KnownForm known
        && profile.permitted().contains(known.name());
  }

  private void report(Candidate match, Output out) {
    int start = match.regionStart;
    int end = match.regionEnd;
    if (permitted(match)) {
      permittedEnd = Math.max(permittedEnd, end);
      return;
    }
    boolean known = match.pattern instanceof KnownForm;
    // What lies within an earlier find is the same find.
    if (end <= permittedEnd || end <= (known ? knownEnd : foundEnd)) {
      return;
    }
    foundEnd = Math.max(foundEnd, end);
    knownEnd = known ? Math.max(knownEnd, end) : knownEnd;
    out.found(match.pattern.finding(buffer, start, end, place));
    switch (profile.action()) {
      case WARN -> {
        if (known && !reporting) {
          deny();
        }
      }
      case DENY -> deny();
      case REDACT -> redact(match);
    }
  }

  private void deny() {
    denied = true;
    pending.clear();
    Arrays.fill(buffer, (byte) 0);
  }

  private void redact(Candidate match) {
    int start = match.regionStart;
    if (Boundary.backslashes(buffer, 0, start) % 2 == 1) {
      // The first byte is the second half of a JSON escape, which must stay whole.
      start++;
    }
    redactions.cover(Math.max(start, released), match.regionEnd, match.pattern.id());
    ByteSet more = match.pattern.tail();
    if (match.overrun && more != null) {
      for (Tail tail : tails) {
        if (tail.set == more) {
          return;
        }
      }
      tails.add(new Tail(more, match.regionEnd));
      extendTails();
    }
  }

  private void extendTails() {
    for (int i = tails.size() - 1; i >= 0; i--) {
      Tail tail = tails.get(i);
      int from = tail.end;
      while (tail.end < limit && tail.set.has(buffer[tail.end])) {
        tail.end++;
      }
      redactions.extend(from, tail.end);
      if (tail.end < limit) {
        tails.remove(i);
      }
    }
  }

  private void release(int to, Output out) {
    if (to > released) {
      redactions.release(buffer, released, to, out);
      released = to;
    }
  }

  /** A run of bytes that belongs to a redacted match and is redacted to its end. */
  private static final class Tail {
    private final ByteSet set;
    private int end;

    private Tail(ByteSet set, int end) {
      this.set = set;
      this.end = end;
    }
  }
}
