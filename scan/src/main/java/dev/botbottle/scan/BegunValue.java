package dev.botbottle.scan;

/**
 * Follows what begins like a known value in a text with its escapes undone, where none of them
 * opened a reading yet: it must not leave, as one of those to come may. Kept while an escape is
 * part of it.
 */
final class BegunValue {
  /** Nothing has ended. */
  static final int NONE = -1;

  private final Reading text;
  private final Automaton automaton;
  private final boolean[] signs;

  /** Where the bytes stand that were followed last, each at its number. */
  private final int[] places = new int[KnownForm.KEYWORD];

  /** Where the next one goes. */
  private int followed;

  private int state = Automaton.START;

  /** Behind what was followed, when something is begun. */
  private int at = NONE;

  /** The last escape, and behind it. */
  private int escape;

  private int behind;

  /**
   * For a text.
   *
   * @param signs which bytes known values begin with that are worth an escape
   */
  BegunValue(Reading text, boolean[] signs) {
    this.text = text;
    this.automaton = text.patterns().automaton;
    this.signs = signs;
  }

  boolean any() {
    return at != NONE;
  }

  void clear() {
    at = NONE;
  }

  /**
   * Takes an escape; true when what a value is known by ends with it.
   *
   * @param decoded what it stands for
   */
  boolean escape(int first, int last, Notation decoded) {
    if (!any()) {
      boolean sign = decoded.length > 0 && signs[decoded.decoded[0] & 0xff];
      if (sign) {
        state = Automaton.START;
        for (int i = Math.max(Math.max(0, behind), first - places.length); i < first; i++) {
          step(text.buffer()[i], i);
        }
      }
      at = sign ? first : NONE;
    }
    escape = first;
    behind = last;
    boolean ended = false;
    for (int i = 0; any() && i < decoded.length; i++) {
      step(decoded.decoded[i], first);
      ended |= automaton.accepts(state);
    }
    look(last);
    return ended && any();
  }

  /** Follows what is no escape, up to an index; behind what a value is known by, or none. */
  int follow(int limit) {
    byte[] buffer = text.buffer();
    while (any() && at < limit) {
      step(buffer[at], at);
      look(at + 1);
      if (any() && automaton.accepts(state)) {
        return at;
      }
    }
    return NONE;
  }

  private void step(byte b, int place) {
    state = automaton.next(state, b);
    places[followed] = place;
    followed = (followed + 1) % places.length;
  }

  /** Goes on behind an index, if something is begun that the last escape is part of. */
  private void look(int next) {
    at = any() && automaton.liveDepth(state) > 0 && first() < behind ? next : NONE;
  }

  private int first() {
    int depth = automaton.liveDepth(state);
    return places[(followed + places.length - depth) % places.length];
  }

  /** The last escape that was taken. */
  int escape() {
    return escape;
  }

  /** The first byte of the message that belongs to what is begun. */
  long hold() {
    return any() ? text.from(first()) : Reading.NOWHERE;
  }

  void shift(int by) {
    at = any() ? at - by : NONE;
    escape -= by;
    behind -= by;
    for (int i = 0; i < places.length; i++) {
      places[i] -= by;
    }
  }
}
