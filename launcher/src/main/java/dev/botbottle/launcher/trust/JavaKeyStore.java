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

/**
 * A Java key store of all roots in the JKS format, which every JDK since 1.2 reads as its {@code
 * cacerts} and which, unlike PKCS #12, is made in milliseconds. The password is the JDK's customary
 * one; it protects nothing here but the format asks for it.
 *
 * <p>All but the session's own authority is made at once; that one may come later.
 */
public final class JavaKeyStore {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int JKS_MAGIC = 0xFEEDFEED;
  private static final int JKS_VERSION = 2;
  private static final int JKS_TRUSTED = 2;

  private final ByteArrayOutputStream store = new ByteArrayOutputStream();
  private final MessageDigest digest;

  /**
   * A store that lacks the session's authority.
   *
   * @param hostBundle the host's roots in PEM
   */
  public JavaKeyStore(String hostBundle) {
    this.digest = sha1();
    List<byte[]> certificates = certificates(hostBundle);
    try {
      DataOutputStream out = new DataOutputStream(store);
      out.writeInt(JKS_MAGIC);
      out.writeInt(JKS_VERSION);
      out.writeInt(certificates.size() + 1);
      for (int i = 0; i < certificates.size(); i++) {
        writeEntry(out, "root" + i, certificates.get(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest.update("changeit".getBytes(StandardCharsets.UTF_16BE));
    digest.update("Mighty Aphrodite".getBytes(StandardCharsets.UTF_8));
    digest.update(store.toByteArray());
  }

  /**
   * The whole store; to be asked for once.
   *
   * @param authority the session's certificate authority in PEM
   */
  public byte[] with(String authority) {
    try {
      int before = store.size();
      writeEntry(new DataOutputStream(store), "session", certificates(authority).getFirst());
      digest.update(store.toByteArray(), before, store.size() - before);
      store.write(digest.digest());
      return store.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeEntry(DataOutputStream out, String alias, byte[] certificate)
      throws IOException {
    out.writeInt(JKS_TRUSTED);
    out.writeUTF(alias);
    out.writeLong(0);
    out.writeUTF("X.509");
    out.writeInt(certificate.length);
    out.write(certificate);
  }

  static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1"); // the formats' own
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
      // Line by line into one array: decoding with the line ends takes four times as long.
      String text = pem.substring(at + BEGIN.length(), end).strip().replace("\r", "");
      found.add(Base64.getDecoder().decode(text.replace("\n", "")));
      at = pem.indexOf(BEGIN, end);
    }
    return found;
  }
}
