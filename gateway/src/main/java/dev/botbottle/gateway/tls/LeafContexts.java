package dev.botbottle.gateway.tls;

import dev.botbottle.authority.SessionAuthority;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS contexts that answer as one host each, the most recently used kept. A context per host rather
 * than one for all: the name is known before the handshake (it was checked against the policy), so
 * nothing during the handshake may choose another.
 */
public final class LeafContexts {
  private static final int KEPT = 128;

  private final SessionAuthority authority;
  private final SecureRandom random;

  /** Guards {@link #contexts}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final SequencedMap<String, SSLContext> contexts = new LinkedHashMap<>(16, 0.75f, true);

  /** Contexts with certificates of this authority. */
  public LeafContexts(SessionAuthority authority, SecureRandom random) {
    this.authority = authority;
    this.random = random;
  }

  /** The context that presents a certificate for this host. */
  public SSLContext of(String host) {
    lock.lock();
    try {
      SSLContext kept = contexts.get(host);
      if (kept == null) {
        kept = create(host);
        contexts.put(host, kept);
        if (contexts.size() > KEPT) {
          contexts.pollFirstEntry();
        }
      }
      return kept;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not make a certificate for " + host, e);
    } finally {
      lock.unlock();
    }
  }

  private SSLContext create(String host) throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new OneCertificate(authority.leaf(host), authority.leafKey())},
        new TrustManager[] {new NobodyTrusted()},
        random);
    return context;
  }

  /** Presents one certificate whatever is asked; keeps the JDK from opening a key store. */
  private static final class OneCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "leaf";
    private final X509Certificate[] chain;
    private final PrivateKey key;

    OneCertificate(X509Certificate[] chain, PrivateKey key) {
      this.chain = chain;
      this.key = key;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return type.equals("EC") ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return type.equals("EC") ? ALIAS : null;
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
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  /** Trusts no client certificate; none is asked for. A null here would load the JDK's roots. */
  private static final class NobodyTrusted extends X509ExtendedTrustManager {
    private static void refuse() throws java.security.cert.CertificateException {
      throw new java.security.cert.CertificateException("no peer is verified here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws java.security.cert.CertificateException {
      refuse();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
