package dev.botbottle.scan;

/**
 * One place where a pattern may match, while its bytes arrive. Indices are into the buffer of the
 * stream that owns it, which shifts them when it moves its bytes.
 */
final class Candidate {
  /** How far the question has come. */
  enum Status {
    UNDECIDED,
    MATCHED,
    REJECTED
  }

  final Pattern pattern;
  final boolean ignoreCase;

  /** Where the keyword begins: no matched region begins before. */
  int start;

  /** Behind the keyword. */
  int bodyStart;

  /** The next byte to look at. */
  int at;

  /** Which element of the pattern is being read, and where it began. */
  int element;

  int elementStart;

  /** How many characters were read of what is not as long as it is written. */
  int count;

  /** How long the last of them was written. */
  int last;

  /** Whether it was read to its end, where that needs nothing behind it: it did not break off. */
  boolean complete;

  /** What it took besides its bytes. */
  int besides;

  /** The bytes that are the secret. */
  int regionStart;

  int regionEnd;

  /** Whether the match ended only because its longest length, or that of a window, was reached. */
  boolean full;

  /** Whether it is full or came to the end of the text: what follows may belong to it. */
  boolean overrun;

  Status status = Status.UNDECIDED;

  Candidate(Pattern pattern, boolean ignoreCase, int start, int bodyStart) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
    this.start = start;
    this.bodyStart = bodyStart;
    this.at = bodyStart;
    this.elementStart = bodyStart;
    this.regionStart = start;
    this.regionEnd = bodyStart;
  }

  /** A second candidate in the same state, to try what an end of the text would mean. */
  Candidate copy() {
    Candidate other = new Candidate(pattern, ignoreCase, start, bodyStart);
    other.at = at;
    other.element = element;
    other.elementStart = elementStart;
    other.count = count;
    other.last = last;
    other.complete = complete;
    other.besides = besides;
    other.regionStart = regionStart;
    other.regionEnd = regionEnd;
    other.full = full;
    other.overrun = overrun;
    other.status = status;
    return other;
  }

  void shift(int by) {
    start -= by;
    bodyStart -= by;
    at -= by;
    elementStart -= by;
    regionStart -= by;
    regionEnd -= by;
  }

  /** What it took to decide on it. */
  int effort() {
    int begun = pattern instanceof KnownForm ? Effort.FORM : Effort.KEYWORD;
    return begun + besides + (at - start) * Effort.BYTE + (matched() ? Effort.MATCH : 0);
  }

  void reject() {
    status = Status.REJECTED;
  }

  boolean undecided() {
    return status == Status.UNDECIDED;
  }

  boolean matched() {
    return status == Status.MATCHED;
  }

  /** Whether a byte is the one that is wanted, letters in either case where they may be. */
  boolean same(byte is, byte wanted) {
    return is == wanted || (ignoreCase && Automaton.fold(is) == Automaton.fold(wanted));
  }
}
