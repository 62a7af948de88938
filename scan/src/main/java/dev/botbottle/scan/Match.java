package dev.botbottle.scan;

import org.jspecify.annotations.Nullable;

/**
 * What a reading of a message found, and where in the message it stands.
 *
 * @param pattern what matched
 * @param from the first byte of the message that belongs to it
 * @param to behind the last one
 * @param find what is told of it; the same for all pieces of one that was put together
 * @param depth how often the message was decoded to see it
 * @param tail the bytes that go on belonging to it when it was cut short, or null
 */
record Match(Pattern pattern, long from, long to, Find find, int depth, @Nullable ByteSet tail)
    implements Comparable<Match> {

  Finding finding() {
    return find.finding();
  }

  boolean known() {
    return pattern instanceof KnownForm;
  }

  boolean permitted(ScanProfile profile) {
    return pattern instanceof KnownForm form && profile.permitted().contains(form.name());
  }

  /** Whether a rule of the route lets exactly this pass. */
  boolean allowed(ScanProfile profile) {
    return !known() && profile.allows(finding());
  }

  /** By position; at one position what is known first, then the longest, then the plainest. */
  @Override
  public int compareTo(Match other) {
    int order = Long.compare(from, other.from);
    if (order == 0) {
      order = Boolean.compare(other.known(), known());
    }
    if (order == 0) {
      order = Long.compare(other.to, to);
    }
    if (order == 0) {
      order = find.compare(other.find);
    }
    if (order == 0) {
      order = Integer.compare(depth, other.depth);
    }
    if (order == 0) {
      order = pattern.id().compareTo(other.pattern.id());
    }
    return order == 0 ? finding().masked().compareTo(other.finding().masked()) : order;
  }
}
