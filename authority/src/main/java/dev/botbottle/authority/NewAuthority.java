package dev.botbottle.authority;

import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SigningAuthority;
import dev.botbottle.scan.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

/** Makes the certificate authority of a new session, in memory. */
public final class NewAuthority {
  // The JDK computes a table for P-256 at its first use, which takes longer than a whole key of
  // P-384: a session's start waits for the authority's, and for no leaf's.
  private static final String CURVE = "secp384r1";
  private static final int[] BASIC_CONSTRAINTS = {2, 5, 29, 19};

  private NewAuthority() {}

  /**
   * A new authority.
   *
   * @param mark the end of the session's id, which its name ends with
   */
  public static SigningAuthority of(String mark, InstantSource clock, SecureRandom random) {
    try {
      KeyPair own = Certificates.keyPair(CURVE, random);
      byte[] name = Certificates.commonName(SessionOrder.authorityName(mark));
      byte[] certificate =
          Certificates.signed(
              name,
              own.getPrivate(),
              name,
              own.getPublic(),
              clock.instant(),
              random,
              Certificates.extension(
                  BASIC_CONSTRAINTS,
                  true,
                  Der.sequence(Der.bool(true), Der.integer(new byte[] {0}))),
              // keyCertSign and cRLSign: bits 5 and 6.
              Certificates.extension(
                  SessionAuthority.KEY_USAGE, true, Der.bits(1, new byte[] {0x06})),
              Certificates.extension(
                  SessionAuthority.SUBJECT_KEY_ID,
                  false,
                  Der.octets(Certificates.keyId(own.getPublic()))));
      byte[] key = own.getPrivate().getEncoded();
      try {
        return new SigningAuthority(Secret.of(key), pem(certificate));
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make the session's authority", e);
    }
  }

  /** A certificate as text (RFC 7468). */
  static String pem(byte[] certificate) {
    var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n"
        + base64.encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }
}
