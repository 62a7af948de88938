package dev.botbottle.gateway.tls;

import dev.botbottle.policy.HostName;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authority of one session. Its key is made in memory and dies with the process;
 * only the certificate is ever shown.
 */
public final class SessionAuthority {
  private static final Duration BACK_DATED = Duration.ofDays(2);
  private static final Duration VALID_FOR = Duration.ofDays(90);

  /** X.520: a common name has at most 64 characters; clients look at the SAN anyway. */
  private static final int COMMON_NAME_LIMIT = 64;

  // RFC 5280 §4.2, RFC 5480, RFC 5758.
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
  private static final int[] COMMON_NAME = {2, 5, 4, 3};
  private static final int[] SUBJECT_KEY_ID = {2, 5, 29, 14};
  // The JDK computes a table for P-256 at its first use, which takes longer than a whole key of
  // P-384: a session's start waits for the authority's, and for no leaf's.
  private static final String AUTHORITY_CURVE = "secp384r1";
  private static final String LEAF_CURVE = "secp256r1";
  private static final int[] KEY_USAGE = {2, 5, 29, 15};
  private static final int[] SUBJECT_ALT_NAME = {2, 5, 29, 17};
  private static final int[] BASIC_CONSTRAINTS = {2, 5, 29, 19};
  private static final int[] AUTHORITY_KEY_ID = {2, 5, 29, 35};
  private static final int[] EXTENDED_KEY_USAGE = {2, 5, 29, 37};
  private static final int[] SERVER_AUTH = {1, 3, 6, 1, 5, 5, 7, 3, 1};
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final InstantSource clock;
  private final SecureRandom random;
  private final PrivateKey key;
  private final byte[] name;
  private final byte[] keyId;
  private final byte[] certificate;

  /** Guards the two below, which nothing needs before the first TLS connection. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable KeyPair leafKey;
  private @Nullable X509Certificate parsed;

  private SessionAuthority(String session, InstantSource clock, SecureRandom random)
      throws GeneralSecurityException {
    this.clock = clock;
    this.random = random;
    KeyPair own = keyPair(AUTHORITY_CURVE);
    key = own.getPrivate();
    name = commonName("bot-bottle session " + session);
    keyId = keyId(own.getPublic());
    certificate =
        sign(
            name,
            own.getPublic(),
            extension(BASIC_CONSTRAINTS, true, Der.sequence(Der.bool(true), Der.integer(zero()))),
            // keyCertSign and cRLSign: bits 5 and 6.
            extension(KEY_USAGE, true, Der.bits(1, new byte[] {0x06})),
            extension(SUBJECT_KEY_ID, false, Der.octets(keyId)));
  }

  private KeyPair keyPair(String curve) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve), random);
    return generator.generateKeyPair();
  }

  /** A new authority for this session. */
  public static SessionAuthority of(String session, InstantSource clock, SecureRandom random) {
    try {
      return new SessionAuthority(session, clock, random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make the session's authority", e);
    }
  }

  /** The authority's certificate, for the bottle's trust stores. */
  public String caPem() {
    var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n"
        + base64.encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }

  X509Certificate certificate() throws GeneralSecurityException {
    lock.lock();
    try {
      X509Certificate known = parsed;
      if (known == null) {
        known = parse(certificate);
        parsed = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** The one key pair that every leaf certificate of this process has. */
  private KeyPair leafKeys() throws GeneralSecurityException {
    lock.lock();
    try {
      KeyPair known = leafKey;
      if (known == null) {
        known = keyPair(LEAF_CURVE);
        leafKey = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** The private key of every leaf certificate. */
  PrivateKey leafKey() throws GeneralSecurityException {
    return leafKeys().getPrivate();
  }

  /** A new certificate for a host name or an address literal, followed by the authority's. */
  X509Certificate[] leaf(String host) throws GeneralSecurityException {
    PublicKey subject = leafKeys().getPublic();
    byte[] leaf =
        sign(
            commonName(host.length() > COMMON_NAME_LIMIT ? "bottle" : host),
            subject,
            // digitalSignature: bit 0.
            extension(KEY_USAGE, true, Der.bits(7, new byte[] {(byte) 0x80})),
            extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTH))),
            extension(SUBJECT_ALT_NAME, false, Der.sequence(alternativeName(host))),
            extension(SUBJECT_KEY_ID, false, Der.octets(keyId(subject))),
            extension(AUTHORITY_KEY_ID, false, Der.sequence(Der.implicit(0, keyId))));
    return new X509Certificate[] {parse(leaf), certificate()};
  }

  private byte[] sign(byte[] subject, PublicKey subjectKey, byte[]... extensions)
      throws GeneralSecurityException {
    Instant now = clock.instant();
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(new byte[] {2})),
            Der.integer(serial()),
            ECDSA_WITH_SHA256,
            name,
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

  private static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private byte[] serial() {
    // RFC 5280 §4.1.2.2: positive, at most 20 octets; unpredictable, so that no two collide.
    byte[] serial = new byte[16];
    random.nextBytes(serial);
    serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
    return serial;
  }

  private static byte[] alternativeName(String host) {
    if (HostName.isAddress(host)) {
      return Der.implicit(IP_ADDRESS, InetAddress.ofLiteral(host).getAddress());
    }
    return Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] commonName(String text) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(text))));
  }

  private static byte[] extension(int[] id, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(id), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(id), Der.octets(value));
  }

  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    // Any unique octets will do (RFC 5280 §4.2.1.2 names SHA-1 as one way); 20 bytes of SHA-256.
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    byte[] id = new byte[20];
    System.arraycopy(digest, 0, id, 0, id.length);
    return id;
  }

  private static byte[] zero() {
    return new byte[] {0};
  }
}
