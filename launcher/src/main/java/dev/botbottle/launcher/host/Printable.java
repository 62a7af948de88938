package dev.botbottle.launcher.host;

/** Text for a terminal that comes from a file name or a file: it may hold anything. */
public final class Printable {
  private Printable() {}

  /** The text with every control character shown as a code, so that it moves no cursor. */
  public static String of(Object text) {
    String raw = String.valueOf(text);
    StringBuilder out = new StringBuilder(raw.length());
    raw.codePoints()
        .forEach(point -> {
          int type = Character.getType(point);
          if (type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE) {
            out.append(String.format("\\u%04x", point));
          } else {
            out.appendCodePoint(point);
          }
        });
    return out.toString();
  }
}
