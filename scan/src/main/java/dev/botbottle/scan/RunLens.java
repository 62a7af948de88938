package dev.botbottle.scan;

import org.jspecify.annotations.Nullable;

/**
 * A lens for an encoding that shows as a long run of few characters. Most text is passed over in
 * steps of nearly the shortest run; only within runs is every byte looked at.
 */
abstract sealed class RunLens extends Lens permits Base64Lens, Base32Lens, HexLens {
  final Reading text;

  /** What a run says; most texts have none. */
  private @Nullable Radix radix;

  private final ByteSet members;
  private final ByteSet digits;
  private final int shortest;
  private final boolean escaped;

  /** Signs in a row that are no digits; none behind a digit. */
  int gap;

  private int mark;
  private boolean running;

  /** Whether there was a run in what was read last. */
  private boolean ran;

  /**
   * @param text what is read
   * @param members what a run is made of
   * @param digits what it begins with
   * @param shortest the length from which on it is looked at
   * @param escaped whether a backslash is a member for escaped line ends only
   */
  RunLens(Reading text, ByteSet members, ByteSet digits, int shortest, boolean escaped) {
    this.text = text;
    this.members = members;
    this.digits = digits;
    this.shortest = shortest;
    this.escaped = escaped;
  }

  /** The readings of what a run says. */
  abstract Radix radix();

  /** Takes the bytes of a run; returns the index of the one that ends it, or the limit. */
  abstract int follow(Radix radix, byte[] buffer, int from, int limit);

  /** Whether there can be no run in what is new. */
  boolean idle() {
    return false;
  }

  final boolean ran() {
    return ran;
  }

  /** The run has ended. */
  void ended() {}

  /** Takes a sign between digits; false when there are more in a row than these. */
  final boolean widen(int at, int widest) {
    if (gap++ == 0) {
      stretch(at);
    }
    return gap <= widest;
  }

  /** Counts that a byte ends a stretch of digits, or the run. */
  final void stretch(int at) {
    text.spend(text.from(at), Effort.STRETCH);
  }

  @Override
  final void read(boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int at = mark;
    Radix run = radix;
    ran = running;
    if (!running && idle()) {
      // Nothing but what may become a run when more comes.
      at = Math.max(at, limit - shortest);
    }
    while (at < limit) {
      if (!running) {
        at = begin(buffer, at, limit);
        if (!running) {
          break;
        }
        ran = true;
      }
      if (run == null) {
        run = radix();
        radix = run;
        text.spend(text.from(at), Effort.RUN);
      }
      at = follow(run, buffer, at, limit);
      if (at < limit) {
        stretch(at);
        stop(run);
      }
    }
    mark = at;
    if (run != null && running && end) {
      stop(run);
    } else if (run != null && running) {
      run.settle();
    }
  }

  private void stop(Radix run) {
    run.end();
    ended();
    gap = 0;
    running = false;
  }

  /** The beginning of the next run, or of what may become one behind the limit. */
  private int begin(byte[] buffer, int from, int limit) {
    int start = from;
    while (true) {
      while (start < limit && !digits.has(buffer[start])) {
        start++;
      }
      // From the back: where one byte is no member, no run reaches over it.
      int behind = Math.min(start + shortest, limit);
      int at = behind - 1;
      while (at >= start
          && members.has(buffer[at])
          && !(escaped && buffer[at] == '\\' && at + 1 < behind && !endsLine(buffer[at + 1]))) {
        at--;
      }
      if (at < start) {
        running = limit - start >= shortest;
        return start;
      }
      start = at + 1;
    }
  }

  /** Whether a backslash before it may be a line end's, or another's. */
  private static boolean endsLine(byte b) {
    return b == 'n' || b == 'r' || b == '\\';
  }

  @Override
  final long hold() {
    Radix run = radix;
    if (run != null && running) {
      return run.hold();
    }
    return mark < text.limit() ? text.from(mark) : Reading.NOWHERE;
  }

  @Override
  final long holdInPause() {
    Radix run = radix;
    return run == null ? Reading.NOWHERE : run.holdInPause();
  }

  @Override
  final int mark() {
    return mark;
  }

  @Override
  final void shift(int by) {
    mark -= by;
  }
}
