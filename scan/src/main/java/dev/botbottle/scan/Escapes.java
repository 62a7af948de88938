package dev.botbottle.scan;

/**
 * The escapes of addresses and forms (RFC 3986, section 2.1), of JSON (RFC 8259, section 7),
 * ECMAScript, C, Python and Markdown, of HTML (character references), and characters beyond ASCII
 * that only look like ASCII, or like nothing.
 */
final class Escapes extends Notation {
  private static final boolean[] BEGINNINGS = withSign(ESCAPE);

  /** HTML's names of characters that stand in credentials, and of some that stand around them. */
  private static final String[] NAMES = {
    "amp",
    "&",
    "lt",
    "<",
    "gt",
    ">",
    "quot",
    "\"",
    "apos",
    "'",
    "nbsp",
    " ",
    "lowbar",
    "_",
    "UnderBar",
    "_",
    "hyphen",
    "-",
    "dash",
    "-",
    "period",
    ".",
    "colon",
    ":",
    "sol",
    "/",
    "equals",
    "=",
    "plus",
    "+",
    "commat",
    "@",
    "dollar",
    "$",
    "percnt",
    "%",
    "shy",
    "",
    "ZeroWidthSpace",
    "",
    "zwj",
    "",
    "zwnj",
    ""
  };

  /** The longest escape, a name or a number with zeros before it. */
  private static final int LONGEST = 16;

  /** Signs that are part of credentials. */
  private static final String IN_CREDENTIALS = "/_-.:@=+$~%&";

  @Override
  String name() {
    return "escapes";
  }

  @Override
  boolean[] beginnings() {
    return BEGINNINGS;
  }

  @Override
  int sign() {
    return ESCAPE;
  }

  @Override
  int effort() {
    return Effort.NOTATION;
  }

  @Override
  int read(byte[] buffer, int at, int limit, boolean end) {
    int taken =
        switch (buffer[at]) {
          case '%' -> percent(buffer, at, limit);
          case '\\' -> backslash(buffer, at, limit);
          case '&' -> reference(buffer, at, limit);
          default -> utf8(buffer, at, limit);
        };
    return taken == OPEN && end ? PLAIN : taken;
  }

  private int percent(byte[] buffer, int at, int limit) {
    if (at + 1 < limit && buffer[at + 1] == 'u') {
      return number(buffer, at + 2, limit, 4, at);
    }
    return octet(buffer, at + 1, limit, at);
  }

  private int backslash(byte[] buffer, int at, int limit) {
    if (at + 1 >= limit) {
      return OPEN;
    }
    byte next = buffer[at + 1];
    return switch (next) {
      case 'u' -> {
        boolean braces = at + 2 < limit && buffer[at + 2] == '{';
        yield braces ? delimited(buffer, at + 3, limit, 16, '}', at) : unit(buffer, at, limit);
      }
      case 'U' -> number(buffer, at + 2, limit, 8, at);
      case 'x' -> octet(buffer, at + 2, limit, at);
      case '0', '1', '2', '3' -> octal(buffer, at, limit);
      case 'n' -> plain('\n');
      case 'r' -> plain('\r');
      case 't' -> plain('\t');
      case '"', '\'' -> plain(next);
      case '\\' -> {
        if (at + 2 >= limit) {
          yield OPEN;
        }
        byte third = buffer[at + 2];
        boolean number = third == 'u' || third == 'x' || third == 'U' || digit(third);
        int inner = number ? backslash(buffer, at + 1, limit) : PLAIN;
        if (inner == OPEN) {
          yield OPEN;
        }
        // What it stands for is the beginning of another escape, or it is nothing much.
        single('\\');
        telling = third == '/' || inner != PLAIN;
        yield 2;
      }
      case '\n' -> {
        length = 0;
        telling = true;
        yield 2;
      }
      default -> {
        if (IN_CREDENTIALS.indexOf(next) < 0) {
          yield PLAIN;
        }
        single(next);
        telling = true;
        yield 2;
      }
    };
  }

  private int plain(int c) {
    single(c);
    telling = false;
    return 2;
  }

  /** Whether it stands in credentials or between their lines; few give a line end its number. */
  private static boolean stands(int value) {
    return visible(value) || value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private int octal(byte[] buffer, int at, int limit) {
    int value = 0;
    for (int i = at + 1; i < at + 4; i++) {
      if (i >= limit) {
        return OPEN;
      }
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 7) {
        return PLAIN;
      }
      value = value << 3 | digit;
    }
    single(value);
    telling = stands(value);
    return 4;
  }

  /** Two digits that stand for a byte. */
  private int octet(byte[] buffer, int from, int limit, int at) {
    for (int i = from; i < from + 2; i++) {
      if (i >= limit) {
        return OPEN;
      }
      if (hex(buffer[i]) < 0) {
        return PLAIN;
      }
    }
    int value = hex(buffer[from]) << 4 | hex(buffer[from + 1]);
    single(value);
    // Bytes of UTF-8 may turn out to be more than that when they are read again.
    telling = stands(value) || value > 0xc1;
    return from + 2 - at;
  }

