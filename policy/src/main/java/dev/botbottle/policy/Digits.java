package dev.botbottle.policy;

/** Numbers written in nothing but the digits 0 to 9: no sign, no space, no other script's. */
public final class Digits {
  private Digits() {}

  /**
   * The number, or -1 where the text is none.
   *
   * @param longest how many digits there may be, 18 at most
   */
  public static long of(String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + c - '0';
    }
    return number;
  }
}
