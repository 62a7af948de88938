package dev.botbottle.acceptance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Made-up credentials of real shapes, and how they would look in disguise. */
final class Secrets {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

  private Secrets() {}

  /** A token as {@code claude setup-token} prints one. */
  static String claudeToken() {
    SecureRandom random = new SecureRandom();
    StringBuilder token = new StringBuilder("sk-ant-oat01-");
    for (int i = 0; i < 93; i++) {
      token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return token.append("AA").toString();
  }

  /** A key of a format every scanner knows. In two parts, so that this file is no finding. */
  static String plantedKey() {
    return "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
  }

  /** A secret as it is, in hex, and in base64 at each of the three alignments. */
  static List<String> disguises(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    String padded1 = encoder.encodeToString(("x" + secret).getBytes(StandardCharsets.US_ASCII));
    String padded2 = encoder.encodeToString(("xx" + secret).getBytes(StandardCharsets.US_ASCII));
    // Groups at the ends depend on the neighbours too: only the middle is always the same.
    return List.of(
        secret,
        HexFormat.of().formatHex(bytes),
        HexFormat.of().withUpperCase().formatHex(bytes),
        middle(encoder.encodeToString(bytes)),
        middle(padded1),
        middle(padded2));
  }

  /**
   * A shell command that says how often a word stands in the home and in any process's environment,
   * by its digest: in clear it would be redacted on its way to the model, there or not.
   */
  static String countOf(String word) {
    return "echo \"counted $( (cat /proc/[0-9]*/environ; find ~ -type f -exec cat {} +) 2>/dev/null"
        + " | tr -c 'A-Za-z0-9_-' '\\n' | grep -xE '.{"
        + word.length()
        + "}' | sort -u | while read -r w; do printf %s \"$w\" | sha256sum; done | grep -c "
        + sha256(word)
        + ")\"";
  }

  /** A secret without any known format, which a bottle gets in its environment. */
  static String deployToken() {
    return "Zq7" + "vR2mXw9TtB4nKs8LpY3hDf6GcJ1e";
  }

  private static String middle(String text) {
    return text.substring(4, text.length() - 4);
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