  /** A UTF-16 code unit in four digits, or two that are a pair. */
  private int unit(byte[] buffer, int at, int limit) {
    int first = digits(buffer, at + 2, limit, 4);
    if (first < 0) {
      return first == OPEN ? OPEN : PLAIN;
    }
    if (!Character.isHighSurrogate((char) first)) {
      return character(first, 6);
    }
    for (int i = 0; i < 2; i++) {
      if (at + 6 + i >= limit) {
        return OPEN;
      }
      if (buffer[at + 6 + i] != "\\u".charAt(i)) {
        return PLAIN;
      }
    }
    int second = digits(buffer, at + 8, limit, 4);
    if (second < 0) {
      return second == OPEN ? OPEN : PLAIN;
    }
    return Character.isLowSurrogate((char) second)
        ? character(Character.toCodePoint((char) first, (char) second), 12)
        : PLAIN;
  }

  private static final int NO_NUMBER = -2;

  /** The number that so many hexadecimal digits are, {@link #OPEN} or {@link #NO_NUMBER}. */
  private static int digits(byte[] buffer, int from, int limit, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (i >= limit) {
        return OPEN;
      }
      int digit = hex(buffer[i]);
      if (digit < 0) {
        return NO_NUMBER;
      }
      value = value << 4 | digit;
    }
    return value < 0 ? NO_NUMBER : value;
  }

  private int number(byte[] buffer, int from, int limit, int count, int at) {
    int value = digits(buffer, from, limit, count);
    if (value < 0) {
      return value == OPEN ? OPEN : PLAIN;
    }
    return character(value, from + count - at);
  }

  /** A number of any length, and what ends it, which HTML may lack. */
  private int delimited(byte[] buffer, int from, int limit, int radix, char last, int at) {
    int value = 0;
    int i = from;
    while (true) {
      if (i >= limit) {
        return OPEN;
      }
      int digit = buffer[i] < 0 ? -1 : Character.digit(buffer[i], radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      if (value > Character.MAX_CODE_POINT || i - from > LONGEST) {
        return PLAIN;
      }
      i++;
    }
    boolean ended = buffer[i] == last;
    if (i == from || (!ended && last != ';')) {
      return PLAIN;
    }
    return character(value, (ended ? i + 1 : i) - at);
  }

  private int reference(byte[] buffer, int at, int limit) {
    if (at + 2 >= limit) {
      return OPEN;
    }
    if (buffer[at + 1] == '#') {
      boolean hexadecimal = buffer[at + 2] == 'x' || buffer[at + 2] == 'X';
      return hexadecimal
          ? delimited(buffer, at + 3, limit, 16, ';', at)
          : delimited(buffer, at + 2, limit, 10, ';', at);
    }
    int i = at + 1;
    while (i < limit && ByteSet.ALPHANUMERIC.has(buffer[i])) {
      i++;
      if (i - at > LONGEST) {
        return PLAIN;
      }
    }
    if (i == limit) {
      return OPEN;
    }
    if (buffer[i] != ';') {
      return PLAIN;
    }
    for (int name = 0; name < NAMES.length; name += 2) {
      if (matches(buffer, at + 1, i, NAMES[name])) {
        String meant = NAMES[name + 1];
        length = meant.length();
        if (length == 1) {
          single(meant.charAt(0));
        }
        telling = meant.isEmpty() || IN_CREDENTIALS.contains(meant);
        return i + 1 - at;
      }
    }
    return PLAIN;
  }

  private static boolean matches(byte[] buffer, int from, int to, String name) {
    if (to - from != name.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (buffer[i] != name.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  private int utf8(byte[] buffer, int at, int limit) {
    int lead = buffer[at] & 0xff;
    int size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    int value = lead & (0x7f >> size);
    for (int i = at + 1; i < at + size; i++) {
      if (i >= limit) {
        return OPEN;
      }
      if ((buffer[i] & 0xc0) != 0x80) {
        return PLAIN;
      }
      value = value << 6 | (buffer[i] & 0x3f);
    }
    byte[] alike = Lookalikes.of(value);
    if (alike == null) {
      return PLAIN;
    }
    take(alike);
    // Dashes, spaces and dots stand in any prose; within a credential they touch what is around.
    boolean prose = value >= 0x2000 && value <= 0x2027 && length > 0;
    if (prose && at + size >= limit) {
      return OPEN;
    }
    telling =
        !prose
            || (at > 0
                && ByteSet.ALPHANUMERIC.has(buffer[at - 1])
                && ByteSet.ALPHANUMERIC.has(buffer[at + size]));
    return size;
  }

  /** Takes a character that was given by its number. */
  private int character(int value, int taken) {
    byte[] alike = value < 128 ? null : Lookalikes.of(value);
    if (alike != null) {
      take(alike);
      telling = true;
    } else if (value < 128) {
      single(value);
      // What programs escape in any text of HTML and JSON tells nothing.
      telling = stands(value) && "\"'<>".indexOf(value) < 0;
    } else {
      // Not ASCII and unlike it: what follows is another word.
      single(0xff);
      telling = false;
    }
    return taken;
  }

  private void take(byte[] bytes) {
    length = Math.min(bytes.length, decoded.length);
    System.arraycopy(bytes, 0, decoded, 0, length);
  }
}
