package dev.botbottle.testkit.lab;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** TLS of the lab's servers: any name gets a certificate, right or wrong as its site says. */
final class LabTls {
  private final LabAuthority root;
  private final LabAuthority stranger = LabAuthority.create("Nobody's Root");
  private final KeyPair pair;
  private final Map<String, X509Certificate[]> issued = new ConcurrentHashMap<>();

  LabTls(LabAuthority root) {
    this.root = root;
    try {
      pair = LabAuthority.newKeyPair();
    } catch (GeneralSecurityException e) {
      throw new LabException("could not make a key", e);
    }
  }

  /**
   * A factory for one connection.
   *
   * @param kind what its site shows
   * @param fallback the name for clients that ask for none
   */
  SSLSocketFactory factory(Site.Certificate kind, String fallback) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Keys(kind, fallback)}, null, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new LabException("could not set up TLS", e);
    }
  }

  /** The name a client asked for, or empty. */
  static String serverName(ExtendedSSLSession session) {
    for (SNIServerName name : session.getRequestedServerNames()) {
      if (name instanceof SNIHostName host) {
        return host.getAsciiName();
      }
    }
    return "";
  }

  private X509Certificate[] chain(Site.Certificate kind, String host) {
    return issued.computeIfAbsent(kind + " " + host, key -> issue(kind, host));
  }

  private X509Certificate[] issue(Site.Certificate kind, String host) {
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(2));
    Instant to = now.plus(Duration.ofDays(30));
    X509Certificate leaf =
        switch (kind) {
          case VALID -> root.issue(host, pair.getPublic(), from, to);
          case WRONG_NAME -> root.issue("another.example", pair.getPublic(), from, to);
          case EXPIRED -> root.issue(host, pair.getPublic(), from, now.minus(Duration.ofDays(1)));
          case UNTRUSTED -> stranger.issue(host, pair.getPublic(), from, to);
        };
    return new X509Certificate[] {leaf};
  }

  /** Chooses the certificate by the name the client asks for, which serves as the alias. */
  private final class Keys extends X509ExtendedKeyManager {
    private final Site.Certificate kind;
    private final String fallback;

    Keys(Site.Certificate kind, String fallback) {
      this.kind = kind;
      this.fallback = fallback;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      if (!keyType.equals("EC")
          || !(((SSLSocket) socket).getHandshakeSession() instanceof ExtendedSSLSession session)) {
        return null;
      }
      String asked = serverName(session);
      return asked.isEmpty() ? fallback : asked;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain(kind, alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return pair.getPrivate();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return List.of(fallback).toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
