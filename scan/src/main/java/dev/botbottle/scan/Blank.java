package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of a message leaves as when it is redacted: as many bytes, and JSON where it was
 * JSON (RFC 8259). In strings a placeholder stands; the quotation marks around them stay, and so
 * does what is between them, with other digits.
 *
 * <p>Whether a stretch begins within a string is told by itself and by a little of the text before
 * it. Where that leaves a doubt only digits are replaced, which is JSON either way. What is neither
 * is no JSON, and all of it is replaced; so is what has nothing to replace.
 */
final class Blank {
  private enum Begins {
    WITHIN,
    OUTSIDE,
    EITHER,
    NEITHER
  }

  /** So much of the text before is looked at; a stream keeps as much. */
  private static final int BEFORE = 256;

  private static final String IN_NUMBERS = "+-.eE";
  private static final String WHITE = " \t\r\n";
  private static final String BETWEEN = WHITE + "{}[],:";
  private static final String BEHIND_STRINGS = ",:]}";
  private static final String BEFORE_STRINGS = ",:[{";
  private static final String[] WORDS = {"true", "false", "null"};

  private final byte[] buffer;
  private final int from;
  private final int to;
  private final byte[] bytes;

  /** Whether it ends within a string, and what stands for digits where it does not. */
  private final boolean within;

  private final byte digit;

  /**
   * For a stretch.
   *
   * @param buffer the message
   * @param from the first index
   * @param to behind the last
   * @param limit behind the last byte that is there: one behind a backslash may be to come
   * @param find whose placeholder stands there, or null for asterisks
   */
  Blank(byte[] buffer, int from, int to, int limit, @Nullable Find find) {
    this.buffer = buffer;
    this.from = from;
    this.to = Math.min(to, limit);
    this.bytes = new byte[to - from];
    Begins begins = begins();
    boolean[] stays = new boolean[bytes.length];
    boolean in = begins == Begins.WITHIN;
    boolean changed = false;
    boolean ones = true;
    int kept = 0;
    for (int i = from; i < this.to && begins != Begins.NEITHER; i++) {
      boolean quote = quote(i);
      in ^= quote && begins != Begins.EITHER;
      stays[i - from] = quote || !in;
      kept += stays[i - from] ? 1 : 0;
      changed |= !stays[i - from] || digit(buffer[i]);
      ones &= !digit(buffer[i]) || buffer[i] == '1';
    }
    if (!changed) {
      Arrays.fill(stays, false);
      kept = 0;
    }
    this.within = in || !changed;
    this.digit = (byte) (ones ? '2' : '1');
    if (find != null) {
      find.grow(-kept);
    }
    for (int i = 0; i < bytes.length; i++) {
      if (stays[i]) {
        bytes[i] = outside(buffer[from + i]);
      } else {
        bytes[i] = find == null ? (byte) '*' : find.next();
      }
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /** What one more byte leaves as, which is redacted because it goes on where this ends. */
  byte more(byte b) {
    return inNumber(b) && !within ? outside(b) : (byte) '*';
  }

  private byte outside(byte b) {
    return digit(b) ? digit : b;
  }

  private Begins begins() {
    boolean within = fits(true);
    boolean outside = fits(false) && mayBeOutside();
    if (within) {
      return outside ? Begins.EITHER : Begins.WITHIN;
    }
    return outside ? Begins.OUTSIDE : Begins.NEITHER;
  }

  /** Whether it may be JSON when it begins within a string, or outside. */
  private boolean fits(boolean within) {
    boolean in = within;
    int first = from;
    for (int at = from; at < to; at++) {
      if (quote(at)) {
        if (!in && !between(first, at)) {
          return false;
        }
        in = !in;
        first = at + 1;
      }
    }
    return in || between(first, to);
  }

  /** Whether these bytes may be what stands between two strings, or as much of it as is there. */
  private boolean between(int first, int behind) {
    int at = first;
    byte begins = 0;
    byte ends = 0;
    while (at < behind) {
      if (WHITE.indexOf(buffer[at]) < 0) {
        begins = begins == 0 ? buffer[at] : begins;
        ends = buffer[at];
      }
      int next = token(at, behind);
      if (next == at) {
        return false;
      }
      at = next;
    }
    boolean closed = first == from || BEHIND_STRINGS.indexOf(begins) >= 0;
    boolean opens = behind == to || BEFORE_STRINGS.indexOf(ends) >= 0;
    return begins == 0 ? first == from || behind == to : closed && opens;
  }

  /** Behind what may stand at an index where there is no string, or the index. */
  private int token(int at, int limit) {
    if (inNumber(buffer[at]) || BETWEEN.indexOf(buffer[at]) >= 0) {
      return at + 1;
    }
    int behind = at;
    while (behind < limit && letter(behind)) {
      behind++;
    }
    // No word of JSON touches a number.
    boolean alone =
        (at == from || !inNumber(buffer[at - 1])) && (behind == limit || !inNumber(buffer[behind]));
    return alone && word(at, behind, at == from, behind == to) ? behind : at;
  }

  private static boolean inNumber(byte b) {
    return digit(b) || IN_NUMBERS.indexOf(b) >= 0;
  }

  /**
   * Whether the letters at these indices are a word of JSON, or as much of one as there is.
   *
   * @param end whether they may be the end of one
   * @param beginning whether they may be the beginning of one
   */
  private boolean word(int first, int behind, boolean end, boolean beginning) {
    String letters = new String(buffer, first, behind - first, StandardCharsets.ISO_8859_1);
    for (String word : WORDS) {
      int at = word.indexOf(letters);
      boolean whole = beginning || at + letters.length() == word.length();
      if (at >= 0 && !letters.isEmpty() && (end || at == 0) && whole) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text before it may be what stands between strings. */
  private boolean mayBeOutside() {
    int lowest = Math.max(0, from - BEFORE);
    int at = from;
    while (at > lowest) {
      byte b = buffer[at - 1];
      if (b == '"') {
        return endsString(at);
      }
      if (inNumber(b) || BETWEEN.indexOf(b) >= 0) {
        at--;
      } else {
        int first = word(at, lowest);
        if (first == at) {
          return false;
        }
        at = first;
      }
    }
    return true;
  }

  /** Whether a quotation mark right before an index ends a string, of this text or one in it. */
  private boolean endsString(int at) {
    int next = at;
    boolean escaped = false;
    while (next < from && (escaped || buffer[next] == '\\' || WHITE.indexOf(buffer[next]) >= 0)) {
      escaped = buffer[next] == '\\';
      next++;
    }
    return next < from && BEHIND_STRINGS.indexOf(buffer[next]) >= 0;
  }

  /** Where the word of JSON begins that ends at an index, or white space escaped; or the index. */
  private int word(int behind, int lowest) {
    int first = behind;
    while (first > lowest && letter(first - 1)) {
      first--;
    }
    if (first == lowest && lowest > 0) {
      return first;
    }
    int escape = first;
    while (escape > 0 && buffer[escape - 1] == '\\') {
      escape--;
    }
    if (escape < first && first < behind && "nrt".indexOf(buffer[first]) >= 0) {
      first++;
    } else if (escape < first) {
      return behind;
    }
    return first == behind || word(first, behind, false, behind == from) ? escape : behind;
  }

  /** Whether a string begins or ends at an index. */
  private boolean quote(int at) {
    return buffer[at] == '"' && Boundary.backslashes(buffer, 0, at) % 2 == 0;
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean letter(int at) {
    int lower = buffer[at] | 0x20;
    return lower >= 'a' && lower <= 'z';
  }
}
