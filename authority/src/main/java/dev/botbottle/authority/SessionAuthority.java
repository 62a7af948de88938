package dev.botbottle.authority;

import static dev.botbottle.authority.Certificates.extension;

import dev.botbottle.policy.HostName;
import dev.botbottle.policy.SigningAuthority;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authority of one session where it signs. Nothing of it is computed before the
 * first certificate is asked for.
 */
public final class SessionAuthority {
  static final int[] SUBJECT_KEY_ID = {2, 5, 29, 14};
  static final int[] KEY_USAGE = {2, 5, 29, 15};

  /** X.520: a common name has at most 64 characters; clients look at the SAN anyway. */
  private static final int COMMON_NAME_LIMIT = 64;

  private static final String LEAF_CURVE = "secp256r1";
  private static final int[] SUBJECT_ALT_NAME = {2, 5, 29, 17};
  private static final int[] AUTHORITY_KEY_ID = {2, 5, 29, 35};
  private static final int[] EXTENDED_KEY_USAGE = {2, 5, 29, 37};
  private static final int[] SERVER_AUTH = {1, 3, 6, 1, 5, 5, 7, 3, 1};
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final SigningAuthority given;
  private final InstantSource clock;
  private final SecureRandom random;

  /** Guards {@link #ready}. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Ready ready;

  /** What signing takes; one key pair serves every leaf certificate of this process. */
  private record Ready(PrivateKey key, X509Certificate certificate, KeyPair leafKeys) {}

  /** An authority that signs with what it was given. */
  public SessionAuthority(SigningAuthority given, InstantSource clock, SecureRandom random) {
    this.given = given;
    this.clock = clock;
    this.random = random;
  }

  private Ready ready() throws GeneralSecurityException {
    lock.lock();
    try {
      Ready known = ready;
      if (known == null) {
        known =
            new Ready(
                key(),
                Certificates.parse(given.certificate().getBytes(StandardCharsets.US_ASCII)),
                Certificates.keyPair(LEAF_CURVE, random));
        ready = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private PrivateKey key() throws GeneralSecurityException {
    byte[] encoded = given.key().reveal();
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** Its own certificate. */
  public X509Certificate certificate() throws GeneralSecurityException {
    return ready().certificate();
  }

  /** The private key of every leaf certificate. */
  public PrivateKey leafKey() throws GeneralSecurityException {
    return ready().leafKeys().getPrivate();
  }

  /** A new certificate for a host name or an address literal, followed by the authority's. */
  public X509Certificate[] leaf(String host) throws GeneralSecurityException {
    Ready with = ready();
    var subject = with.leafKeys().getPublic();
    byte[] leaf =
        Certificates.signed(
            with.certificate().getSubjectX500Principal().getEncoded(),
            with.key(),
            Certificates.commonName(host.length() > COMMON_NAME_LIMIT ? "bottle" : host),
            subject,
            clock.instant(),
            random,
            // digitalSignature: bit 0.
            extension(KEY_USAGE, true, Der.bits(7, new byte[] {(byte) 0x80})),
            extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTH))),
            extension(SUBJECT_ALT_NAME, false, Der.sequence(alternativeName(host))),
            extension(SUBJECT_KEY_ID, false, Der.octets(Certificates.keyId(subject))),
            extension(
                AUTHORITY_KEY_ID,
                false,
                Der.sequence(
                    Der.implicit(0, Certificates.keyId(with.certificate().getPublicKey())))));
    return new X509Certificate[] {Certificates.parse(leaf), with.certificate()};
  }

  private static byte[] alternativeName(String host) {
    if (HostName.isAddress(host)) {
      return Der.implicit(IP_ADDRESS, InetAddress.ofLiteral(host).getAddress());
    }
    return Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII));
  }
}
