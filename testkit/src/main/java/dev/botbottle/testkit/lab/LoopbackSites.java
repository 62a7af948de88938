package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sites on one port of this machine's loopback, outside any lab: for tests that need a route's
 * {@code connect} beside the real world. They are told apart by {@code Host}, in HTTP and in HTTPS.
 */
public final class LoopbackSites implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";

  private final LabAuthority authority = LabAuthority.create("Loopback Root");
  private final List<Seen> seen = new ArrayList<>();
  private final TcpServer server;

  private LoopbackSites(List<Site> sites) throws IOException, ReflectiveOperationException {
    List<Wire.ServedSite> served = new ArrayList<>();
    for (Site site : sites) {
      served.add(
          new Wire.ServedSite(
              site.host(),
              List.of(ADDRESS),
              site.handler().getName(),
              site.argument(),
              site.certificate()));
    }
    server =
        new TcpServer(
            Seen.Side.HOST,
            new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), 0),
            new Sites(served),
            new LabTls(authority),
            new LabNames(Map.of()),
            this::saw);
  }

  /** Opens them. */
  public static LoopbackSites open(List<Site> sites) {
    try {
      LoopbackSites open = new LoopbackSites(sites);
      open.server.start();
      return open;
    } catch (IOException | ReflectiveOperationException e) {
      throw new LabException("could not serve on loopback", e);
    }
  }

  private void saw(Seen next) {
    synchronized (seen) {
      seen.add(next);
    }
  }

  /** Where they are, as {@code ADDRESS:PORT}. */
  public String address() {
    return ADDRESS + ":" + server.port();
  }

  /** The root of their certificates as PEM. */
  public String rootPem() {
    return LabAuthority.pem(authority.certificate());
  }

  /** A certificate of that root for another server of the test, and its key, as PEM. */
  public String identity(String host) {
    try {
      KeyPair pair = LabAuthority.newKeyPair();
      Instant now = Instant.now();
      return LabAuthority.pem(
              authority.issue(
                  host,
                  pair.getPublic(),
                  now.minus(Duration.ofDays(2)),
                  now.plus(Duration.ofDays(30))))
          + LabAuthority.pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new LabException("could not make a key for " + host, e);
    }
  }

  /** The requests that reached a site so far. */
  public List<Request> requests(String host) {
    List<Request> requests = new ArrayList<>();
    for (Request request : requests()) {
      if (request.header("Host").orElse("").split(":", -1)[0].equals(host)) {
        requests.add(request);
      }
    }
    return requests;
  }

  /** The requests that reached any of them so far, in order. */
  public List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    synchronized (seen) {
      for (Seen next : seen) {
        if (next instanceof Seen.HttpRequest http) {
          requests.add(http.request());
        }
      }
    }
    return requests;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new LabException("could not close a server", e);
    }
  }
}
