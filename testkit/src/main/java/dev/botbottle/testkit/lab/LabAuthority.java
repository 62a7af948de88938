package dev.botbottle.testkit.lab;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
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
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A root that signs certificates for the lab's servers (RFC 5280). */
final class LabAuthority {
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final PrivateKey key;
  private final X509Certificate certificate;

  private LabAuthority(String name, PrivateKey key, X509Certificate certificate) {
    this.name = name;
    this.key = key;
    this.certificate = certificate;
  }

  static LabAuthority create(String name) {
    try {
      KeyPair pair = newKeyPair();
      Instant now = Instant.now();
      byte[] extensions =
          Der.sequence(
              extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
              extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06})),
              extension("2.5.29.14", false, Der.octets(keyId(pair.getPublic()))));
      X509Certificate root =
          sign(
              name,
              name,
              pair.getPublic(),
              now.minus(Duration.ofDays(2)),
              now.plus(Duration.ofDays(365)),
              extensions,
              pair.getPrivate());
      return new LabAuthority(name, pair.getPrivate(), root);
    } catch (GeneralSecurityException e) {
      throw new LabException("could not make a root", e);
    }
  }

  /** The authority of another process. */
  static LabAuthority of(String name, byte[] key, byte[] certificate) {
    try {
      return new LabAuthority(
          name,
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
          parse(certificate));
    } catch (GeneralSecurityException e) {
      throw new LabException("could not read a root", e);
    }
  }

  static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  String name() {
    return name;
  }

  PrivateKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** A server's certificate for a name or an address. */
  X509Certificate issue(String host, PublicKey publicKey, Instant from, Instant to) {
    try {
      byte[] alternative =
          host.matches("[0-9.]+|.*:.*")
              ? Der.tag(0x87, InetAddress.ofLiteral(host).getAddress())
              : Der.tag(0x82, host.getBytes(StandardCharsets.US_ASCII));
      byte[] extensions =
          Der.sequence(
              extension("2.5.29.19", true, Der.sequence()),
              extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80})),
              extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
              extension("2.5.29.17", true, Der.sequence(alternative)),
              extension(
                  "2.5.29.35",
                  false,
                  Der.sequence(Der.tag(0x80, keyId(certificate.getPublicKey())))));
      return sign(name, "lab server", publicKey, from, to, extensions, key);
    } catch (GeneralSecurityException e) {
      throw new LabException("could not issue a certificate for " + host, e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new LabException("could not write a certificate", e);
    }
  }

  /** What DER holds, as text (RFC 7468). */
  static String pem(String label, byte[] encoded) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static X509Certificate sign(
      String issuer,
      String subject,
      PublicKey publicKey,
      Instant from,
      Instant to,
      byte[] extensions,
      PrivateKey key)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_SHA256));
    byte[] toBeSigned =
        Der.sequence(
            Der.tag(0xa0, Der.integer(BigInteger.TWO)),
            Der.integer(new BigInteger(127, RANDOM).setBit(126)),
            algorithm,
            distinguishedName(issuer),
            Der.sequence(Der.time(from), Der.time(to)),
            distinguishedName(subject),
            publicKey.getEncoded(),
            Der.tag(0xa3, extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(toBeSigned);
    return parse(Der.sequence(toBeSigned, algorithm, Der.bits(0, signature.sign())));
  }

  private static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static byte[] distinguishedName(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
  }

  private static byte[] extension(String oid, boolean critical, byte[] content) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(content))
        : Der.sequence(Der.oid(oid), Der.octets(content));
  }

  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
  }
}
