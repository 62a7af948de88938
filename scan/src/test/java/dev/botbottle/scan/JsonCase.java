package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A generated JSON text that holds a value, cut over whatever may stand beside each other in one.
 *
 * @param value what is in it
 * @param over how
 * @param text the text
 * @param nested whether all of it is a text in a string of another
 */
record JsonCase(String value, JsonCase.Over over, String text, boolean nested) {
  private static final List<String> VALUES =
      List.of(
          "Zq8vLm2wRt5kN7pS",
          "Zq8vLm2wRt5kN7pSZq8vLm2wRt5kN7pS.4711",
          "Zu7q-kR2xw9T",
          "p\"ss\\w0rd/9'xK7mQ2",
          "{\"k\":\"v4711aBcDeFgHiJk\"}",
          "[4711,815,\"a7Qx\",null]",
          "k3v9xq 7hw2mp, zr84tn",
          "4711008150017023",
          "7777777777777777",
          "0.17320508e77",
          "abcdefgabcdefgabcdefg");

  private static final String[] WHITE = {"", "", "", " ", "\n  ", "\t"};
  private static final String[] NAMES = {"a", "part_2", "x.y", "b-c"};
  private static final String[] OTHERS = {
    "1", "-0.5e+7", "true", "false", "null", "[]", "{}", "[1,2]", "{\"z\":[0]}", "\"w\"", "\"\""
  };

  /** What a value is spread over. */
  enum Over {
    ONE_STRING,
    ELEMENTS,
    VALUES,
    VALUE_AND_NAME,
    NAME_AND_VALUE,
    /** Any neighbours, of which not all are joined. */
    ANYTHING,
    /** Hexadecimal, some digits in each. */
    DIGITS,
    NUMBER
  }

  private static final List<Over> OVERS = List.of(Over.values());

  static JsonCase of(Random random) {
    String value = VALUES.get(random.nextInt(VALUES.size()));
    Over over = OVERS.get(random.nextInt(OVERS.size()));
    if (over == Over.NUMBER && !isNumber(value)) {
      over = Over.VALUE_AND_NAME;
    }
    // Digits over members of an object are one string where all of that is in one.
    boolean nested = over != Over.DIGITS && random.nextInt(5) == 0;
    Writer writer = new Writer(random, nested);
    String text = writer.object(over, value);
    for (int i = random.nextInt(3); i > 0; i--) {
      text = writer.one("[0," + text + "]", "[[\"s\"]," + text + ",1]", "{\"o\":" + text + "}");
    }
    if (nested) {
      text =
          "{\"in\":\""
              + text.replaceAll("[\"\\\\]", "\\\\$0").replace("\n", "\\n").replace("\t", "\\t")
              + "\"}";
    }
    return new JsonCase(value, over, text, nested);
  }

  /** Writes one text. */
  private static final class Writer {
    private final Random random;
    private final boolean nested;

    Writer(Random random, boolean nested) {
      this.random = random;
      this.nested = nested;
    }

    String one(String... of) {
      return of[random.nextInt(of.length)];
    }

    String white() {
      return one(WHITE);
    }

    String comma() {
      return white() + "," + white();
    }

    String colon() {
      return white() + ":" + white();
    }

    /** The inside of a string. */
    String inside(String text) {
      StringBuilder out = new StringBuilder();
      boolean escapes = random.nextInt(4) == 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (escapes && random.nextInt(5) == 0) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else {
          out.append(c);
        }
      }
      return out.toString();
    }

    /** The value in so many pieces, of which the first has what a value is known by. */
    List<String> pieces(String value, int first, int most) {
      List<String> pieces = new ArrayList<>();
      String rest = value;
      for (int least = first; pieces.size() < most - 1 && rest.length() > least; least = 1) {
        int length = least + random.nextInt(rest.length() - least);
        pieces.add(rest.substring(0, length));
        rest = rest.substring(length);
      }
      pieces.add(rest);
      return pieces;
    }

    /** No row of backslashes in a text within a string: docs/evasion.md tells of those. */
    String before() {
      String text = one("", "", "x ", "k=", "\\\\", "\\n", "\\\"", "\\u00e9", "a, 7", ": 4", ", ");
      return nested && text.startsWith("\\") ? "" : text;
    }

    String behind() {
      return one("", "", " q", "\\n", "\\\"", "\\\\", ", 7");
    }

