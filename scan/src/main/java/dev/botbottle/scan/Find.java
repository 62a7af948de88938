package dev.botbottle.scan;

import java.util.Arrays;

/**
 * What is told of a find, once, and what leaves in its place: as many characters, which mean
 * nothing inside a JSON string. It may lie in several pieces of a message; one placeholder stands
 * for all of them.
 */
final class Find {
  private final Finding finding;
  private final long[] pieces;
  private final String placeholder;
  private long length;
  private long said;
  private boolean told;

  /**
   * A find that is not told yet.
   *
   * @param pieces where in the message each of its pieces begins, and behind it
   */
  Find(Finding finding, long... pieces) {
    this.finding = finding;
    this.pieces = pieces;
    this.placeholder = "[redacted:" + finding.detector();
    for (int i = 0; i < pieces.length; i += 2) {
      length += pieces[i + 1] - pieces[i];
    }
  }

  Finding finding() {
    return finding;
  }

  /** Compares by position. */
  int compare(Find other) {
    return Arrays.compare(pieces, other.pieces);
  }

  /** Whether this is the first time it is told. */
  boolean tell() {
    boolean first = !told;
    told = true;
    return first;
  }

  /** So many more of the message's bytes have its placeholder, or fewer. */
  void grow(long by) {
    length += by;
  }

  /** The next character of its placeholder. */
  byte next() {
    long at = said++;
    if (at == length - 1 && length > 1) {
      return ']';
    }
    return at < placeholder.length() ? harmless(placeholder.charAt((int) at)) : (byte) '*';
  }

  private static byte harmless(char c) {
    boolean plain = c < 128 && ByteSet.ALPHANUMERIC.has((byte) c);
    return plain || "[:-_.".indexOf(c) >= 0 ? (byte) c : (byte) '_';
  }
}
