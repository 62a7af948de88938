package dev.botbottle.ledger;

import java.time.Instant;

/**
 * Times as {@link Instant#toString} writes them (ISO 8601, in UTC), with the text of the last
 * second kept: a busy ledger writes thousands of lines in each. Not safe for threads.
 */
final class Timestamps {
  private long second;
  private String text = Instant.EPOCH.toString();

  /** The text of a time. */
  String of(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      text = Instant.ofEpochSecond(second).toString();
    }
    int nanos = time.getNano();
    if (nanos == 0) {
      return text;
    }
    // Nine digits, six or three: as many as say something.
    int digits = nanos % 1_000 != 0 ? 9 : nanos % 1_000_000 != 0 ? 6 : 3;
    StringBuilder out = new StringBuilder(text.length() + 10);
    out.append(text, 0, text.length() - 1).append('.'); // without its Z
    for (int unit = 100_000_000; digits > 0; unit /= 10, digits--) {
      out.append((char) ('0' + nanos / unit % 10));
    }
    return out.append('Z').toString();
  }
}
