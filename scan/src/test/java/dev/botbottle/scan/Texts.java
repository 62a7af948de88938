package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** Texts and encodings for tests, made without the code under test. */
final class Texts {
  /** Some lines of a program. */
  static final String SOURCE =
      """
        /** Whether the task may go on. */
        private static boolean mayContinue(Task task, Map<String, List<Integer>> byKey) {
          if (task.key() == null || !byKey.containsKey("risk-" + task.key())) {
            throw new IllegalStateException("no key for https://example.com/docs/" + task);
          }
          return byKey.get(task.key()).stream().anyMatch(i -> i > 0 && re_check(i, sk_min));
        }
      """;

  private Texts() {}

  static String percent(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.ISO_8859_1).replace("+", "%20");
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Base32 without padding (RFC 4648, section 6). */
  static String base32(String text) {
    StringBuilder bits = new StringBuilder();
    for (byte b : bytes(text)) {
      bits.append(Integer.toBinaryString((b & 0xff) | 0x100).substring(1));
    }
    bits.append("0".repeat((5 - bits.length() % 5) % 5));
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < bits.length(); at += 5) {
      int digit = Integer.parseInt(bits.substring(at, at + 5), 2);
      out.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(digit));
    }
    return out.toString();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String random(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** So much of a unit, again and again. */
  static String repeat(String unit, int size) {
    return unit.repeat(size / unit.length() + 1).substring(0, size);
  }

  /** A text in lines. */
  static String lines(String text, int width, String end) {
    StringBuilder out = new StringBuilder(text);
    for (int at = width; at < out.length(); at += width + end.length()) {
      out.insert(at, end);
    }
    return out.toString();
  }
}
