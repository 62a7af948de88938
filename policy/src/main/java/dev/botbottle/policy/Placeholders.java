package dev.botbottle.policy;

/**
 * The reserved form of placeholders: what a bottle holds instead of a credential. The shape at the
 * front makes clients take it for a token of theirs; the mark makes it recognisable in any session,
 * also in another's.
 */
public final class Placeholders {
  /** Stands in every placeholder, and in nothing else that anyone sends on purpose. */
  public static final String MARK = "bottle-placeholder-";

  /** The random bytes a placeholder needs: 128 bits. */
  public static final int RANDOM_BYTES = 16;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  /** 128 bits in base 32. */
  private static final int TAIL = 26;

  private Placeholders() {}

  /**
   * A placeholder.
   *
   * @param shape what the token begins with, such as {@code sk-ant-oat01-}; may be empty
   * @param random {@link #RANDOM_BYTES} random bytes of this session
   */
  public static String make(String shape, byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("a placeholder takes " + RANDOM_BYTES + " random bytes");
    }
    for (int i = 0; i < shape.length(); i++) {
      if (!isTokenCharacter(shape.charAt(i))) {
        throw new IllegalArgumentException("a placeholder's shape holds no such character");
      }
    }
    StringBuilder out = new StringBuilder(shape.length() + MARK.length() + TAIL);
    out.append(shape).append(MARK);
    int buffer = 0;
    int bits = 0;
    for (byte b : random) {
      buffer = buffer << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        out.append(ALPHABET.charAt(buffer >>> bits & 31));
      }
      buffer &= (1 << bits) - 1;
    }
    out.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    return out.toString();
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
