package dev.botbottle.authority;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;

/**
 * A Java key store of roots in the PKCS #12 format (RFC 7292) without encryption and without a
 * digest, which is what the JDK's own {@code cacerts} is since JDK 18 and what every JDK since 8
 * reads, with its customary password or without one. Being nothing but certificates one behind the
 * other, it can be made in parts.
 */
final class JavaKeyStore {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final byte[] DATA = Der.oid(1, 2, 840, 113549, 1, 7, 1);
  private static final byte[] CERTIFICATE_BAG = Der.oid(1, 2, 840, 113549, 1, 12, 10, 1, 3);
  private static final byte[] X509_CERTIFICATE = Der.oid(1, 2, 840, 113549, 1, 9, 22, 1);
  private static final byte[] FRIENDLY_NAME = Der.oid(1, 2, 840, 113549, 1, 9, 20);

  /** The JDK's own mark of a certificate that is trusted, here for any usage. */
  private static final byte[] TRUSTED =
      Der.sequence(Der.oid(2, 16, 840, 1, 113894, 746875, 1, 1), Der.set(Der.oid(2, 5, 29, 37, 0)));

  private JavaKeyStore() {}

  /**
   * The certificates that a store trusts, in PEM.
   *
   * @throws IOException if it is none, or cannot be read
   */
  static String pem(Path store) throws IOException {
    var pem = new StringBuilder();
    try {
      // The customary password; a store that was made without one takes any.
      KeyStore loaded = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
      for (String alias : Collections.list(loaded.aliases())) {
        if (loaded.isCertificateEntry(alias)) {
          pem.append(NewAuthority.pem(loaded.getCertificate(alias).getEncoded()));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("could not read " + store, e);
    }
    return pem.toString();
  }

  /**
   * The entries of a store.
   *
   * @param pem certificates in PEM, with anything around them
   * @param alias what the entries' names begin with, a number follows
   */
  static byte[] entries(String pem, String alias) {
    var entries = new ByteArrayOutputStream();
    int count = 0;
    int at = pem.indexOf(BEGIN);
    while (at >= 0) {
      int end = pem.indexOf(END, at);
      if (end < 0) {
        break;
      }
      // Without line ends: decoding with them takes four times as long.
      String text = pem.substring(at + BEGIN.length(), end).strip().replace("\r", "");
      byte[] certificate = Base64.getDecoder().decode(text.replace("\n", ""));
      entries.writeBytes(entry(alias + count, certificate));
      count++;
      at = pem.indexOf(BEGIN, end);
    }
    return entries.toByteArray();
  }

  private static byte[] entry(String alias, byte[] certificate) {
    byte[] name = Der.sequence(FRIENDLY_NAME, Der.set(Der.bmp(alias)));
    byte[] bag = Der.sequence(X509_CERTIFICATE, Der.explicit(0, Der.octets(certificate)));
    return Der.sequence(CERTIFICATE_BAG, Der.explicit(0, bag), Der.set(name, TRUSTED));
  }

  /** The store of all these entries. */
  static byte[] of(byte[]... entries) {
    byte[] safe = data(Der.sequence(entries));
    return Der.sequence(Der.integer(new byte[] {3}), data(Der.sequence(safe)));
  }

  private static byte[] data(byte[] content) {
    return Der.sequence(DATA, Der.explicit(0, Der.octets(content)));
  }
}
