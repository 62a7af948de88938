package dev.botbottle.gateway.tls;

import dev.botbottle.scan.Secret;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One certificate with its key, shown to whoever asks. Not from a key store, which takes a hundred
 * milliseconds to open.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";
  private static final byte[] BEGIN = ascii("-----BEGIN " + "PRIVATE KEY-----");
  private static final byte[] END = ascii("-----END " + "PRIVATE KEY-----");

  private final X509Certificate[] chain;
  private final PrivateKey key;

  private ClientIdentity(X509Certificate[] chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads both (RFC 7468).
   *
   * @param chain certificates, the client's own first
   * @param key PKCS #8
   * @throws GeneralSecurityException when either is none; the message holds nothing of the key
   */
  static ClientIdentity of(String chain, Secret key) throws GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    byte[] pem = chain.getBytes(StandardCharsets.US_ASCII);
    for (var certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))) {
      certificates.add((X509Certificate) certificate);
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("the client certificate's file holds none");
    }
    String algorithm = certificates.getFirst().getPublicKey().getAlgorithm();
    return new ClientIdentity(
        certificates.toArray(new X509Certificate[0]), privateKey(algorithm, key));
  }

  private static PrivateKey privateKey(String algorithm, Secret key)
      throws GeneralSecurityException {
    byte[] pem = key.reveal();
    byte[] body = new byte[0];
    byte[] der = new byte[0];
    try {
      int begin = find(pem, BEGIN, 0);
      int end = begin < 0 ? -1 : find(pem, END, begin);
      if (end < 0) {
        throw new GeneralSecurityException("the client certificate's key is no PKCS #8 in PEM");
      }
      body = Arrays.copyOfRange(pem, begin + BEGIN.length, end);
      der = Base64.getMimeDecoder().decode(body);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // Without the cause, which may quote what it read.
      throw new GeneralSecurityException(
          "the client certificate's key cannot be read, or is not of its kind");
    } finally {
      Arrays.fill(pem, (byte) 0);
      Arrays.fill(body, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static int find(byte[] text, byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whatever issuers the server names: there is one certificate, and the user chose it. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    for (String type : keyTypes) {
      if (type.equals(key.getAlgorithm()) || type.equals(chain[0].getPublicKey().getAlgorithm())) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseClientAlias(keyTypes, issuers, null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
