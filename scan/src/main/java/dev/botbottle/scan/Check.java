package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** What a format's shape cannot say: a checksum, or that the value is no sample. */
enum Check {
  /** Nothing more is asked. */
  NONE,

  /**
   * The last six characters are the CRC-32 of the others in base 62, as in tokens of GitHub
   * ("Behind GitHub's new authentication token formats", 2021) and npm.
   */
  CRC32_BASE62,

  /** The digit sum of ISO/IEC 7812-1, annex B (Luhn). */
  LUHN,

  /** Not the word a manual uses in place of a value, nor a reference to a variable. */
  NOT_SAMPLE;

  private static final byte[] BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(StandardCharsets.US_ASCII);

  /**
   * Whether the match stands.
   *
   * @param body behind the keyword
   * @param from where the secret begins
   * @param to where it ends
   */
  boolean passes(byte[] buffer, int body, int from, int to) {
    return switch (this) {
      case NONE -> true;
      case CRC32_BASE62 -> crc32Base62(buffer, body, to);
      case LUHN -> luhn(buffer, from, to);
      case NOT_SAMPLE -> !sample(buffer, from, to);
    };
  }

  private static boolean crc32Base62(byte[] buffer, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(buffer, from, to - from - 6);
    long rest = crc.getValue();
    for (int i = to - 1; i >= to - 6; i--) {
      if (buffer[i] != BASE62[(int) (rest % 62)]) {
        return false;
      }
      rest /= 62;
    }
    return true;
  }

  private static boolean luhn(byte[] buffer, int from, int to) {
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

  private static boolean sample(byte[] buffer, int from, int to) {
    byte first = buffer[from];
    boolean same = true;
    for (int i = from; i < to; i++) {
      same &= buffer[i] == first;
    }
    if (same || first == '$' || (first == '%' && buffer[from + 1] == 's')) {
      return true;
    }
    if (to - from > 20) {
      return false;
    }
    String value =
        new String(buffer, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return switch (value) {
      case "password", "passwd", "pass", "pwd", "secret", "changeme", "change-me", "example" ->
          true;
      case "your-password", "your_password", "yourpassword", "mypassword", "my-password" -> true;
      case "db_password", "dbpassword", "user", "username", "token", "guest", "admin", "root" ->
          true;
      case "postgres", "mysql", "redis", "mongo", "test", "testing", "dev", "foo", "bar" -> true;
      default -> false;
    };
  }
}
