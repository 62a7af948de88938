package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through a {@link PatternSet}.
 *
 * <p>What is found, and in which order, is a function of the text alone. The message and what it
 * decodes to are {@link Reading}s; a match in any of them is reported only when nothing that begins
 * at or before it can still turn up in another. So bytes are held exactly from the earliest
 * undecided candidate, begun keyword or begun run of an encoding on: usually few.
 *
 * <p>Memory: a {@link Reading} of the message and those of what is encoded where it stands, {@link
 * #PIECE} and what {@link Reading#SPAN} or the patterns' window hold back.
 */
final class BodyStream implements ScanStream {
  /** How much of a write is looked at in one go. */
  private static final int PIECE = 8192;

  /** The same at first, and where it takes long. */
  private static final int LEAST = 512;

  /** What takes more than that for a byte takes long. */
  private static final int SLOW = 100;

  private final ScanProfile profile;
  private final boolean reporting;
  private final Place place;
  private final Effort effort;
  private final Reading message;
  private final List<Match> matches = new ArrayList<>();
  private final Redactions redactions = new Redactions();

  /** Parts of known values that were seen, and those of them that count. */
  private final List<SeenPiece> parts = new ArrayList<>();

  private final SentPieces.Held counted = new SentPieces.Held();
  private final List<String> told = new ArrayList<>(0);
  private final @Nullable SentPieces sent;

  /** What overrun matches go on with: at most one for each set. */
  private final List<Tail> tails = new ArrayList<>();

  /** How many bytes came, and how many of them left. */
  private long written;

  private long released;

  /** How far permitted values, known values and findings of any kind reach. */
  private long permittedEnd;

  private long knownEnd;
  private long foundEnd;

  /** What was found last. */
  private String foundId = "";

  private boolean foundAllowed;

  private boolean denied;
  private boolean finished;

  /** Whether there was anything to decide on: a match, even a permitted one, or part of a value. */
  private boolean touched;

  /** What a stream begins with; it grows as it must. */
  private static final int ROOM = 2 * Reading.HISTORY;

  /** How much is looked at in one go now: less where it takes long, and at first. */
  private int step = LEAST;

  /** How much came since the last look. */
  private int unseen;

  /** Whether that took long: then many small pieces are looked at together. */
  private boolean slow;

  /** A stream for a message that is decoded as well. */
  static BodyStream outgoing(PatternSet patterns, ScanProfile profile) {
    return outgoing(patterns, profile, Effort.LIMIT);
  }

  /** The same with another limit of what it may take, for tests. */
  static BodyStream outgoing(PatternSet patterns, ScanProfile profile, long limit) {
    return new BodyStream(patterns, profile, new Place.Body(), true, false, null, ROOM, limit);
  }

  /** A stream for a message that is read as it is. */
  static BodyStream incoming(PatternSet patterns, ScanProfile profile) {
    return new BodyStream(
        patterns, profile, new Place.Body(), false, false, null, ROOM, Effort.LIMIT);
  }

  /**
   * A stream that finds everything there is and stops at nothing, whatever the profile's actions.
   *
   * @param length of the whole message
   */
  static BodyStream reporting(
      PatternSet patterns, ScanProfile profile, Place place, @Nullable Pieces pieces, int length) {
    return new BodyStream(
        patterns, profile, place, true, true, pieces, Math.min(ROOM, length), Effort.LIMIT);
  }

  private BodyStream(
      PatternSet patterns,
      ScanProfile profile,
      Place place,
      boolean decodes,
      boolean reporting,
      @Nullable Pieces pieces,
      int room,
      long limit) {
    this.profile = profile;
    this.reporting = reporting;
    this.place = place;
    this.sent = patterns.sent;
    this.effort = new Effort(limit);
    Search search =
        new Search(patterns, profile, place, decodes, matches, parts, pieces, effort, new Rooms());
    this.message = Reading.of(search, room);
  }

  @Override
  public boolean denied() {
    return denied;
  }

  /** Whether this text is nothing to anybody, under any profile that looks for as much. */
  boolean spotless() {
    return finished && !touched && !denied;
  }

  /** How many bytes wait for a decision. */
  int held() {
    return (int) (written - released);
  }

  /** The size of the buffer. */
  int capacity() {
    return message.buffer().length;
  }

  @Override
  public void write(byte[] source, int offset, int length, Output out) {
    if (!denied && !finished) {
      message.expect(Math.min(PIECE, length), released); // all at once, not by doubling
    }
    int at = offset;
    int end = offset + length;
    while (at < end && !denied && !finished) {
      int n = Math.min(step, end - at);
      message.append(source, at, n, released);
      written += n;
      unseen += n;
      at += n;
      if (!slow || unseen >= LEAST) {
        look(out);
      }
    }
  }

  /** Looks at what came since the last time. */
  private void look(Output out) {
    long before = effort.open();
    message.settle(false);
    slow = effort.open() - before > (long) SLOW * unseen;
    step = slow ? LEAST : Math.min(PIECE, 2 * step);
    unseen = 0;
    decide(message.hold(), out);
  }

  /**
   * Takes a whole message. A short one is looked at once, as nothing is to leave before its end.
   */
  void whole(byte[] text, Output out) {
    if (text.length <= LEAST) {
      message.append(text, 0, text.length, 0);
      written = text.length;
    } else {
      write(text, 0, text.length, out);
    }
    finish(out);
  }

  @Override
  public void flush(Output out) {
    if (!denied && !finished && unseen > 0) {
      look(out);
    }
    if (!denied && !finished) {
      decide(message.pause(), out);
    }
  }

  @Override
  public void finish(Output out) {
    if (!denied && !finished) {
      message.settle(true);
      finished = true;
      decide(Reading.NOWHERE, out);
      message.clear();
      if (sent != null && !counted.isEmpty()) {
        sent.sent(counted);
      }
    }
  }

  /**
   * Reports what stands before the horizon and releases what is not in question.
   *
   * @param horizon nothing still to be discovered begins before it, and nothing is still counted
   */
  private void decide(long horizon, Output out) {
    long counted = finished ? horizon : Math.min(horizon, written);
    long enough = effort.hopeless() ? 0 : effort.exceeded(counted);
    touched |= !matches.isEmpty() || !parts.isEmpty();
    parts.removeIf(part -> profile.permitted().contains(part.piece().name()));
    extendTails();
    report(Math.min(horizon, enough), out);
    if (!denied && enough != Reading.NOWHERE) {
      out.found(Effort.finding(place, enough));
      deny();
    }
    if (!denied) {
      long hold = Math.min(written, horizon);
      for (SeenPiece part : parts) {
        hold = Math.min(hold, part.from());
      }
      for (Match match : matches) {
        hold = Math.min(hold, match.from());
      }
      if (hold > released) {
        redactions.release(message, released, hold, out);
        released = hold;
      }
    }
  }

  /**
   * Reports the matches that begin before {@code horizon}, first things first, and counts the parts
   * there that belong to none of them.
   */
  private void report(long horizon, Output out) {
    if (matches.isEmpty() && parts.isEmpty()) {
      return;
    }
    List<Match> ready = before(horizon, matches, Match::from);
    ready.sort(this::order);
    List<SeenPiece> seen = before(horizon, parts, SeenPiece::from);
    seen.sort(
        Comparator.comparingLong(SeenPiece::from)
            .thenComparingLong(SeenPiece::to)
            .thenComparingInt(SeenPiece::depth));
    int counted = 0;
    for (int i = 0; i < ready.size() && !denied; i++) {
      Match match = ready.get(i);
      while (counted < seen.size() && seen.get(counted).from() < match.from() && !denied) {
        count(seen.get(counted++), out);
      }
      if (!denied) {
        report(match, out);
      }
    }
    while (counted < seen.size() && !denied) {
      count(seen.get(counted++), out);
    }
  }

  /** Takes those away that begin before a byte of the message. */
  private static <T> List<T> before(long horizon, List<T> all, ToLongFunction<T> from) {
    List<T> ready = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (from.applyAsLong(all.get(i)) < horizon) {
        ready.add(all.remove(i));
      }
    }
    return ready;
  }

  /** Counts a part unless it belongs to a finding. */
  private void count(SeenPiece part, Output out) {
    if (sent == null || part.to() <= Math.max(knownEnd, permittedEnd)) {
      return;
    }
    if (sent.enough(part.piece(), counted)) {
      tell(part, out);
    } else {
      counted.add(part.piece());
    }
  }

  /** Does with a part of a value that is nearly whole what is done with the value. */
  private void tell(SeenPiece part, Output out) {
    Finding finding = part.piece().finding(message.buffer(), 0, 0, place, "");
    if (!told.contains(part.piece().name())) {
      told.add(part.piece().name());
      out.found(finding);
    }
    if (!reporting) {
      if (profile.actionFor(finding) == ScanAction.REDACT) {
        long first = first(part.from());
        long behind = whole(part.to());
        redactions.cover(message, first, behind, new Find(finding, first, behind));
      } else {
        deny();
      }
    }
  }

  /** By position; at one position what permits comes first, then known values. */
  private int order(Match a, Match b) {
    if (a.from() == b.from() && rank(a) != rank(b)) {
      return Integer.compare(rank(a), rank(b));
    }
    return a.compareTo(b);
  }

  private int rank(Match match) {
    if (match.permitted(profile)) {
      return 0;
    }
    return match.known() ? 1 : match.allowed(profile) ? 2 : 3;
  }

  private void report(Match match, Output out) {
    long end = match.to();
    if (match.permitted(profile)) {
      permittedEnd = Math.max(permittedEnd, end);
      return;
    }
    // What lies within an earlier find is the same find.
    if (end <= permittedEnd || end <= (match.known() ? knownEnd : foundEnd)) {
      if (end > permittedEnd && match.pattern().id().equals(foundId)) {
        match.find().tell();
      }
      return;
    }
    // What begins in an earlier find of the same kind is that one, as another reading sees it.
    boolean allowed = match.allowed(profile);
    boolean same =
        match.from() < foundEnd && match.pattern().id().equals(foundId) && allowed == foundAllowed;
    foundAllowed = allowed;
    foundEnd = Math.max(foundEnd, end);
    foundId = match.pattern().id();
    knownEnd = match.known() ? Math.max(knownEnd, end) : knownEnd;
    Finding finding = allowed ? match.finding().asAllowed() : match.finding();
    if (match.find().tell() && !same) {
      out.found(finding);
    }
    if (reporting) {
      return;
    }
    switch (profile.actionFor(finding)) {
      case WARN -> {}
      case DENY -> deny();
      case REDACT -> redact(match);
    }
  }

  private void deny() {
    denied = true;
    matches.clear();
    parts.clear();
    message.clear();
  }

  private void redact(Match match) {
    ByteSet more = match.tail();
    long start = first(match.from());
    long end = more == null ? whole(match.to()) : match.to();
    match.find().grow((end - start) - (match.to() - match.from()));
    redactions.cover(message, start, end, match.find());
    if (more != null) {
      for (Tail tail : tails) {
        if (tail.set == more) {
          return;
        }
      }
      tails.add(new Tail(more, match.to()));
      extendTails();
    }
  }

  /** The first byte of a find that is redacted: not the second half of a JSON escape. */
  private long first(long from) {
    return from < released ? released : inEscape(from) ? from + 1 : from;
  }

  /** Behind the last one: an escape that begins in the find is redacted with it. */
  private long whole(long to) {
    return inEscape(to) ? to + 1 : to;
  }

  /** Whether a byte of the message, or the next to come, stands behind the backslash of one. */
  private boolean inEscape(long position) {
    return Boundary.backslashes(message.buffer(), 0, message.index(position)) % 2 == 1;
  }

  private void extendTails() {
    for (int i = tails.size() - 1; i >= 0; i--) {
      Tail tail = tails.get(i);
      long from = tail.end;
      int at = message.index(from);
      while (at < message.limit() && tail.set.has(message.buffer()[at])) {
        at++;
      }
      tail.end = message.from(at);
      redactions.extend(message, from, tail.end);
      if (at < message.limit()) {
        redactions.extend(message, tail.end, whole(tail.end));
        tails.remove(i);
      }
    }
  }

  /** A run of bytes that belongs to a redacted match and is redacted to its end. */
  private static final class Tail {
    private final ByteSet set;
    private long end;

    private Tail(ByteSet set, long end) {
      this.set = set;
      this.end = end;
    }
  }
}
