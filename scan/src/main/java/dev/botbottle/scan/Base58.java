package dev.botbottle.scan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Base58 with a checksum, as Bitcoin's keys are written ("Base58Check"). */
final class Base58 {
  private static final int CHECKSUM = 4;

  /** The longest text looked at: an extended key has 111 characters. */
  private static final int LONGEST = 128;

  /** So many digits are taken at once, and what they count together. */
  private static final int AT_ONCE = 5;

  private static final int[] POWERS = {1, 58, 3364, 195_112, 11_316_496, 656_356_768};
  private static final byte[] VALUE = new byte[128];

  static {
    Arrays.fill(VALUE, (byte) -1);
    String alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUE[alphabet.charAt(i)] = (byte) i;
    }
  }

  private Base58() {}

  /** Whether the last four bytes are those of the SHA-256 of the SHA-256 of the others. */
  static boolean checks(byte[] buffer, int from, int to) {
    byte[] bytes = decode(buffer, from, to);
    if (bytes.length <= CHECKSUM) {
      return false;
    }
    int length = bytes.length - CHECKSUM;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      byte[] hash = digest.digest(digest.digest());
      return Arrays.equals(hash, 0, CHECKSUM, bytes, length, bytes.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** The bytes, without leading zeros but those the text has; none when it is no base58. */
  private static byte[] decode(byte[] buffer, int from, int to) {
    if (to - from > LONGEST) {
      return new byte[0];
    }
    // The number in pieces of 32 bits, the lowest first.
    int[] words = new int[(to - from) * 6 / 32 + 2];
    int used = 0;
    int at = from;
    while (at < to) {
      int count = Math.min(AT_ONCE, to - at);
      long carry = 0;
      for (int i = 0; i < count; i++) {
        byte b = buffer[at++];
        if (b < 0 || VALUE[b] < 0) {
          return new byte[0];
        }
        carry = carry * 58 + VALUE[b];
      }
      for (int i = 0; i < used; i++) {
        carry += (words[i] & 0xffffffffL) * POWERS[count];
        words[i] = (int) carry;
        carry >>>= 32;
      }
      if (carry != 0) {
        words[used++] = (int) carry;
      }
    }
    int zeros = 0;
    while (from + zeros < to && buffer[from + zeros] == '1') {
      zeros++;
    }
    byte[] big = new byte[4 * used];
    for (int i = 0; i < big.length; i++) {
      big[big.length - 1 - i] = (byte) (words[i / 4] >>> (8 * (i % 4)));
    }
    int first = 0;
    while (first < big.length && big[first] == 0) {
      first++;
    }
    byte[] bytes = new byte[zeros + big.length - first];
    System.arraycopy(big, first, bytes, zeros, big.length - first);
    return bytes;
  }
}
