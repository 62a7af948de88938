package dev.botbottle.manifest;

/**
 * A client certificate as written.
 *
 * @param chain the file with the certificates
 * @param key the file with the private key
 */
public record ClientCertSpec(String chain, String key) {}
