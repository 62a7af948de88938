package dev.botbottle.scan;

import static java.util.Objects.requireNonNull;

/**
 * A text that is one unit again and again, plain words behind each.
 *
 * @param values the name of the known values it is read with
 * @param unit what is repeated, each character a byte
 * @param plain how many bytes of words stand behind it
 */
record RepeatedText(String values, String unit, int plain) {
  static final String WORDS = "the quick brown fox jumps over it. ";

  RepeatedText {
    requireNonNull(values, "values is null");
    if (unit.isEmpty() || plain < 0) {
      throw new IllegalArgumentException("nothing to repeat");
    }
  }

  /** So much of it. */
  byte[] bytes(int size) {
    String words = plain == 0 ? "" : Texts.repeat(WORDS, plain);
    return Texts.bytes(Texts.repeat(unit + words, size));
  }

  /** The unit as a string of Java, which can stand between single quotes of a shell. */
  static String escaped(String unit) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < unit.length(); i++) {
      char c = unit.charAt(i);
      if (c == '\\' || c == '"') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f && c != '\'') {
        out.append(c);
      } else {
        out.append(String.format("\\%03o", (int) c));
      }
    }
    return out.toString();
  }

  /** What {@link #escaped} made. */
  static String unescaped(String text) {
    return text.translateEscapes();
  }

  @Override
  public String toString() {
    return "'%s' %d '%s'".formatted(values, plain, escaped(unit));
  }
}
