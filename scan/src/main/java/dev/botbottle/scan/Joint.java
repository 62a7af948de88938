package dev.botbottle.scan;

/**
 * What stands between two pieces of a text that was cut: between strings of a list or operands of a
 * concatenation, between values of an object or a form, between parts of a multipart body, between
 * lines.
 */
final class Joint {
  /** None begins here. */
  static final int NONE = 0;

  /** One may, but its end has not come. */
  static final int OPEN = -1;

  /** The longest one between parts of a multipart body, and any other. */
  private static final int LONGEST_PART = 512;

  private static final int LONGEST = 96;

  private static final String BETWEEN = ",+.&";

  private static final ByteSet QUOTES = ByteSet.named("quote");

  private Joint() {}

  /** Whether one may begin with this byte. */
  static boolean begins(byte b) {
    return b == '"' || b == '\'' || b == '`' || b == '\\' || b == '&' || b == '\r' || b == '\n';
  }

  /**
   * How long the one at an index is.
   *
   * @param end whether no more will come
   */
  static int length(byte[] buffer, int at, int limit, boolean end) {
    boolean last = end && limit <= at + LONGEST;
    Reader reader = new Reader(buffer, at, Math.min(limit, at + LONGEST), last);
    int length =
        switch (buffer[at]) {
          case '&' ->
              reader.name('=') || (!reader.exhausted() && reader.strings(at, false))
                  ? reader.taken()
                  : NONE;
          case '\r', '\n' -> part(buffer, at, limit);
          default -> reader.strings(at, false) ? reader.taken() : NONE;
        };
    // A part may be longer than that, anything else is over.
    return length == NONE && reader.exhausted() && limit < at + LONGEST ? OPEN : length;
  }

  /**
   * How long the one between two strings is of which the first, the second or both may be names of
   * JSON: what is known byte by byte is looked for in them as well.
   */
  static int ofNames(byte[] buffer, int at, int limit, boolean end) {
    boolean last = end && limit <= at + LONGEST;
    Reader reader = new Reader(buffer, at, Math.min(limit, at + LONGEST), last);
    if (buffer[at] != '\r' && buffer[at] != '\n' && reader.strings(at, true)) {
      return reader.taken();
    }
    return reader.exhausted() && limit < at + LONGEST ? OPEN : NONE;
  }

  /** A line end, and the head of the next part if there is one (RFC 2046, section 5.1.1). */
  private static int part(byte[] buffer, int at, int limit) {
    int end = Math.min(limit, at + LONGEST_PART);
    int i = at;
    while (i < end && (buffer[i] == '\r' || buffer[i] == '\n' || blank(buffer[i]))) {
      i++;
    }
    boolean dashes = i + 1 < end && buffer[i] == '-' && buffer[i + 1] == '-';
    if (i + 1 >= end) {
      return end == limit && end < at + LONGEST_PART ? OPEN : NONE;
    }
    if (!dashes) {
      return i - at;
    }
    for (; i < end; i++) {
      boolean blankLine =
          buffer[i - 1] == '\n'
              && (buffer[i] == '\n' || (buffer[i] == '\r' && i + 1 < end && buffer[i + 1] == '\n'));
      if (blankLine) {
        return (buffer[i] == '\n' ? i + 1 : i + 2) - at;
      }
    }
    return end == limit && end < at + LONGEST_PART ? OPEN : NONE;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Takes a joint apart, piece by piece. */
  private static final class Reader {
    private final byte[] buffer;
    private final int first;
    private final int limit;
    private final boolean last;
    private int at;

    private Reader(byte[] buffer, int first, int limit, boolean last) {
      this.buffer = buffer;
      this.first = first;
      this.limit = limit;
      this.last = last;
      this.at = first;
    }

    int taken() {
      return at - first;
    }

    boolean exhausted() {
      return at >= limit;
    }

    /** A name behind the first byte, and what ends it. */
    boolean name(char last) {
      at++;
      while (at < limit && ByteSet.NAME.has(buffer[at])) {
        at++;
      }
      return take(last);
    }

    /**
     * The end of a string and the beginning of the next, or an escaped line end.
     *
     * @param names whether the names of values are taken like any string, or passed over
     */
    boolean strings(int from, boolean names) {
      at = from;
      if (lineEnd()) {
        // Whether one more belongs to it has to be seen.
        int more = at;
        while (more < limit && buffer[more] == '\\') {
          more++;
        }
        at = more == limit ? limit : at;
        return more < limit;
      }
      if (!quote()) {
        return false;
      }
      boolean escaped = white();
      if (at < limit && (BETWEEN.indexOf(buffer[at]) >= 0 || (names && buffer[at] == ':'))) {
        at++;
      }
      escaped |= white();
      // White space is escaped within a string: a bare quotation mark behind it ends that one.
      boolean ends = escaped && at < limit && buffer[at] == '"';
      if (ends || !quote()) {
        return false;
      }
      if (names) {
        return true;
      }
      // The string may be the name of a value.
      int value = at;
      while (at < limit && ByteSet.NAME.has(buffer[at])) {
        at++;
      }
      boolean named = at > value && quote();
      if (named) {
        white();
        named = take(':');
        white();
        named = named && quote();
      }
      if (exhausted() && (named || !last)) {
        return false;
      }
      if (!named) {
        at = value;
      }
      return true;
    }

    private boolean lineEnd() {
      int i = at;
      while (i < limit && buffer[i] == '\\') {
        i++;
      }
      if (i > at && i < limit && (buffer[i] == 'n' || buffer[i] == 'r')) {
        at = i + 1;
        int more = at;
        // "\r\n" is one.
        if (!lineEnd()) {
          at = more;
        }
        return true;
      }
      return false;
    }

    private boolean quote() {
      if (at < limit && EscapedByte.begins(buffer[at])) {
        int escape = EscapedByte.length(buffer, at, limit, false, QUOTES);
        at = escape == EscapedByte.OPEN ? limit : at + escape;
        if (escape != EscapedByte.NONE) {
          return at < limit;
        }
      }
      while (at < limit && buffer[at] == '\\') {
        at++;
      }
      return take('"') || take('\'') || take('`');
    }

    /** White space, as it is or, in a text within a string, escaped; whether any of it was. */
    private boolean white() {
      boolean any = false;
      while (at < limit) {
        int behind = at;
        while (behind < limit && buffer[behind] == '\\') {
          behind++;
        }
        boolean escaped = behind > at && (behind == limit || "nrt".indexOf(buffer[behind]) >= 0);
        if (!escaped && !blank(buffer[at]) && buffer[at] != '\r' && buffer[at] != '\n') {
          return any;
        }
        any |= escaped;
        at = Math.min(behind + 1, limit);
      }
      return any;
    }

    private boolean take(char c) {
      if (at < limit && buffer[at] == c) {
        at++;
        return true;
      }
      return false;
    }
  }
}
