package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A value of this session that must be recognised in any encoding.
 *
 * @param name the binding or variable it belongs to; what a {@link ScanProfile} permits by
 * @param kind what the value is
 * @param value the value
 */
public record KnownSecret(String name, Kind kind, Secret value) {
  /** What a known value is. */
  public enum Kind {
    /** A real credential that the gateway injects and the bottle never holds. */
    CREDENTIAL,
    /** The stand-in the bottle holds for a credential. */
    PLACEHOLDER,
    /** A value the bottle was given on purpose. */
    ENV,
    /** A planted value that nobody has a reason to send. */
    CANARY
  }

  /** The fewest bytes that can be looked for: fewer would be found everywhere. */
  public static final int SHORTEST = Encodings.SHORTEST;

  private static final String[] TELLING = {
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "CREDENTIAL",
    "API_KEY",
    "APIKEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "AUTH"
  };

  /**
   * Whether the value of a variable looks like a secret, by the variable's name or by itself. What
   * does not (an editor's name, a mode) must not be looked for: it would be found everywhere.
   *
   * @param name the variable
   * @param value its value
   */
  public static boolean likely(String name, String value) {
    if (value.length() < Encodings.SHORTEST || value.startsWith("/") || value.startsWith("~")) {
      return false;
    }
    String upper = name.toUpperCase(Locale.ROOT);
    for (String word : TELLING) {
      if (upper.contains(word)) {
        return true;
      }
    }
    if (value.contains("://")) {
      int at = value.indexOf('@');
      return at > 0 && value.lastIndexOf(':', at) > value.indexOf("://");
    }
    boolean digit = false;
    int run = 0;
    int longestRun = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == ',' || c == ':') {
        return false;
      }
      digit |= c >= '0' && c <= '9';
      // Names of platforms, versions and the like are short words joined by these.
      run = c == '-' || c == '_' || c == '.' ? 0 : run + 1;
      longestRun = Math.max(longestRun, run);
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return digit && longestRun >= 16 && Entropy.atLeast(bytes, 0, bytes.length, 3.3);
  }
}
