package dev.botbottle.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What a collector's certificate is verified with. */
public final class Roots {
  private Roots() {}

  /**
   * Trust in these roots and no others.
   *
   * @param pem certificates (RFC 7468); empty for the ones the runtime brings along
   * @throws IllegalArgumentException when there are none in it
   */
  public static SSLContext context(byte[] pem) {
    try {
      if (pem.length == 0) {
        return SSLContext.getDefault();
      }
      KeyStore roots = KeyStore.getInstance("PKCS12");
      roots.load(null, null);
      int count = 0;
      for (Certificate root :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        roots.setCertificateEntry(Integer.toString(count++), root);
      }
      if (count == 0) {
        throw new IllegalArgumentException("there is no certificate in it");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("there is no certificate in it", e);
    }
  }
}
