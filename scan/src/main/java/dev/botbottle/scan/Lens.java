package dev.botbottle.scan;

/**
 * A way to read a text that is not the plain one: it looks for stretches that are encoded and makes
 * a {@link Reading} of what each decodes to. What it makes is a function of the text alone, however
 * the text comes in pieces.
 */
abstract sealed class Lens permits RunLens, EscapeLens, SpacedLens {
  /**
   * Looks at the bytes of the text that are new.
   *
   * @param end whether no more will come
   */
  abstract void read(boolean end);

  /** The first byte of the message that may belong to something begun; the largest if none does. */
  abstract long hold();

  /** The same, but only of what must not slip out in a pause. */
  abstract long holdInPause();

  /** The index of the first byte of the text it has not looked at. */
  abstract int mark();

  /** The text dropped its first bytes. */
  abstract void shift(int by);
}
