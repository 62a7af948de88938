package dev.botbottle.manifest;

import dev.botbottle.policy.Digits;

/** Sizes as manifests write them: a number, then {@code k}, {@code m}, {@code g} or {@code t}. */
final class Sizes {
  private static final String UNITS = "kmgt";

  private Sizes() {}

  /** The bytes (powers of 1024), or -1 when the text is no size of at least one byte. */
  static long bytes(String text) {
    int end = text.length();
    if (end == 0) {
      return -1;
    }
    int unit = UNITS.indexOf(Character.toLowerCase(text.charAt(end - 1)));
    if (unit >= 0) {
      end--;
    }
    long number = digits(text.substring(0, end));
    if (number < 1 || number > Long.MAX_VALUE >> (10 * (unit + 1))) {
      return -1;
    }
    return number << (10 * (unit + 1));
  }

  /** A whole number of at most twelve digits, or -1. */
  static long digits(String text) {
    return Digits.of(text, 12);
  }

  /** A positive decimal number with at most three places, in thousandths; or -1. */
  static long thousandths(String text) {
    int point = text.indexOf('.');
    String places = point < 0 ? "" : text.substring(point + 1);
    if (places.length() > 3 || (point >= 0 && places.isEmpty())) {
      return -1;
    }
    long whole = digits(point < 0 ? text : text.substring(0, point));
    long part = places.isEmpty() ? 0 : digits((places + "00").substring(0, 3));
    return whole < 0 || part < 0 || whole + part == 0 ? -1 : 1000 * whole + part;
  }

  /** Thousandths as a decimal number. */
  static String thousandths(long number) {
    long part = number % 1000;
    if (part == 0) {
      return Long.toString(number / 1000);
    }
    String places = Long.toString(1000 + part).substring(1);
    int end = places.length();
    while (places.charAt(end - 1) == '0') {
      end--;
    }
    return number / 1000 + "." + places.substring(0, end);
  }
}
