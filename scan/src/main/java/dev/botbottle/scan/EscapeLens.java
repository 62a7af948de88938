package dev.botbottle.scan;

import org.jspecify.annotations.Nullable;

/**
 * Reads plain text in which some characters are written by others. Text around an escape is read a
 * second time, with the escapes undone; text without any is not.
 */
final class EscapeLens extends Lens {
  /** How much of the text before an escape is read again with it. */
  static final int BEFORE = 256;

  /** How much of the text behind the last one. */
  private static final int BEHIND = 1024;

  /** And so much more each time, while that may be a known value. */
  private static final int MORE = 64;

  private static final ByteSet REST = ByteSet.named("escaped");

  private final Reading text;
  private final Notation notation;
  private final boolean[] begins;

  private int mark;
  private @Nullable Reading reading;

  /** So much of the text is still read. */
  private int rest;

  /** What begins in spite of escapes that open no reading; null where nothing known could. */
  private final @Nullable BegunValue begun;

  EscapeLens(Reading text, Notation notation) {
    this.text = text;
    this.notation = notation;
    this.begins = notation.beginnings();
    boolean[] signs = text.patterns().firstSigns;
    this.begun = signs == null ? null : new BegunValue(text, signs);
  }

  @Override
  void read(boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int at = mark;
    if (reading == null && !begun() && !text.may(notation.sign(), at)) {
      at = limit;
    }
    int escapes = 0;
    long place = 0;
    while (at < limit) {
      Reading open = reading;
      int first = at;
      at = plain(buffer, at, open == null ? limit : Math.min(limit, at + rest));
      if (open == null) {
        at = at > first ? follow(at) : at;
      } else if (at > first) {
        open.take(text, first, at);
        rest -= at - first;
        if (rest <= 0) {
          close(open);
        }
      }
      if (at > first) {
        continue;
      }
      int taken = notation.read(buffer, at, limit, end);
      if (taken == Notation.OPEN) {
        break;
      }
      if (Effort.apart(place, text.from(at))) {
        text.spend(place, escapes * notation.effort());
        place = text.from(at);
        escapes = 0;
      }
      escapes++;
      if (taken != Notation.PLAIN && notation.telling) {
        if (open == null) {
          open = begin(at, at, at + 1);
          notation.read(buffer, at, limit, end);
        }
        rest = BEHIND;
      }
      if (open == null) {
        at = pass(at, taken);
        continue;
      }
      taken = take(open, at, taken);
      at += taken;
      rest -= taken;
      if (rest <= 0) {
        close(open);
      } else if (idle(open, at)) {
        open.end();
        reading = null;
      }
    }
    mark = at;
    if (escapes > 0) {
      text.spend(place, escapes * notation.effort());
    }
    if (reading != null) {
      reading.settle(end);
    }
  }

  /** Behind the bytes from an index on that no escape begins with. */
  private int plain(byte[] buffer, int from, int limit) {
    int at = from;
    while (at < limit && !begins[buffer[at] & 0xff]) {
      at++;
    }
    return at;
  }

  private void close(Reading open) {
    open.settle(false);
    if (open.knownBegun()) {
      // It may go on behind an escape that is no reason to read.
      rest = MORE;
    } else {
      // What is undecided now has nothing to do with an escape: the text itself tells.
      open.over();
      reading = null;
    }
  }

  /** Whether what came since a reading was given anything is more than a find may stand for. */
  private boolean idle(Reading open, int behind) {
    int last = open.limit() - 1;
    return last >= 0 && text.to(behind - 1) - open.to(last) > Reading.SPAN;
  }

  /** Gives a reading what stands at an index, and returns how many bytes that is. */
  private int take(Reading to, int at, int taken) {
    if (taken == Notation.PLAIN) {
      to.take(text.buffer()[at], text.from(at), text.to(at));
      return 1;
    }
    long first = text.from(at);
    long behind = text.to(at + taken - 1);
    for (int i = 0; i < notation.length; i++) {
      to.take(notation.decoded[i], first, behind);
    }
    return taken;
  }

  private int read(int at, int limit) {
    return notation.read(text.buffer(), at, limit, true);
  }

  private boolean begun() {
    return begun != null && begun.any();
  }

  /**
   * Looks whether what an escape left begun goes on up to an index. Where it becomes what a known
   * value is found by, a reading is opened, behind that.
   *
   * @return what to look at next
   */
  private int follow(int limit) {
    int ended = begun == null ? BegunValue.NONE : begun.follow(limit);
    if (begun == null || ended == BegunValue.NONE) {
      return limit;
    }
    begin(ended, begun.escape(), ended);
    rest = BEHIND;
    return ended;
  }

  /** Passes over an escape that tells nothing, or none; returns what to look at next. */
  private int pass(int at, int taken) {
    if (taken == Notation.PLAIN) {
      return follow(at + 1);
    }
    if (begun == null || !begun.escape(at, at + taken, notation)) {
      return at + taken;
    }
    begin(at, at, at + 1);
    rest = BEHIND;
    // Now as part of the reading.
    return at;
  }

  /**
   * Begins to read again.
   *
   * @param at the text before this is read with its escapes undone
   * @param since nothing is found that ends before this
   * @param seen behind what is known of the text however it is cut: one more byte may be needed to
   *     know where an escape ends
   */
  private Reading begin(int at, int since, int seen) {
    Reading again = text.decoded(notation.name(), REST, Effort.TEXT);
    text.spend(text.from(since), Effort.READING);
    // The escapes there are not telling by themselves, but they are escapes.
    int i = Math.max(0, at - BEFORE);
    while (i < at) {
      int taken = begins[text.buffer()[i] & 0xff] ? read(i, seen) : Notation.PLAIN;
      i += take(again, i, i + taken > at ? Notation.PLAIN : taken);
    }
    // What ends before the escape is read without it: here it may seem to begin where it does not.
    again.since(text.from(since));
    reading = again;
    if (begun != null) {
      begun.clear();
    }
    return again;
  }

  @Override
  long hold() {
    Reading open = reading;
    if (open != null) {
      long hold = open.hold();
      return mark < text.limit() ? Math.min(hold, text.from(mark)) : hold;
    }
    long hold = begun == null ? Reading.NOWHERE : begun.hold();
    if (mark == text.limit()) {
      return hold;
    }
    // What stands before an escape that has begun may go on behind it, but for no longer than SPAN.
    long before = text.from(Math.max(0, mark - BEFORE));
    return Math.min(hold, Math.max(before, text.from(mark) - Reading.SPAN));
  }

  @Override
  long holdInPause() {
    Reading open = reading;
    if (open != null) {
      return open.pause();
    }
    return begun == null ? Reading.NOWHERE : begun.hold();
  }

  @Override
  int mark() {
    return mark;
  }

  @Override
  void shift(int by) {
    mark -= by;
    if (begun != null) {
      begun.shift(by);
    }
  }
}
