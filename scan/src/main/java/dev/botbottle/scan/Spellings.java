package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a known value may begin where a writer escapes the signs in it, or some of them: by percent
 * signs, as JSON, ECMAScript and Python have it, by references of HTML, and each of these escaped
 * once more. What it goes on with is compared in place ({@link EscapedByte}).
 */
final class Spellings {
  /** So many are looked for at most; where there would be more, fewer bytes of each are. */
  private static final int MOST = 256;

  private static final Writer[] WRITERS = {
    new Writer("%", 'x', ""),
    new Writer("%", 'X', ""),
    new Writer("%", '+', ""),
    new Writer("%25", 'x', ""),
    new Writer("%25", 'X', ""),
    new Writer("\\u00", 'x', ""),
    new Writer("\\u00", 'X', ""),
    new Writer("\\\\u00", 'x', ""),
    new Writer("\\\\u00", 'X', ""),
    new Writer("\\x", 'x', ""),
    new Writer("\\x", 'X', ""),
    new Writer("\\\\x", 'x', ""),
    new Writer("\\", 'c', ""),
    new Writer("\\\\", 'j', ""),
    new Writer("\\\\\\", 'c', ""),
    new Writer("&", 'n', ";"),
    new Writer("&#", 'd', ";"),
    new Writer("&#0", 'd', ";"),
    new Writer("&#x", 'x', ";"),
    new Writer("&#x", 'X', ";"),
    new Writer("&amp;", 'n', ";"),
    new Writer("&amp;#", 'd', ";"),
    new Writer("&amp;#x", 'x', ";"),
    new Writer("\\u0026", 'n', ";"),
    new Writer("\\u0026#", 'd', ";"),
  };

  private final byte[] value;
  private final int length;

  /** Each as one number, its first byte first: none is longer than that. */
  private final Set<Long> found = new LinkedHashSet<>();

  private Spellings(byte[] value, int length) {
    this.value = value;
    this.length = length;
  }

  /**
   * The first bytes of a value in all the ways they may be written.
   *
   * @param length so many bytes of each: eight at most, and not more than the value has
   */
  static List<byte[]> of(byte[] value, int length) {
    Spellings spellings = new Spellings(value, length);
    for (Writer writer : WRITERS) {
      spellings.spell(new byte[length], 0, 0, writer);
    }
    return spellings.found.size() > MOST ? of(value, length - 1) : spellings.all();
  }

  /** Writes on: each sign as it is, and as this writer has it. */
  private void spell(byte[] begun, int from, int first, Writer writer) {
    int to = from;
    for (int at = first; to < length; at++) {
      byte b = value[at];
      if (!Encodings.UNESCAPED.has(b)) {
        byte[] other = begun.clone();
        int end = to;
        for (byte escaped : writer.escape(b & 0xff)) {
          if (end < length) {
            other[end++] = escaped;
          }
        }
        spell(other, end, at + 1, writer);
      }
      begun[to++] = b;
    }
    long spelling = 0;
    for (byte b : begun) {
      spelling = spelling << 8 | (b & 0xff);
    }
    found.add(spelling);
  }

  private List<byte[]> all() {
    List<byte[]> all = new ArrayList<>();
    for (long spelling : found) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (spelling >> (8 * (length - 1 - i)));
      }
      all.add(bytes);
    }
    return all;
  }

  /**
   * Somebody who escapes signs.
   *
   * @param before what stands before each
   * @param how how it is written: its number in hexadecimal ({@code x}, {@code X}) or decimal
   *     ({@code d}), its name if it has one ({@code n}), itself or its letter in C ({@code c}), the
   *     same in JSON ({@code j}), as in forms, where a space is a plus sign ({@code +})
   * @param behind what stands behind it
   */
  private record Writer(String before, char how, String behind) {
    byte[] escape(int sign) {
      if (how == '+' && sign == ' ') {
        return new byte[] {'+'};
      }
      StringBuilder out = new StringBuilder(before);
      switch (how) {
        case 'x' -> digits(sign, "0123456789abcdef", out);
        case 'd' -> out.append(sign);
        case 'n' -> named(sign, out);
        case 'c' -> out.append(inC(sign));
        case 'j' -> out.append(sign == '"' || sign == '\\' ? "\\" : "").append(inC(sign));
        default -> digits(sign, "0123456789ABCDEF", out);
      }
      return out.append(behind).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void digits(int sign, String digits, StringBuilder out) {
      out.append(digits.charAt(sign >> 4)).append(digits.charAt(sign & 15));
    }

    private static void named(int sign, StringBuilder out) {
      switch (sign) {
        case '&' -> out.append("amp");
        case '<' -> out.append("lt");
        case '>' -> out.append("gt");
        case '"' -> out.append("quot");
        case '\'' -> out.append("apos");
        default -> out.append('#').append(sign);
      }
    }

    private static char inC(int sign) {
      return switch (sign) {
        case '\n' -> 'n';
        case '\r' -> 'r';
        case '\t' -> 't';
        default -> (char) sign;
      };
    }
  }
}
