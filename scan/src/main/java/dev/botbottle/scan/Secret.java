package dev.botbottle.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A secret value: the only type that holds one. It prints as {@code ***}, compares in constant time
 * and can be cleared.
 */
public final class Secret {
  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** A secret of these bytes, which are copied. */
  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  /** A secret of this text in UTF-8. */
  public static Secret of(String value) {
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes, for the one place that sends or searches them; the caller clears it. */
  public byte[] reveal() {
    return value.clone();
  }

  /**
   * The bytes as UTF-8 text, for header values. Strings cannot be cleared; keep them short-lived.
   */
  public String revealText() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** The number of bytes. */
  public int length() {
    return value.length;
  }

  /** Overwrites the value with zeros. */
  public void clear() {
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    // Constant on purpose: a hash of the value would be one more thing that tells about it.
    return 7;
  }

  @Override
  public String toString() {
    return "***";
  }
}
