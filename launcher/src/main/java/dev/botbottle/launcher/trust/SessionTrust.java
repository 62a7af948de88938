package dev.botbottle.launcher.trust;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The host's roots together with one session's certificate authority, in the forms programs read.
 */
public final class SessionTrust {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int JKS_MAGIC = 0xFEEDFEED;
  private static final int JKS_VERSION = 2;
  private static final int JKS_TRUSTED = 2;

  private final String hostBundle;
  private final String authority;

  /**
   * The trust of one session.
   *
   * @param hostBundle the host's roots in PEM
   * @param authority the session's certificate authority in PEM
   */
  public SessionTrust(String hostBundle, String authority) {
    this.hostBundle = hostBundle;
    this.authority = authority;
  }

  /** One PEM file of all roots, as OpenSSL, GnuTLS and Go read it. */
  public String bundle() {
    return hostBundle.isEmpty() || hostBundle.endsWith("\n")
        ? hostBundle + authority
        : hostBundle + "\n" + authority;
  }

  /**
   * A Java key store of all roots in the JKS format, which every JDK since 1.2 reads as its {@code
   * cacerts} and which, unlike PKCS #12, is made in milliseconds. The password is the JDK's
   * customary one; it protects nothing here but the format asks for it.
   */
  public byte[] javaKeyStore() {
    try {
      List<byte[]> certificates = certificates(bundle());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(JKS_MAGIC);
      out.writeInt(JKS_VERSION);
      out.writeInt(certificates.size());
      for (int i = 0; i < certificates.size(); i++) {
        out.writeInt(JKS_TRUSTED);
        out.writeUTF("root" + i);
        out.writeLong(0);
        out.writeUTF("X.509");
        out.writeInt(certificates.get(i).length);
        out.write(certificates.get(i));
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-1"); // the format's own
      digest.update("changeit".getBytes(StandardCharsets.UTF_16BE));
      digest.update("Mighty Aphrodite".getBytes(StandardCharsets.UTF_8));
      digest.update(bytes.toByteArray());
      out.write(digest.digest());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> certificates(String pem) {
    List<byte[]> found = new ArrayList<>();
    int at = pem.indexOf(BEGIN);
    while (at >= 0) {
      int end = pem.indexOf(END, at);
      if (end < 0) {
        return found;
      }
      found.add(Base64.getMimeDecoder().decode(pem.substring(at + BEGIN.length(), end).strip()));
      at = pem.indexOf(BEGIN, end);
    }
    return found;
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
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(set.toByteArray());
      StringBuilder name = new StringBuilder();
      for (int i = 3; i >= 0; i--) {
        name.append(Character.forDigit((digest[i] >> 4) & 0xf, 16));
        name.append(Character.forDigit(digest[i] & 0xf, 16));
      }
      return name.append(".0").toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
