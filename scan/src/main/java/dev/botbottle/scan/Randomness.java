package dev.botbottle.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stretches of a host name, a path or a query that look like chance where names and numbers belong:
 * what a secret of no known format looks like, and data that is carried out in addresses.
 *
 * <p>Chance mixes capitals, small letters and digits at nearly every step; words, versions, dates
 * and identifiers of programs do not. Digests, UUIDs, trace ids and names of git objects have no
 * capitals, signatures stand where they are called so, names of files have an ending. Where chance
 * is common in honest addresses the finding is a hint; in a host name it is not.
 */
final class Randomness {
  /** In a host name, where nothing but the name itself should be. */
  static final String HOST = "high-entropy-host";

  /** In a path or a query. */
  static final String ADDRESS = "high-entropy";

  static final List<String> IDS = List.of(HOST, ADDRESS);

  private static final String HOST_ADVICE =
      "Data may be leaving in a host name; look at what made it.";
  private static final String ADVICE = "If it is a secret, keep it out of addresses.";

  /** Shorter ones are names of things. */
  private static final int SHORTEST = 32;

  private static final int SHORTEST_LABEL = 24;

  /** Bits a character carries at least; 32 characters of chance have 4.6 on average. */
  private static final double BITS = 4.1;

  private static final double LABEL_BITS = 3.6;

  /** Names of query values that are meant to be chance: signatures, and what servers hand out. */
  private static final String[] MEANT = {
    "sig",
    "signature",
    "hmac",
    "policy",
    "state",
    "nonce",
    "code",
    "cursor",
    "after",
    "before",
    "next",
    "continuation",
    "challenge",
    "etag",
    "hash",
    "digest",
    "credential",
    "security-token",
    "samlrequest",
    "samlresponse",
    "relaystate",
    "pagetoken",
    "page_token",
    "integrity"
  };

  private Randomness() {}

  /**
   * A stretch of a text that looks like chance.
   *
   * @param from where it begins
   * @param to behind its end
   * @param finding what is told of it
   */
  record Stretch(int from, int to, Finding finding) {}

  /** The first such stretch of a text from an index on, or null. */
  static @Nullable Stretch in(byte[] text, int first, Place place) {
    return switch (place) {
      case Place.Host() -> host(text, first, place);
      case Place.Path(), Place.Query() -> address(text, first, place);
      case Place.Header(String _), Place.Body(), Place.Answer(long _) -> null;
    };
  }

  private static @Nullable Stretch host(byte[] text, int first, Place place) {
    int start = first;
    for (int at = first; at <= text.length; at++) {
      if (at < text.length && text[at] != '.' && text[at] != '-') {
        continue;
      }
      if (at - start >= SHORTEST_LABEL && label(text, start, at)) {
        return stretch(HOST, text, start, at, place, Severity.MEDIUM, HOST_ADVICE);
      }
      start = at + 1;
    }
    return null;
  }

  /** Small letters and digits by chance; a digest in hexadecimal is none. */
  private static boolean label(byte[] text, int from, int to) {
    int digits = 0;
    int changes = 0;
    boolean hex = true;
    for (int i = from; i < to; i++) {
      byte b = Automaton.fold(text[i]);
      boolean digit = b >= '0' && b <= '9';
      digits += digit ? 1 : 0;
      hex &= digit || (b >= 'a' && b <= 'f');
      changes += i > from && digit != (text[i - 1] >= '0' && text[i - 1] <= '9') ? 1 : 0;
    }
    int length = to - from;
    boolean digest = hex && (length == 32 || length == 40 || length == 56);
    return !digest
        && digits * 12 >= length
        && changes * 8 >= length
        && Entropy.atLeast(text, from, to, hex ? 3.2 : LABEL_BITS);
  }

  private static @Nullable Stretch address(byte[] text, int first, Place place) {
    int at = first;
    while (at < text.length) {
      // From the far end of the shortest run: ordinary addresses are passed over in steps.
      int last = at + SHORTEST - 1;
      if (last >= text.length) {
        return null;
      }
      int back = last;
      while (back >= at && ByteSet.TOKEN.has(text[back])) {
        back--;
      }
      if (back >= at) {
        at = back + 1;
        continue;
      }
      int end = last + 1;
      while (end < text.length && ByteSet.TOKEN.has(text[end])) {
        end++;
      }
      if (chance(text, at, end) && !meant(text, at, end, place)) {
        return stretch(ADDRESS, text, at, end, place, Severity.LOW, ADVICE);
      }
      at = end + 1;
    }
    return null;
  }

  /** Whether three kinds of characters follow each other by chance. */
  private static boolean chance(byte[] text, int from, int to) {
    int upper = 0;
    int lower = 0;
    int digits = 0;
    int changes = 0;
    int before = 0;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      int kind = b >= 'A' && b <= 'Z' ? 1 : b >= 'a' && b <= 'z' ? 2 : b >= '0' && b <= '9' ? 3 : 0;
      upper += kind == 1 ? 1 : 0;
      lower += kind == 2 ? 1 : 0;
      digits += kind == 3 ? 1 : 0;
      changes += i > from && kind != before ? 1 : 0;
      before = kind;
    }
    int length = to - from;
    return upper > 3
        && lower > 3
        && digits > 1
        && changes * 5 >= 2 * length
        && Entropy.atLeast(text, from, to, BITS);
  }

  /** Whether it is a file with an ending, or the value of something called so. */
  private static boolean meant(byte[] text, int from, int to, Place place) {
    if (place instanceof Place.Path) {
      int dot = to;
      int end = dot + 1;
      while (end < text.length && ByteSet.ALPHANUMERIC.has(text[end])) {
        end++;
      }
      return dot < text.length && text[dot] == '.' && end - dot > 1 && end - dot < 8;
    }
    int start = from;
    while (start > 0 && text[start - 1] != '&' && text[start - 1] != ';') {
      start--;
    }
    int equals = start;
    while (equals < from && text[equals] != '=') {
      equals++;
    }
    for (String word : MEANT) {
      if (holds(text, start, equals, word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(byte[] text, int from, int to, String word) {
    for (int at = from; at + word.length() <= to; at++) {
      int i = 0;
      while (i < word.length() && Automaton.fold(text[at + i]) == word.charAt(i)) {
        i++;
      }
      if (i == word.length()) {
        return true;
      }
    }
    return false;
  }

  private static Stretch stretch(
      String id, byte[] text, int from, int to, Place place, Severity severity, String advice) {
    String masked = "*** (" + (to - from) + " characters)";
    String fingerprint = Fingerprint.of(text, from, to);
    return new Stretch(
        from, to, new Finding(id, place, masked, severity, advice, fingerprint, false));
  }
}
