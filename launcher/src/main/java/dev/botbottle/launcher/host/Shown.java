package dev.botbottle.launcher.host;

/** Text that an agent may have chosen, made harmless for the user's terminal. */
public final class Shown {
  private Shown() {}

  /**
   * The text on one line, with control characters (the escape sequences of a terminal begin with
   * one, ECMA-48) and characters that turn the writing direction as {@code \\uXXXX}.
   */
  public static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || turns(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Bidirectional formatting characters and line separators (Unicode Standard Annex #9). */
  private static boolean turns(char c) {
    return (c >= 0x200e && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x061c;
  }
}
