package dev.botbottle.scan;

/** Check digits of numbers people handle. */
final class Digits {
  private Digits() {}

  /** The digit sum of ISO/IEC 7812-1, annex B. */
  static boolean luhn(byte[] buffer, int from, int to) {
    int sum = 0;
    for (int i = to - 1; i >= from; i--) {
      int digit = buffer[i] - '0';
      if ((to - 1 - i) % 2 == 1) {
        digit *= 2;
      }
      sum += digit / 10 + digit % 10;
    }
    return sum > 0 && sum % 10 == 0;
  }

  /**
   * Two letters of a country, two check digits, and with these moved to the end a remainder of 1
   * (ISO/IEC 7064, MOD 97-10; a letter counts as two digits).
   */
  static boolean mod97(byte[] buffer, int from, int to) {
    if (to - from < 5 || !letter(buffer[from]) || !letter(buffer[from + 1])) {
      return false;
    }
    int length = to - from;
    int rest = 0;
    for (int i = 0; i < length; i++) {
      byte b = buffer[from + (i + 4) % length];
      int value = letter(b) ? b - 'A' + 10 : b - '0';
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }

  private static boolean letter(byte b) {
    return b >= 'A' && b <= 'Z';
  }
}
