package dev.botbottle.policy;

import dev.botbottle.scan.Secret;

/**
 * The certificate authority of one session, as the launcher hands it to the gateway.
 *
 * @param key the private key, PKCS #8 in DER
 * @param certificate its own certificate, in PEM
 */
public record SigningAuthority(Secret key, String certificate) {}
