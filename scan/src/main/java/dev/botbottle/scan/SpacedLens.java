package dev.botbottle.scan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads characters that have the same signs between each two of them: {@code g-h-p-_}, a list of
 * strings of one letter each, text in UTF-16. Only stretches of at least {@link #SHORTEST} such
 * characters are read, so all other text is passed over in steps. One lens knows one distance.
 */
final class SpacedLens implements Lens {
  /** The most bytes from one character to the next. */
  static final int WIDEST = 4;

  /** So many characters make a stretch. */
  private static final int SHORTEST = 10;

  /** No stretch begins, or it is not known yet whether one does. */
  private static final int NONE = -2;

  private static final int OPEN = -1;

  /** So many of these are no sign as it stands between them. */
  private static final int LEAST_OTHERS = 3;

  /** A look that leaves no stretch out passes over so many characters. */
  private static final int PASSED = SHORTEST - 3;

  /** A stretch begins at most so many characters before the one it is seen by. */
  private static final int LEAD = 3 * PASSED;

  /** So many characters of a known value, set apart, do not slip out in a pause. */
  private static final int BEGUN = 3;

  /** What a stretch is seen by, and what it may go on with. */
  private static final ByteSet CHARACTERS = ByteSet.named("credential");

  private static final ByteSet PLAIN = ByteSet.named("plain");
  private static final ByteSet REST = ByteSet.named("escaped");

  private final Reading text;

  /** Bytes from one character to the next, and a step that leaves no stretch out. */
  private final int distance;

  private final int step;

  /** The first index that was not looked at, and behind the last stretch. */
  private int next;

  private int floor;

  private @Nullable Reading reading;

  /** What stands between the characters of the stretch that is read. */
  private byte[] signs = {};

  SpacedLens(Reading text, int distance) {
    this.text = text;
    this.distance = distance;
    // A look takes two distances; this leaves it room within the shortest stretch.
    this.step = distance * PASSED;
  }

  @Override
  public void read(boolean end) {
    while (true) {
      Reading open = reading;
      if (open == null) {
        int first = find(end);
        if (first < 0) {
          return;
        }
        begin(first);
      } else if (follow(open, end)) {
        open.settle(true);
        reading = null;
        floor = next;
      } else {
        open.settle(false);
        return;
      }
    }
  }

  /** Where the next stretch begins, or less than 0 when none does yet. */
  private int find(boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    // A character is one when the signs behind the next are seen, or will never be.
    while (next + (end ? 2 : 3) * distance <= limit) {
      if (repeated(buffer, next) && !line(buffer, limit)) {
        for (int i = next; i < next + distance; i++) {
          int first = character(CHARACTERS, buffer, i, limit) ? first(buffer, i, limit, end) : NONE;
          if (first != NONE) {
            return first;
          }
        }
      }
      next += step;
    }
    return -1;
  }

  /** Whether all but one of the bytes from an index on are repeated behind them. */
  private boolean repeated(byte[] buffer, int at) {
    int other = 0;
    for (int i = at; i < at + distance; i++) {
      if (buffer[i] != buffer[i + distance] && ++other > 1) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is but one sign as far as a look goes: what is quick to tell of many a line. */
  private boolean line(byte[] buffer, int limit) {
    int first = Math.max(floor, next - LEAD * distance);
    int behind = next + SHORTEST * distance;
    return behind <= limit && Arrays.equals(buffer, first, behind - 1, buffer, first + 1, behind);
  }

  /**
   * The first character of the stretch that a character was seen of, if one begins up to there. No
   * line of one sign, which every table and every heading has, is one: what it ends in may be.
   *
   * @return {@link #OPEN} when more must come first
   */
  private int first(byte[] buffer, int seen, int limit, boolean end) {
    int first = beginning(buffer, seen, LEAD, limit);
    if (first < 0) {
      return NONE;
    }
    byte sign = buffer[first + 1];
    int last = seen + (SHORTEST - 1) * distance;
    int others = 0;
    int at = first;
    // A character is one when the signs behind the next are seen, or will never be.
    while (at <= last && (end ? at < limit : at + 2 * distance <= limit)) {
      if (!character(PLAIN, buffer, at, limit)) {
        return NONE;
      }
      others += buffer[at] == sign ? 0 : 1;
      int begin = at - (SHORTEST - 1) * distance;
      if (begin >= first) {
        if (others >= LEAST_OTHERS) {
          return begin;
        }
        others -= buffer[begin] == sign ? 0 : 1;
      }
      at += distance;
    }
    return at > last || end ? NONE : OPEN;
  }

  /**
   * The first of the characters up to an index that a credential may begin with.
   *
   * @param most so many characters before the index are looked at
   * @return less than 0 when there is none
   */
  private int beginning(byte[] buffer, int last, int most, int limit) {
    int lowest = Math.max(floor, last - most * distance);
    int first = -1;
    for (int at = last; at >= lowest && character(PLAIN, buffer, at, limit); at -= distance) {
      if (CHARACTERS.has(buffer[at]) || text.mayBegin(buffer[at])) {
        first = at;
      }
    }
    return first;
  }

  /** Whether a character stands at an index, with the same signs behind it as behind the next. */
  private boolean character(ByteSet set, byte[] buffer, int at, int limit) {
    if (!set.has(buffer[at])) {
      return false;
    }
    for (int i = at + 1; i < at + distance && i < limit; i++) {
      boolean escape = i > at + 1 && buffer[i - 1] == '\\';
      if ((ByteSet.ALPHANUMERIC.has(buffer[i]) && !escape)
          || (i + distance < limit && buffer[i] != buffer[i + distance])) {
        return false;
      }
    }
    return true;
  }

  private void begin(int first) {
    // Without what stands before: that may have left already.
    byte[] buffer = text.buffer();
    Reading begun = text.decoded("characters apart", REST);
    signs = Arrays.copyOfRange(buffer, first + 1, first + distance);
    next = first;
    reading = begun;
  }

  /** Reads on in a stretch; true when it is over. */
  private boolean follow(Reading open, boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    while (next + distance <= limit || end) {
      if (next >= limit || !PLAIN.has(buffer[next])) {
        return true;
      }
      open.take(buffer[next], text.from(next), text.to(next));
      next++;
      for (byte sign : signs) {
        if (next >= limit || buffer[next] != sign) {
          return true;
        }
        next++;
      }
    }
    return false;
  }

  @Override
  public long hold() {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    Reading open = reading;
    if (open != null) {
      return Math.min(open.hold(), next < limit ? text.from(next) : Reading.NOWHERE);
    }
    int hold = limit;
    for (int at = Math.max(floor, limit - distance); at < limit; at++) {
      int first = begun(buffer, at, limit);
      hold = first < 0 ? hold : Math.min(hold, first);
    }
    return hold < limit ? text.from(hold) : Reading.NOWHERE;
  }

  /**
   * Where what ends at an index may become a stretch, as far as it has come, or less than 0. It may
   * have been seen already and not be long enough yet.
   */
  private int begun(byte[] buffer, int last, int limit) {
    int first = beginning(buffer, last, LEAD + SHORTEST, limit);
    if (first < 0 || last - first != distance || CHARACTERS.has(buffer[last])) {
      return first;
    }
    // Two, and signs seen but once, as in any text's end: only what goes on so in what is sought.
    return text.mayBegin(buffer[first], buffer[last])
        ? first
        : text.mayBegin(buffer[last]) ? last : -1;
  }

  @Override
  public long holdInPause() {
    Reading open = reading;
    if (open != null) {
      return open.pause();
    }
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int hold = limit;
    for (int at = Math.max(floor, limit - distance); at < limit; at++) {
      int first = begun(buffer, at, limit);
      int known = first < 0 ? -1 : text.beginningOfKnown(first, at, distance, BEGUN);
      hold = known < 0 ? hold : Math.min(hold, known);
    }
    return hold < limit ? text.from(hold) : Reading.NOWHERE;
  }

  @Override
  public int mark() {
    return Math.max(floor, Math.min(next, text.limit()) - LEAD * distance);
  }

  @Override
  public void shift(int by) {
    next -= by;
    floor = Math.max(0, floor - by);
  }
}
