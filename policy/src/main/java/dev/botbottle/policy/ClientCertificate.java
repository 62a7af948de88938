package dev.botbottle.policy;

/**
 * What the gateway shows to servers of a route that ask who it is.
 *
 * @param chain certificates in PEM, its own first
 * @param key the name of the secret that holds the private key, PKCS #8 in PEM
 */
public record ClientCertificate(String chain, String key) {}
