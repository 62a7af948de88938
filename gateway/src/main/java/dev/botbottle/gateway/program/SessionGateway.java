package dev.botbottle.gateway.program;

import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.gateway.Gateway;
import dev.botbottle.gateway.Limits;
import dev.botbottle.gateway.MeantNames;
import dev.botbottle.gateway.ScannerInspector;
import dev.botbottle.gateway.Valve;
import dev.botbottle.gateway.dns.DnsResponder;
import dev.botbottle.gateway.dns.DnsServer;
import dev.botbottle.gateway.dns.SyntheticNames;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.gateway.upstream.AddressClasses;
import dev.botbottle.gateway.upstream.Dialer;
import dev.botbottle.gateway.upstream.ProxyDialer;
import dev.botbottle.gateway.upstream.Resolver;
import dev.botbottle.ledger.FileLedger;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that serves one session, put together from its order: the proxy and the name server.
 * The program and the training of its cache both use this, so that neither drifts from the other.
 */
final class SessionGateway implements AutoCloseable {
  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(30);
  private static final int NAMES = 4_096;
  private static final int SEED_BYTES = 5;

  private final ReceivedSockets sockets;
  private final DnsResponder names;
  private final ScannerInspector inspector;
  private final Gateway gateway;

  /**
   * A gateway that does not serve yet.
   *
   * @param roots files with the host's roots, in PEM
   */
  SessionGateway(
      SessionOrder order,
      ReceivedSockets sockets,
      FileLedger ledger,
      Clock clock,
      List<Path> roots) {
    this.sockets = sockets;
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    PolicyEngine engine = PolicyEngine.of(order.policy());
    SyntheticNames synthetic = new SyntheticNames(seed, NAMES);
    inspector = ScannerInspector.of(order);
    AddressClasses classes = AddressClasses.ofThisHost();
    Dialer dialer = new Dialer(Resolver.system(), classes, DIAL_TIMEOUT);
    Valve valve = new Valve(wayOut(order, dialer, classes));
    names = new DnsResponder(engine, synthetic, inspector, ledger, sockets.ipv6(), valve::shut);
    gateway =
        new Gateway(
            order,
            new Gateway.Parts(
                engine,
                inspector,
                ledger,
                valve,
                MeantNames.of(synthetic),
                new SessionAuthority(order.authority(), clock, random),
                new UpstreamTls(roots, random, clientKeys(order)),
                System::nanoTime),
            sockets.listeners(),
            Limits.DEFAULT);
  }

  private static Map<String, Secret> clientKeys(SessionOrder order) {
    Map<String, Secret> keys = new HashMap<>();
    for (Route route : order.policy().routes()) {
      if (route.certificate().isPresent()) {
        String name = route.certificate().get().key();
        Secret key = order.secrets().get(name);
        if (key == null) {
          throw new IllegalArgumentException("no key for a route's client certificate");
        }
        keys.put(name, key);
      }
    }
    return keys;
  }

  private static Valve.WayOut wayOut(SessionOrder order, Dialer dialer, AddressClasses classes) {
    Optional<UpstreamProxy> proxy = order.policy().proxy();
    if (proxy.isEmpty()) {
      return dialer::dial;
    }
    Optional<Secret> login = Optional.ofNullable(order.secrets().get(UpstreamProxy.LOGIN));
    return new ProxyDialer(dialer, classes, proxy.get(), login, PROXY_TIMEOUT)::dial;
  }

  /** Begins to serve. */
  void start() {
    DnsServer.start(names, sockets.dnsUdp(), sockets.dnsTcp());
    gateway.start();
  }

  /** Uses another value of a secret from now on; the ones before stay known and masked. */
  void renew(SecretRenewal renewal) {
    inspector.learn(renewal); // first: an answer may reflect it at once
    gateway.renew(renewal);
  }

  /** Cuts the session off; when this returns nothing of it reaches the world. */
  void cut() {
    gateway.cut();
  }

  /** Undoes {@link #cut}. */
  void restore() {
    gateway.restore();
  }

  /** Loads, aside, what the first connections need. */
  void warmUp() {
    gateway.warmUp();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
