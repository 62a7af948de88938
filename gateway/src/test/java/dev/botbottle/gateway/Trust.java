package dev.botbottle.gateway;

import dev.botbottle.authority.SessionAuthority;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts of clients in tests. */
final class Trust {
  private Trust() {}

  /** An authority's certificate in PEM. */
  static String pem(SessionAuthority authority) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(authority.certificate().getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts one authority, as a program in a bottle does. */
  static SSLContext only(String pem) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[0], factory.getTrustManagers(), new SecureRandom());
    return context;
  }
}
