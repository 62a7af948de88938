package dev.botbottle.scan;

/**
 * A lens for an encoding that shows as a long run of few characters. Most text is passed over in
 * steps of nearly the shortest run; only within runs is every byte looked at.
 */
abstract sealed class RunLens implements Lens permits Base64Lens, Base32Lens, HexLens {
  final Reading text;

  /** What a run says. */
  final Radix radix;

  private final ByteSet members;
  private final ByteSet digits;
  private final int shortest;

  private int mark;
  private boolean running;

  /** Whether there was a run in what was read last. */
  private boolean ran;

  /**
   * @param text what is read
   * @param radix the readings of what a run says
   * @param members what a run is made of
   * @param digits what it begins with
   * @param shortest the length from which on it is looked at
   */
  RunLens(Reading text, Radix radix, ByteSet members, ByteSet digits, int shortest) {
    this.text = text;
    this.radix = radix;
    this.members = members;
    this.digits = digits;
    this.shortest = shortest;
  }

  /** Takes the bytes of a run; returns the index of the one that ends it, or the limit. */
  abstract int follow(byte[] buffer, int from, int limit);

  /** Whether there can be no run in what is new. */
  boolean idle() {
    return false;
  }

  final boolean ran() {
    return ran;
  }

  /** The run has ended. */
  void ended() {}

  @Override
  public final void read(boolean end) {
    byte[] buffer = text.buffer();
    int limit = text.limit();
    int at = mark;
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
        radix.start();
      }
      at = follow(buffer, at, limit);
      if (at < limit) {
        stop();
      }
    }
    mark = at;
    if (running && end) {
      stop();
    } else if (running) {
      radix.settle();
    }
  }

  private void stop() {
    radix.end();
    ended();
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
      int at = Math.min(start + shortest, limit) - 1;
      while (at >= start && members.has(buffer[at])) {
        at--;
      }
      if (at < start) {
        running = limit - start >= shortest;
        return start;
      }
      start = at + 1;
    }
  }

  @Override
  public final long hold() {
    if (running) {
      return radix.hold();
    }
    return mark < text.limit() ? text.from(mark) : Reading.NOWHERE;
  }

  @Override
  public final long holdInPause() {
    return radix.holdInPause();
  }

  @Override
  public final int mark() {
    return mark;
  }

  @Override
  public final void shift(int by) {
    mark -= by;
  }
}
