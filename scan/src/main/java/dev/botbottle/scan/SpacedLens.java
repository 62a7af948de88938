package dev.botbottle.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads characters that have the same signs between each two of them: {@code g-h-p-_}, a list of
 * strings of one letter each, text in UTF-16. Only stretches of at least {@link #SHORTEST} such
 * characters are read, so all other text is passed over in steps. One lens knows one distance.
 */
final class SpacedLens extends Lens {
  /** The most bytes from one character to the next. */
  static final int WIDEST = 4;

  /** So many characters make a stretch. */
  private static final int SHORTEST = 10;

  /** No stretch begins, or it is not known yet whether one does. */
  private static final int NONE = -2;

  private static final int OPEN = -1;

  /** So many of these are no sign as it stands between them. */
  private static final int LEAST_OTHERS = 5;

  /** A look that leaves no stretch out passes over so many characters. */
  private static final int PASSED = SHORTEST - 3;

  /** A stretch begins at most so many characters before the one it is seen by. */
  private static final int LEAD = 3 * PASSED;

  /** What a stretch is seen by, and what it may go on with. */
  private static final ByteSet CHARACTERS = ByteSet.named("credential");

  private static final ByteSet PLAIN = ByteSet.named("plain");
  private static final ByteSet REST = ByteSet.named("escaped");

  private static final Progress[] NOWHERE = {};

  /** Eight bytes as one number, the first of them lowest. */
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The highest bit of each of eight bytes. */
  private static final long HIGH = 0x8080808080808080L;

  private final Reading text;

  /** The signs that known values hold. */
  private final boolean[] own;

  /** Bytes from one character to the next, and a step that leaves no stretch out. */
  private final int distance;

  private final int step;

  /** Those of eight bytes that a character and the signs behind it take. */
  private final long places;

  /** The first index that was not looked at, and behind the last stretch. */
  private int next;

  private int floor;

  /** How far each place of a look has come; most texts have nothing to look at. */
  private Progress[] progress = NOWHERE;

  /** How many characters were looked at. */
  private long looked;

  /** In how many places the last look did. */
  private int tried;

  private @Nullable Reading reading;

  /** What stands between the characters of the stretch that is read. */
  private byte[] signs = {};

  SpacedLens(Reading text, int distance) {
    this.text = text;
    this.own = text.patterns().signs;
    this.distance = distance;
    // A look takes two distances; this leaves it room within the shortest stretch.
    this.step = distance * PASSED;
    this.places = (1L << (distance * Byte.SIZE)) - 1;
  }

  @Override
  void read(boolean end) {
    while (true) {
      Reading open = reading;
      if (open == null) {
        int first = find(end);
        if (first < 0) {
          return;
        }
        begin(first);
      } else if (follow(open, end)) {
        open.end();
        reading = null;
        floor = next;
        progress = NOWHERE;
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
        int first = first(buffer, limit, end);
        if (first != OPEN) {
          // By its last byte: what is before may be decided when that comes.
          int last = Math.min(limit, next + 3 * distance) - 1;
          text.spend(text.from(last), tried * Effort.APART);
        }
        if (first != NONE) {
          return first;
        }
      }
      next += step;
    }
    return -1;
  }

  /** The first stretch that characters of this look belong to, if one begins up to there. */
  private int first(byte[] buffer, int limit, boolean end) {
    int first = NONE;
    tried = 0;
    for (int i = next; i < next + distance; i++) {
      int at = i;
      if (own[buffer[i] & 0xff] && !apart(buffer, i)) {
        // It may be one of a known value's own signs: then the character behind it tells.
        at += distance;
        if (at + 1 >= limit || buffer[at] == buffer[i] || buffer[at + 1] != buffer[i]) {
          continue;
        }
        if (at + 2 * distance > limit && !end) {
          return OPEN;
        }
      }
      if (apart(buffer, at) && character(PLAIN, buffer, at, limit)) {
        tried++;
        int found = progress(i - next).first(buffer, at, limit, end);
        // What is all there begins before anything that is still open.
        first = first < 0 ? Math.max(first, found) : found < 0 ? first : Math.min(first, found);
      }
    }
    return first;
  }

  /** Whether a byte may be set apart by the one behind it: no sign by its like. */
  private static boolean apart(byte[] buffer, int at) {
    // Line ends are not: many of them are no stretch, and may stand before one.
    return CHARACTERS.has(buffer[at]) || (buffer[at] >= ' ' && buffer[at] != buffer[at + 1]);
  }

  /** Whether all but one of the bytes from an index on are repeated behind them. */
  private boolean repeated(byte[] buffer, int at) {
    if (at + Long.BYTES > buffer.length) {
      int others = 0;
      for (int i = at; i < at + distance; i++) {
        others += buffer[i] == buffer[i + distance] ? 0 : 1;
      }
      return others <= 1;
    }
    // All of them at once: which of them it is that differs first nobody could foretell.
    long eight = (long) EIGHT.get(buffer, at);
    long differ = (eight ^ (eight >>> (distance * Byte.SIZE))) & places;
    long others = (((differ & ~HIGH) + ~HIGH) | differ) & HIGH;
    return (others & (others - 1)) == 0;
  }

  /**
   * Whether there is but one sign around a look, so far that no shortest stretch it belongs to has
   * enough others: what is quick to tell of many a line.
   */
  private boolean line(byte[] buffer, int limit) {
    int first = Math.max(floor, next - (SHORTEST - LEAST_OTHERS) * distance);
    int behind = next + (SHORTEST - LEAST_OTHERS + 1) * distance;
    return behind <= limit && line(buffer, first, behind);
  }

  private static boolean line(byte[] buffer, int first, int behind) {
    return Arrays.equals(buffer, first, behind - 1, buffer, first + 1, behind);
  }

  private Progress progress(int place) {
    if (progress.length == 0) {
      progress = new Progress[distance];
      for (int i = 0; i < distance; i++) {
        progress[i] = new Progress();
      }
    }
    return progress[place];
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
      if (CHARACTERS.has(buffer[at]) || text.patterns().mayBegin(buffer[at])) {
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
    text.spend(text.from(first), Effort.READING);
    // Without what stands before: that may have left already.
    byte[] buffer = text.buffer();
    Reading begun = text.decoded("characters apart", REST, Effort.TEXT);
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
      int last = next;
      open.take(buffer[next], text.from(next), text.to(next));
      next++;
      for (byte sign : signs) {
        if (next >= limit || buffer[next] != sign) {
          // Other signs stand behind it: another stretch may begin with it, or with what was taken
          // for a sign before it.
          next = next < limit ? last - distance + 1 : next;
          return true;
        }
        next++;
      }
    }
    return false;
  }

  @Override
  long hold() {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    Reading open = reading;
    if (open != null) {
      // The signs before it may be what the next stretch begins with.
      int kept = next - distance + 1;
      return Math.min(open.hold(), kept < limit ? text.from(kept) : Reading.NOWHERE);
    }
    int hold = limit;
    for (int at = lowest(limit); at < limit; at = following(at, limit)) {
      int first = begun(buffer, at, limit);
      hold = first < 0 ? hold : Math.min(hold, first);
    }
    return hold < limit ? text.from(hold) : Reading.NOWHERE;
  }

  /** The first index of those a stretch that is not found yet ends at, or is looked at next. */
  private int lowest(int limit) {
    return Math.max(floor, Math.min(next, limit - distance));
  }

  private int following(int at, int limit) {
    return at == next + distance - 1 ? Math.max(at + 1, limit - distance) : at + 1;
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
    return text.patterns().mayBegin(buffer[first], buffer[last])
        ? first
        : text.patterns().mayBegin(buffer[last]) ? last : -1;
  }

  @Override
  long holdInPause() {
    Reading open = reading;
    if (open != null) {
      return open.pause();
    }
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int hold = limit;
    for (int at = lowest(limit); at < limit; at = following(at, limit)) {
      int first = begun(buffer, at, limit);
      int known =
          first < 0
              ? -1
              : text.patterns().beginningOfKnown(buffer, first, at, distance, Reading.BEGUN);
      hold = known < 0 ? hold : Math.min(hold, known);
    }
    return hold < limit ? text.from(hold) : Reading.NOWHERE;
  }

  /** How many characters were looked at to find stretches, which is what that costs. */
  long looked() {
    return looked;
  }

  @Override
  int mark() {
    return Math.max(floor, Math.min(next, text.limit()) - LEAD * distance);
  }

  @Override
  void shift(int by) {
    next -= by;
    floor = Math.max(0, floor - by);
    for (Progress each : progress) {
      each.seen -= by;
      each.first -= by;
      each.at -= by;
    }
  }

  /**
   * The characters at one of the places of a look, so far apart, and what is known of them: looks
   * overlap, but no character is looked at by each of them. No line of one sign, which every table
   * and every heading has, is a stretch: what it ends in may be.
   */
  private final class Progress {
    /** The character that was seen last, and the first a stretch may begin with. */
    private int seen = -1;

    private int first;

    /** The next character, and whether it is known to be none. */
    private int at;

    private boolean over = true;

    /** How many of the last before it, fewer than make a stretch, are no sign between them. */
    private int others;

    /**
     * The first character of the stretch that a character was seen of, if one begins up to there.
     *
     * @return {@link #OPEN} when more must come first
     */
    int first(byte[] buffer, int now, int limit, boolean end) {
      if ((over && now < at) || !reaches(buffer, now, limit)) {
        return NONE;
      }
      byte sign = buffer[now + 1];
      int last = now + (SHORTEST - 1) * distance;
      if (others < LEAST_OTHERS
          && last + 2 * distance <= limit
          && PLAIN.has(sign)
          && line(buffer, at, last + 2 * distance)) {
        // Too few others before, and no more of them.
        for (int i = Math.max(first, at - (SHORTEST - 1) * distance); i <= now; i += distance) {
          others -= buffer[i] == sign ? 0 : 1;
        }
        at = last + distance;
        return NONE;
      }
      // A character is one when the signs behind the next are seen, or will never be.
      while (at <= last && (end ? at < limit : at + 2 * distance <= limit)) {
        if (!stands(buffer, at, limit)) {
          over = true;
          return NONE;
        }
        looked++;
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
     * Goes back from a character to those looked at before, or to the first that a stretch may
     * begin with; false when there is none.
     */
    private boolean reaches(byte[] buffer, int now, int limit) {
      int lowest = Math.max(floor, now - LEAD * distance);
      boolean anew = over || seen < lowest;
      int known = anew ? lowest : at;
      int begins = -1;
      int i = now;
      while (i >= known && (i == now || stands(buffer, i, limit))) {
        if (CHARACTERS.has(buffer[i]) || text.patterns().mayBegin(buffer[i])) {
          begins = i;
        }
        i -= distance;
        looked++;
      }
      if (anew || i >= known) {
        first = begins;
        at = begins;
        others = 0;
      }
      seen = now;
      over = at < 0;
      return !over;
    }

    /** Whether a character stands at an index, by as many signs behind the next as there are. */
    private boolean stands(byte[] buffer, int at, int limit) {
      return at + 2 * distance <= limit ? another(buffer, at) : character(PLAIN, buffer, at, limit);
    }

    /** Whether a character stands at an index, where the signs behind the next set it apart. */
    private boolean another(byte[] buffer, int at) {
      if (!PLAIN.has(buffer[at])) {
        return false;
      }
      for (int i = at + 1; i < at + distance; i++) {
        if (buffer[i] != buffer[i + distance]) {
          return false;
        }
      }
      return true;
    }
  }
}
