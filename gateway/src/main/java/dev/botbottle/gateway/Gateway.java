package dev.botbottle.gateway;

import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.NettySettings;
import dev.botbottle.gateway.http.Shelf;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.gateway.tls.LeafContexts;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.ledger.Ledger;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.SecretRenewal;
import dev.botbottle.policy.SessionOrder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The proxy of one bottle: takes connections from its listeners and lets through what the policy
 * allows. Blocking code on one virtual thread for each connection.
 */
public final class Gateway implements AutoCloseable {
  /** As much as requests without a body commonly have: it is read at once. */
  private static final int REQUEST = 2 * 1024;

  /**
   * What a gateway works with.
   *
   * @param engine the policy's decisions
   * @param inspector the scanner
   * @param ledger the record
   * @param valve the way out
   * @param names the session's DNS
   * @param authority the session's certificate authority
   * @param upstream verifies servers
   * @param nanos a clock that only goes forward
   */
  public record Parts(
      PolicyEngine engine,
      Inspector inspector,
      Ledger ledger,
      Valve valve,
      MeantNames names,
      SessionAuthority authority,
      UpstreamTls upstream,
      LongSupplier nanos) {}

  private final Listeners listeners;
  private final Limits limits;
  private final Session session;
  private final SessionSecrets secrets;
  private final UpstreamTls upstream;
  private final Valve valve;
  private final Patience patience;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  /** A gateway for this session, not yet serving. */
  public Gateway(SessionOrder order, Parts parts, Listeners listeners, Limits limits) {
    NettySettings.install();
    this.listeners = listeners;
    this.limits = limits;
    this.upstream = parts.upstream();
    this.valve = parts.valve();
    this.secrets = new SessionSecrets(order.secrets());
    this.patience = new Patience();
    StreamLimits streams = StreamLimits.of(limits);
    this.session =
        new Session(
            order.policy(),
            parts.engine(),
            new Gatekeeper(
                order.policy(),
                parts.engine(),
                secrets,
                parts.inspector(),
                () -> LocalDate.now(ZoneOffset.UTC).toString(),
                valve::shut),
            parts.inspector(),
            new Recorder(parts.ledger(), parts.inspector()),
            new RefusalPage(parts.inspector()),
            new UpstreamPool(valve, parts.upstream(), streams.memory(), patience, limits),
            parts.names(),
            new LeafContexts(parts.authority(), new SecureRandom()),
            order.helpLines(),
            WindowMemory.standard(),
            WindowMemory.ofAnswers(),
            patience,
            new Shelf(AnswerWatch.ROOM),
            new Meters(order.policy(), parts.nanos()),
            streams,
            limits);
  }

  /** Begins to serve; returns at once. Call it from a thread in the gateway's own namespaces. */
  public void start() {
    for (ServerSocketChannel listener : listeners.transparent()) {
      Thread.ofVirtual().name("accept").start(() -> accept(listener, false));
    }
    if (listeners.explicit().isPresent()) {
      ServerSocketChannel listener = listeners.explicit().get();
      Thread.ofVirtual().name("accept-explicit").start(() -> accept(listener, true));
    }
  }

  /**
   * Does aside what the first request would otherwise wait for; returns at once. Meant to be called
   * when whoever waits for the gateway has been told that it serves.
   */
  public void warmUp() {
    Thread.ofVirtual().name("warm-up").start(this::loadClasses);
  }

  /**
   * Puts another value in from the next request on. The inspector is to know it already.
   *
   * @throws IllegalArgumentException when there is no such secret
   */
  public void renew(SecretRenewal renewal) {
    secrets.renew(renewal.secret(), renewal.value());
  }

  /**
   * Ends every connection, inside and outside, and lets nothing out until {@link #restore}. When
   * this returns it is done.
   */
  public void cut() {
    valve.close();
    for (SocketChannel connection : connections) {
      close(connection);
    }
  }

  /** Lets out again what the policy allows. */
  public void restore() {
    valve.open();
  }

  private void loadClasses() {
    try {
      session.leaves().of(PolicyEngine.HELP_HOST);
      new WarmUp(session.limits()).run();
      upstream.warmUp();
    } catch (IOException e) {
      // The first connection that needs what failed here reports it.
    }
  }

  private void accept(ServerSocketChannel listener, boolean explicit) {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        if (connections.size() >= limits.maxConnections()) {
          channel.close();
          continue;
        }
        connections.add(channel);
        Thread.startVirtualThread(() -> serve(channel, explicit));
      } catch (IOException e) {
        // A client that left the queue again, or too many open files: the next one may do better.
        pause(listener);
      }
    }
  }

  private static void pause(ServerSocketChannel listener) {
    if (listener.isOpen()) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void serve(SocketChannel channel, boolean explicit) {
    try (channel;
        var socket = new PatientSocket(channel, patience, REQUEST)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      var connection = new Connection(session, socket);
      if (explicit) {
        connection.explicit();
      } else {
        connection.transparent((InetSocketAddress) channel.getLocalAddress());
      }
    } catch (IOException | RuntimeException e) {
      // The outermost frame of a connection: whatever happened, it ends here and nothing leaves.
    } finally {
      connections.remove(channel);
    }
  }

  /** Stops: no connection, inside or outside, outlives this call. */
  @Override
  public void close() {
    for (ServerSocketChannel listener : listeners.transparent()) {
      close(listener);
    }
    listeners.explicit().ifPresent(Gateway::close);
    for (SocketChannel connection : connections) {
      close(connection);
    }
    session.pool().close();
    patience.close();
  }

  private static void close(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // It is gone either way.
    }
  }
}