    String others() {
      StringBuilder out = new StringBuilder();
      for (int i = random.nextInt(3); i > 0; i--) {
        out.append('"').append(one(NAMES)).append('"').append(colon()).append(one(OTHERS));
        out.append(comma());
      }
      return out.toString();
    }

    /** An object that holds all of this value. */
    String object(Over over, String value) {
      StringBuilder out = new StringBuilder("{").append(white()).append(others());
      List<String> pieces = pieces(value, Math.min(9, value.length() - 1), 2 + random.nextInt(3));
      switch (over) {
        case ONE_STRING -> {
          String string = "\"" + before() + inside(value) + behind() + "\"";
          boolean name = random.nextBoolean();
          out.append(name ? string : "\"n\"").append(colon()).append(name ? one(OTHERS) : string);
        }
        case ELEMENTS -> {
          out.append("\"n\"").append(colon()).append('[').append(white());
          out.append(strings(pieces, '"' + comma() + '"')).append(white()).append(']');
        }
        case VALUES -> {
          out.append("\"n\"").append(colon());
          out.append(strings(pieces, '"' + comma() + '"' + one(NAMES) + '"' + colon() + '"'));
        }
        case VALUE_AND_NAME -> {
          pieces = pieces(value, Math.min(9, value.length() - 1), 2);
          out.append("\"n\"").append(colon());
          out.append(strings(pieces, '"' + comma() + '"')).append(colon());
          out.append(one(OTHERS));
        }
        case NAME_AND_VALUE -> {
          pieces = pieces(value, Math.min(9, value.length() - 1), 2);
          out.append(strings(pieces, '"' + colon() + '"'));
        }
        case ANYTHING -> anything(out, pieces);
        case DIGITS -> digits(out, value);
        case NUMBER -> {
          String number = one("", "-", "0.", "12", "1e") + value + one("", "0", "7e3");
          number = isNumber(number) ? number : value;
          out.append("\"n\"").append(colon());
          out.append(one(number, "[" + number + "]", "[1, " + number + " , 2]"));
        }
      }
      return out.append(white())
          .append(random.nextBoolean() ? "" : comma() + "\"end\":0")
          .append('}')
          .toString();
    }

    private String strings(List<String> pieces, String joint) {
      List<String> written = new ArrayList<>();
      pieces.forEach(piece -> written.add(inside(piece)));
      return "\"" + before() + String.join(joint, written) + behind() + "\"";
    }

    /** Each piece in an element, a name or a member's value, at any depth. */
    private void anything(StringBuilder out, List<String> pieces) {
      int depth = 0;
      String close = "";
      for (String piece : pieces) {
        String string = "\"" + inside(piece) + "\"";
        out.append(depth++ == 0 ? "" : comma());
        switch (random.nextInt(5)) {
          case 0 -> out.append("\"").append(one(NAMES)).append("\":").append(string);
          case 1 -> out.append(string).append(colon()).append(one(OTHERS));
          case 2 -> out.append("\"n\":[").append(one("", "1,")).append(string).append(']');
          case 3 -> {
            out.append("\"n\"").append(colon()).append('{').append(string).append(":null");
            close = "}" + close;
          }
          default -> out.append(string).append(colon()).append(string);
        }
      }
      out.append(close);
    }

    private void digits(StringBuilder out, String value) {
      String hex = Texts.hex(value);
      int width = one("2", "2", "4", "8", "3").charAt(0) - '0';
      boolean numbers =
          width != 3 && hex.chars().allMatch(Character::isDigit) && random.nextInt(3) > 0;
      boolean object = random.nextBoolean();
      String quote = numbers ? "" : "\"";
      StringBuilder list = new StringBuilder();
      for (int at = 0; at < hex.length(); at += width) {
        String digits = hex.substring(at, Math.min(hex.length(), at + width));
        boolean name = object && at / width % 2 == 0;
        list.append(at == 0 ? "" : object && !name ? ":" : ",");
        list.append(name ? "\"" + digits + "\"" : quote + digits + quote);
      }
      boolean odd = object && (hex.length() + width - 1) / width % 2 == 1;
      list.append(odd ? ":1" : "");
      out.append("\"n\":").append(object ? "{" : "[").append(list).append(object ? "}" : "]");
    }
  }

  private static boolean isNumber(String value) {
    try {
      return JsonScalars.of(value).all.getFirst().equals(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
