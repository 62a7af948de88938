package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** What a format's shape cannot say: a checksum, what is inside, or that it is no sample. */
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

  /** The check digits of ISO/IEC 7064, MOD 97-10, in an account's number (ISO 13616, IBAN). */
  MOD97,

  /** The last four bytes are a hash of the others: Bitcoin's "Base58Check". */
  BASE58,

  /** The checksum of BIP 173, as age writes its keys. */
  BECH32,

  /** A JSON Web Token: its first part is a header that names an algorithm (RFC 7515, section 4). */
  JWT,

  /** The armour holds a key: DER (X.690), or what OpenSSH writes (its PROTOCOL.key). */
  PRIVATE_KEY,

  /** A name, a colon and a password (RFC 7617, section 2). */
  BASIC,

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
      case LUHN -> Digits.luhn(buffer, from, to);
      case MOD97 -> Digits.mod97(buffer, from, to);
      case BASE58 -> Base58.checks(buffer, from, to);
      case BECH32 -> Bech32.checks(buffer, from, to);
      case JWT -> Inside.jsonWebToken(buffer, body - "eyJ".length(), to);
      case PRIVATE_KEY -> Inside.privateKey(buffer, body, to);
      case BASIC -> Inside.nameAndPassword(buffer, from, to);
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
