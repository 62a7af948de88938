package dev.botbottle.authority;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** The name OpenSSL looks a certificate up by in a directory of certificates. */
public final class HashedName {
  private HashedName() {}

  /**
   * The hash of the subject's canonical encoding (X509_NAME_hash, that of {@code openssl rehash}),
   * for a subject that is one common name in ASCII, and {@code .0}.
   */
  public static String of(String commonName) {
    String canonical = commonName.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    byte[] name = Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(canonical)));
    byte[] digest = sha1(name);
    StringBuilder text = new StringBuilder();
    for (int i = 3; i >= 0; i--) {
      text.append(Character.forDigit((digest[i] >> 4) & 0xf, 16));
      text.append(Character.forDigit(digest[i] & 0xf, 16));
    }
    return text.append(".0").toString();
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes); // OpenSSL's choice
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
