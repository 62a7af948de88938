package dev.botbottle.launcher.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The host's roots together with one session's certificate authority, as OpenSSL reads them. */
public final class SessionTrust {
  private SessionTrust() {}

  /**
   * One PEM file of all roots, as OpenSSL, GnuTLS and Go read it.
   *
   * @param hostBundle the host's roots in PEM
   * @param authority the session's certificate authority in PEM
   */
  public static String bundle(String hostBundle, String authority) {
    return hostBundle.isEmpty() || hostBundle.endsWith("\n")
        ? hostBundle + authority
        : hostBundle + "\n" + authority;
  }

  /**
   * The name OpenSSL looks a certificate up by in a directory of certificates: its subject's
   * canonical encoding (X509_NAME_hash, that of {@code openssl rehash}), for a subject that is one
   * common name in ASCII, and {@code .0}.
   */
  public static String hashedName(String commonName) {
    byte[] value =
        commonName
            .strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", " ")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] oid = {0x06, 0x03, 0x55, 0x04, 0x03};
    ByteArrayOutputStream set = new ByteArrayOutputStream();
    int attribute = oid.length + 2 + value.length;
    set.writeBytes(new byte[] {0x31, (byte) (attribute + 2), 0x30, (byte) attribute});
    set.writeBytes(oid);
    set.writeBytes(new byte[] {0x0c, (byte) value.length});
    set.writeBytes(value);
    byte[] digest = JavaKeyStore.sha1().digest(set.toByteArray());
    StringBuilder name = new StringBuilder();
    for (int i = 3; i >= 0; i--) {
      name.append(Character.forDigit((digest[i] >> 4) & 0xf, 16));
      name.append(Character.forDigit(digest[i] & 0xf, 16));
    }
    return name.append(".0").toString();
  }
}
