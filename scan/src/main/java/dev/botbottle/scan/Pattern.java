package dev.botbottle.scan;

/** Something looked for, once one of its keywords was seen. Immutable. */
sealed interface Pattern permits KnownForm, KnownPiece, Detector {
  /** The detector id a finding carries. */
  String id();

  /** The longest stretch of bytes it must see to decide, keyword and look-ahead included. */
  int window();

  /**
   * A candidate for the keyword at these indices, or null when the bytes before or in it rule one
   * out.
   */
  @org.jspecify.annotations.Nullable
  Candidate begin(byte[] keyword, byte[] buffer, int first, int start, int end, boolean ignoreCase);

  /**
   * Looks at what has arrived and decides the candidate if that is enough.
   *
   * @param limit behind the last byte there is
   * @param end whether no more will come
   */
  void advance(Candidate candidate, byte[] buffer, int limit, boolean end);

  /**
   * The finding for these bytes.
   *
   * @param encoding what had to be undone to see them, or empty
   */
  Finding finding(byte[] buffer, int from, int to, Place place, String encoding);

  /**
   * Whether a rejected candidate may go on with the bytes from an index to the next joint, where it
   * broke off.
   */
  boolean goesOn(Candidate candidate, byte[] buffer, int from, int limit);

  /** The bytes that go on belonging to an overrun match, or null when none do. */
  @org.jspecify.annotations.Nullable
  ByteSet tail();
}
