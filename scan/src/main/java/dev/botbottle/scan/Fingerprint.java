package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of a found value by which a manifest can let exactly it pass: the first 128 bits of a
 * SHA-256 over a label of ours and the value, decoded. The same value has the same name on every
 * machine, so that a team can share it, and in whatever it was encoded. It is given only to values
 * that nobody can guess: of others it would tell.
 */
public final class Fingerprint {
  private static final String BEGIN = "sha256:";
  private static final int BYTES = 16;
  private static final byte[] LABEL = "bot-bottle finding\0".getBytes(StandardCharsets.US_ASCII);

  private Fingerprint() {}

  static String of(byte[] buffer, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(LABEL);
      digest.update(buffer, from, to - from);
      return BEGIN + HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** Whether a text is written like a fingerprint. */
  public static boolean wellFormed(String text) {
    if (!text.startsWith(BEGIN) || text.length() != BEGIN.length() + 2 * BYTES) {
      return false;
    }
    for (int i = BEGIN.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
