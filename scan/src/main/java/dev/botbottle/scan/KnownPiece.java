package dev.botbottle.scan;

import org.jspecify.annotations.Nullable;

/**
 * Eight bytes of a value of this session. Never a finding by itself: {@link SentPieces} counts how
 * many of a value were seen. Immutable.
 *
 * @param name the value's
 * @param bytes the piece
 * @param value the number of the value among those that are counted
 * @param index which of its pieces it is
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this package.
record KnownPiece(String name, byte[] bytes, int value, int index) implements Pattern {
  @Override
  public String id() {
    return "known:" + name;
  }

  @Override
  public int window() {
    return bytes.length;
  }

  /** Whether the bytes at these indices are the piece. */
  boolean at(byte[] buffer, int start) {
    for (int i = 0; i < bytes.length; i++) {
      if (buffer[start + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable Candidate begin(
      byte[] keyword, byte[] buffer, int first, int start, int end, boolean ignoreCase) {
    return null;
  }

  @Override
  public void advance(Candidate candidate, byte[] buffer, int limit, boolean end) {
    candidate.reject();
  }

  @Override
  public Finding finding(byte[] buffer, int from, int to, Place place, String encoding) {
    return new Finding(
        id(),
        place,
        "*** (in pieces)",
        Severity.HIGH,
        "Parts of the value " + name + " leave one by one; together they are too much of it.");
  }

  @Override
  public boolean goesOn(Candidate candidate, byte[] buffer, int from, int limit) {
    return false;
  }

  @Override
  public @Nullable ByteSet tail() {
    return null;
  }
}
