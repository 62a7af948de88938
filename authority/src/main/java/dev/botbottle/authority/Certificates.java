package dev.botbottle.authority;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/** X.509 certificates (RFC 5280) with elliptic-curve keys (RFC 5480, RFC 5758). */
final class Certificates {
  private static final Duration BACK_DATED = Duration.ofDays(2);
  private static final Duration VALID_FOR = Duration.ofDays(90);
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
  private static final int[] COMMON_NAME = {2, 5, 4, 3};

  private Certificates() {}

  static KeyPair keyPair(String curve, SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve), random);
    return generator.generateKeyPair();
  }

  /**
   * A signed certificate in DER.
   *
   * @param issuer the issuer's name, encoded
   * @param key the issuer's key
   * @param subject the subject's name, encoded
   */
  static byte[] signed(
      byte[] issuer,
      PrivateKey key,
      byte[] subject,
      PublicKey subjectKey,
      Instant now,
      SecureRandom random,
      byte[]... extensions)
      throws GeneralSecurityException {
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(new byte[] {2})),
            Der.integer(serial(random)),
            ECDSA_WITH_SHA256,
            issuer,
            // Clocks of sandboxes and virtual machines are often wrong by a day.
            Der.sequence(Der.time(now.minus(BACK_DATED)), Der.time(now.plus(VALID_FOR))),
            subject,
            subjectKey.getEncoded(),
            Der.explicit(3, Der.sequence(extensions)));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key, random);
    signature.update(body);
    return Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
  }

  static byte[] commonName(String text) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(text))));
  }

  static byte[] extension(int[] id, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(id), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(id), Der.octets(value));
  }

  static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    // Any unique octets will do (RFC 5280 §4.2.1.2 names SHA-1 as one way); 20 bytes of SHA-256.
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    byte[] id = new byte[20];
    System.arraycopy(digest, 0, id, 0, id.length);
    return id;
  }

  /** Reads one certificate, in DER or in PEM. */
  static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static byte[] serial(SecureRandom random) {
    // RFC 5280 §4.1.2.2: positive, at most 20 octets; unpredictable, so that no two collide.
    byte[] serial = new byte[16];
    random.nextBytes(serial);
    serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
    return serial;
  }
}
