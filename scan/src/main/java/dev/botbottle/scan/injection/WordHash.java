package dev.botbottle.scan.injection;

/**
 * A number for a word, taken letter by letter or many at once: the same for the same letters
 * however they come. Small ASCII letters and digits are taken eight to one multiplication.
 */
final class WordHash {
  /** The golden ratio's fraction in 64 bits: spreads what is multiplied by it to the upper ones. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** Apart from any eight letters. */
  private static final long OTHER = 0xffL << 56;

  private long folded;
  private long open;
  private int bits;

  /** The number of a word of 1 to 7 small letters and digits, the first of them lowest. */
  static long of(long bytes, int count) {
    return mixed(bytes & ((1L << (8 * count)) - 1));
  }

  /** A word begins. */
  void begin() {
    folded = 0;
    open = 0;
    bits = 0;
  }

  /**
   * Takes small letters and digits.
   *
   * @param bytes the first of them lowest; what stands above the last does not matter
   * @param count 1 to 8
   */
  void letters(long bytes, int count) {
    long taken = count == Long.BYTES ? bytes : bytes & ((1L << (8 * count)) - 1);
    open |= taken << bits;
    bits += 8 * count;
    if (bits >= Long.SIZE) {
      bits -= Long.SIZE;
      fold();
      if (bits > 0) {
        open = taken >>> (8 * count - bits);
      }
    }
  }

  /** Takes letters and digits of any case, as they stand in a text. */
  void letters(byte[] source, int from, int end) {
    int i = from;
    for (; end - i >= Long.BYTES; i += Long.BYTES) {
      letters(Letters.small(Letters.eight(source, i)), Long.BYTES);
    }
    for (; i < end; i++) {
      letters(Letters.small(source[i]), 1);
    }
  }

  /** Takes any other character that belongs to the word. */
  void other(int point) {
    fold();
    open = OTHER | point;
    fold();
    bits = 0;
  }

  private void fold() {
    folded = mixed(folded ^ open);
    open = 0;
  }

  /** The number of the word so far. */
  long value() {
    return mixed(folded ^ open);
  }

  private static long mixed(long letters) {
    long product = letters * SPREAD;
    return product ^ product >>> 32;
  }
}
