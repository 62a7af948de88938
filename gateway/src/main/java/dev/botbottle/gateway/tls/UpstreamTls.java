package dev.botbottle.gateway.tls;

import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.scan.Secret;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS towards the world: always verified, always for the host's own name. Roots are read when first
 * needed, which keeps them off the start path.
 */
public final class UpstreamTls {
  private final List<Path> bundles;
  private final SecureRandom random;
  private final Map<String, Secret> keys;

  /** Guards the two below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<TrustAnchor> systemRoots = new HashSet<>();
  private final Map<Trusted, SSLContext> contexts = new HashMap<>();

  /** What a context is for: whom it trusts, and what it shows. */
  private record Trusted(Optional<String> roots, Optional<ClientCertificate> certificate) {}

  /**
   * Verification against the PEM bundles among these that exist.
   *
   * @param keys the keys of client certificates, by name
   */
  public UpstreamTls(List<Path> bundles, SecureRandom random, Map<String, Secret> keys) {
    this.bundles = List.copyOf(bundles);
    this.random = random;
    this.keys = Map.copyOf(keys);
  }

  /**
   * Shakes hands as a client.
   *
   * @param host the name that the certificate must bear, whatever address was dialled
   * @param roots PEM of further roots, trusted for this connection too
   * @param certificate what is shown when the server asks
   * @param protocols what is offered by ALPN
   * @throws IOException when the server is not verified or there are no roots to verify it with
   */
  public SSLSocket connect(
      Socket socket,
      String host,
      int port,
      Optional<String> roots,
      Optional<ClientCertificate> certificate,
      String... protocols)
      throws IOException {
    SSLContext context = context(new Trusted(roots, certificate));
    var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  /** Reads the roots now instead of at the first connection. */
  public void warmUp() throws IOException {
    context(new Trusted(Optional.empty(), Optional.empty()));
  }

  private SSLContext context(Trusted trusted) throws IOException {
    lock.lock();
    try {
      SSLContext kept = contexts.get(trusted);
      if (kept == null) {
        kept = create(trusted.roots(), identity(trusted.certificate()));
        contexts.put(trusted, kept);
      }
      return kept;
    } catch (GeneralSecurityException e) {
      throw new IOException("could not read the roots to verify servers with", e);
    } finally {
      lock.unlock();
    }
  }

  /** Without the certificate that its route says, there is no connection. */
  private KeyManager[] identity(Optional<ClientCertificate> certificate) throws IOException {
    if (certificate.isEmpty()) {
      return new KeyManager[0];
    }
    Secret key = keys.get(certificate.get().key());
    if (key == null) {
      throw new IOException("the route's client certificate has no key");
    }
    try {
      return new KeyManager[] {ClientIdentity.of(certificate.get().chain(), key)};
    } catch (GeneralSecurityException e) {
      throw new IOException(String.valueOf(e.getMessage()));
    }
  }

  private SSLContext create(Optional<String> extra, KeyManager[] identity)
      throws IOException, GeneralSecurityException {
    var anchors = new HashSet<>(systemRoots());
    if (extra.isPresent()) {
      byte[] pem = extra.get().getBytes(StandardCharsets.US_ASCII);
      addAll(anchors, new ByteArrayInputStream(pem));
    }
    if (anchors.isEmpty()) {
      throw new IOException("no trusted roots: none of " + bundles + " holds a certificate");
    }
    var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    // As every command-line client: revocation lists are not fetched.
    parameters.setRevocationEnabled(false);
    var factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    var context = SSLContext.getInstance("TLS");
    context.init(identity, factory.getTrustManagers(), random);
    return context;
  }

  private Set<TrustAnchor> systemRoots() throws IOException, CertificateException {
    if (systemRoots.isEmpty()) {
      for (Path bundle : bundles) {
        if (Files.isReadable(bundle)) {
          // Buffered: the parser asks for one byte at a time, and there are 200,000.
          try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle))) {
            addAll(systemRoots, in);
          }
        }
      }
    }
    return systemRoots;
  }

  private static void addAll(Set<TrustAnchor> anchors, InputStream pem)
      throws CertificateException {
    for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      anchors.add(new TrustAnchor((X509Certificate) certificate, null));
    }
  }
}
