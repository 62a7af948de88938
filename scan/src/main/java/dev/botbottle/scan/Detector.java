package dev.botbottle.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A credential format: keywords, and what must stand behind one. Reads each byte once and never
 * goes back. Immutable; see {@link DetectorFile} for the form it is written in.
 */
record Detector(
    String id,
    List<byte[]> keywords,
    boolean ignoreCase,
    Start start,
    Element.@Nullable Run behind,
    String unless,
    List<Element> elements,
    boolean anyEnd,
    boolean open,
    boolean hyphenEnds,
    Check check,
    double entropy,
    boolean guessable,
    Severity severity,
    String advice)
    implements Pattern {

  /** Where in a word a token may begin. */
  enum Start {
    ANYWHERE,
    /** Not behind a letter or digit. */
    WORD,
    /** Not behind a letter, digit, hyphen or underscore. */
    STRICT;

    boolean allows(byte[] buffer, int first, int at) {
      return switch (this) {
        case ANYWHERE -> true;
        case WORD -> Boundary.before(buffer, first, at);
        case STRICT ->
            Boundary.before(buffer, first, at)
                && (at == first || (buffer[at - 1] != '-' && buffer[at - 1] != '_'));
      };
    }
  }

  Detector {
    keywords = List.copyOf(keywords);
    elements = List.copyOf(elements);
    if (keywords.isEmpty() || elements.isEmpty()) {
      throw new IllegalArgumentException("detector " + id + " has no keys or no form");
    }
  }

  @Override
  public int window() {
    int longest = 0;
    for (byte[] keyword : keywords) {
      longest = Math.max(longest, keyword.length);
    }
    for (Element element : elements) {
      longest += element.longest();
    }
    return longest + 1;
  }

  @Override
  public @Nullable Candidate begin(
      byte[] keyword, byte[] buffer, int first, int start, int end, boolean foldAll) {
    if (!ignoreCase) {
      for (int i = 0; i < keyword.length; i++) {
        if (buffer[start + i] != keyword[i]) {
          return null;
        }
      }
    }
    if (!this.start.allows(buffer, first, start)) {
      return null;
    }
    int count = 0;
    if (behind != null) {
      while (count < behind.max()
          && start - 1 - count >= first
          && behind.set().has(buffer[start - 1 - count])) {
        count++;
      }
      if (count < behind.min()) {
        return null;
      }
    }
    if (harmless(buffer, first, start)) {
      return null;
    }
    Candidate candidate = new Candidate(this, ignoreCase, start, end);
    candidate.besides = count * Effort.BYTE;
    return candidate;
  }

  /** Whether a match that begins here would be harmless for what stands before it. */
  boolean harmless(byte[] buffer, int first, int start) {
    return !unless.isEmpty() && endsWith(buffer, first, start, unless);
  }

  /** What a keyword at an index would match by itself were it not harmless there, or null. */
  @Nullable Candidate excused(byte[] keyword, byte[] text, int at) {
    if (!harmless(text, 0, at) || text.length - at < keyword.length) {
      return null;
    }
    for (int i = 0; i < keyword.length; i++) {
      if (Automaton.fold(text[at + i]) != Automaton.fold(keyword[i])) {
        return null;
      }
    }
    Candidate alone = begin(keyword, text, at, at, at + keyword.length, false);
    if (alone != null) {
      advance(alone, text, text.length, true);
    }
    return alone != null && alone.matched() ? alone : null;
  }

  private static boolean endsWith(byte[] buffer, int first, int end, String text) {
    int at = end - text.length();
    if (at < first) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Automaton.fold(buffer[at + i]) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void advance(Candidate c, byte[] buffer, int limit, boolean end) {
    while (c.element < elements.size()) {
      if (!elements.get(c.element).read(c, buffer, limit, end)) {
        return;
      }
      c.element++;
      if (c.element < elements.size()) {
        c.elementStart = c.at;
      }
    }
    // A match cut short by a pause goes on behind it, like one that reached its longest length.
    c.full |=
        open
            && elements.getLast() instanceof Element.Run last
            && c.at == c.elementStart + last.max();
    c.overrun = c.full || (end && c.at == limit);
    if (!anyEnd && !c.overrun) {
      if (c.at == limit && !end) {
        return;
      }
      if (c.at < limit && continues(buffer[c.at]) && !endsAtHyphen(c, buffer)) {
        c.reject();
        return;
      }
    }
    if (!hasSecretRun()) {
      c.regionEnd = c.at;
    }
    c.complete = anyEnd;
    boolean few = Entropy.tooFewKinds(buffer, c.bodyStart, c.at, entropy);
    c.besides += (c.at - c.bodyStart) * (few ? Effort.BYTE : Effort.CHECKED);
    boolean good =
        !few
            && Entropy.carries(buffer, c.bodyStart, c.at, entropy)
            && check.passes(buffer, c.bodyStart, c.regionStart, c.regionEnd);
    c.status = good ? Candidate.Status.MATCHED : Candidate.Status.REJECTED;
  }

  @Override
  public boolean goesOn(Candidate c, byte[] buffer, int from, int limit) {
    if (c.element == elements.size()) {
      return false;
    }
    return switch (elements.get(c.element)) {
      case Element.Text text -> text.same(c, buffer[from]);
      case Element.Run run -> {
        int needed = Math.min(limit, from + run.min() - (c.at - c.elementStart));
        int at = from;
        while (at < needed && run.set().has(buffer[at]) && !Joint.begins(buffer[at])) {
          at++;
        }
        yield at >= needed || Joint.begins(buffer[at]);
      }
      case Element.Gap gap -> gap.set().has(buffer[from]) || EscapedByte.begins(buffer[from]);
    };
  }

  private boolean hasSecretRun() {
    for (Element element : elements) {
      if (element instanceof Element.Run run && run.secret()) {
        return true;
      }
    }
    return false;
  }

  private boolean continues(byte next) {
    return ByteSet.ALPHANUMERIC.has(next)
        || next == '_'
        || (elements.getLast() instanceof Element.Run run && run.set().has(next));
  }

  /** Whether a hyphen follows that is none of the token's own, as it has none before. */
  private boolean endsAtHyphen(Candidate c, byte[] buffer) {
    if (!hyphenEnds || buffer[c.at] != '-') {
      return false;
    }
    for (int i = c.regionStart; i < c.at; i++) {
      if (buffer[i] == '-') {
        return false;
      }
    }
    return true;
  }

  @Override
  public Finding finding(byte[] buffer, int from, int to, Place place, String encoding) {
    int shown = Math.min(4, (to - from) / 8);
    StringBuilder masked = new StringBuilder();
    for (int i = from; i < from + shown; i++) {
      byte b = buffer[i];
      masked.append(b > ' ' && b < 127 ? (char) b : '?');
    }
    masked.append("*** (").append(to - from).append(" characters");
    masked.append(encoding.isEmpty() ? ")" : " as " + encoding + ")");
    String fingerprint = guessable ? "" : Fingerprint.of(buffer, from, to);
    return new Finding(id, place, masked.toString(), severity, advice, fingerprint, false);
  }

  @Override
  public @Nullable ByteSet tail() {
    return elements.getLast() instanceof Element.Run run ? run.set() : null;
  }
}
