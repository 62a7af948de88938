package dev.botbottle.gateway.upstream;

import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves a host, refuses what must not be dialled and connects to exactly an address that was
 * checked: there is no second look-up a name server could answer differently. Blocks; meant for
 * virtual threads.
 */
public final class Dialer {
  /** Look-ups block their thread in native code, so this many platform threads at most. */
  private static final int LOOK_UPS = 16;

  private final Resolver resolver;
  private final AddressClasses classes;
  private final Duration timeout;
  private final Semaphore lookUps = new Semaphore(LOOK_UPS);

  /**
   * A dialer.
   *
   * @param resolver where addresses come from
   * @param classes which are refused
   * @param timeout for one call as a whole, look-up included, unless its route says otherwise
   */
  public Dialer(Resolver resolver, AddressClasses classes, Duration timeout) {
    this.resolver = resolver;
    this.classes = classes;
    this.timeout = timeout;
  }

  /** An address and whether it was named outright. */
  private record Target(List<InetAddress> addresses, int port, boolean granted, boolean literal) {}

  /**
   * A connected channel, in blocking mode, to a host that {@code route} allows.
   *
   * @param route the route; its {@code connect} replaces host and port and grants that address
   * @param host the normalised host
   * @param port the port
   * @param passage asked before each look-up, and holds each channel before it is connected
   */
  public SocketChannel dial(Route route, String host, int port, Passage passage)
      throws DialException {
    long deadline = System.nanoTime() + route.timeouts().connect().orElse(timeout).toNanos();
    return dial(
        route.connect().isPresent()
            ? target(route.connect().get(), host, deadline, passage)
            : new Target(addresses(host, host, deadline, passage), port, false, false),
        host,
        deadline,
        passage);
  }

  /**
   * A connected channel to a place that the user named, wherever it is.
   *
   * @param host the host on the way to which this is, which alone is named to the client
   * @param patience how long this may take
   */
  SocketChannel dial(Endpoint place, String host, Duration patience, Passage passage)
      throws DialException {
    long deadline = System.nanoTime() + patience.toNanos();
    return dial(target(place, host, deadline, passage), host, deadline, passage);
  }

  private SocketChannel dial(Target target, String host, long deadline, Passage passage)
      throws DialException {
    List<InetAddress> checked = new ArrayList<>();
    AddressClass refused = null;
    InetAddress refusedAddress = null;
    for (InetAddress address : target.addresses()) {
      Optional<AddressClass> kind = classes.refused(address);
      if (kind.isEmpty()
          || (target.granted() && (target.literal() || kind.get().grantedByName()))) {
        checked.add(address);
      } else if (refused == null) {
        refused = kind.get();
        refusedAddress = address;
      }
    }
    if (checked.isEmpty() && refused != null && refusedAddress != null) {
      throw new DialException(
          refused.rule(),
          host
              + " has no address that may be reached; only a route with \"connect\" leads to such"
              + " a place",
          "its address "
              + refusedAddress.getHostAddress()
              + " is "
              + refused.words()
              + ", its port "
              + target.port());
    }
    return connect(host, checked, target.port(), deadline, passage);
  }

  private Target target(Endpoint endpoint, String host, long deadline, Passage passage)
      throws DialException {
    Optional<String> name = HostName.normalise(endpoint.host());
    if (name.isEmpty()) {
      throw new DialException("resolve", "the route's connect names no host");
    }
    return new Target(
        addresses(name.get(), host, deadline, passage),
        endpoint.port(),
        true,
        HostName.isAddress(name.get()));
  }

  /**
   * The addresses of a host.
   *
   * @param asked the host the client asked for, which alone is named to it
   */
  private List<InetAddress> addresses(String host, String asked, long deadline, Passage passage)
      throws DialException {
    if (HostName.isAddress(host)) {
      return List.of(InetAddress.ofLiteral(host));
    }
    try {
      if (!lookUps.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new DialException("resolve", "the look-up of " + asked + " took too long");
      }
      FutureTask<List<InetAddress>> lookUp = new FutureTask<>(() -> lookUp(host, passage));
      Thread.ofPlatform().daemon().name("look-up").start(lookUp);
      return lookUp.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DialException told) {
        throw told;
      }
      throw new DialException("resolve", "no name server knows " + asked);
    } catch (TimeoutException e) {
      throw new DialException("resolve", "the look-up of " + asked + " took too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DialException("dial", "the connection to " + asked + " was given up");
    }
  }

  /** Runs on a thread of its own, which keeps its permit as long as it lives. */
  private List<InetAddress> lookUp(String host, Passage passage) throws IOException {
    try {
      passage.check(); // here: there was a queue before, and a thread to start
      List<InetAddress> addresses = resolver.resolve(host);
      if (addresses.isEmpty()) {
        throw new UnknownHostException(host);
      }
      return addresses;
    } finally {
      lookUps.release();
    }
  }

  private static SocketChannel connect(
      String host, List<InetAddress> addresses, int port, long deadline, Passage passage)
      throws DialException {
    String last = "it has no address";
    for (int i = 0; i < addresses.size(); i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      // An address that swallows packets leaves its fair share of the time to the others.
      long share = left / (addresses.size() - i);
      if (share < 1) {
        last = "it took too long";
        break;
      }
      try {
        return connect(new InetSocketAddress(addresses.get(i), port), (int) share, passage);
      } catch (DialException e) {
        throw e; // no other address may be tried either
      } catch (IOException e) {
        last = e.getMessage() == null ? "no connection" : e.getMessage();
      }
    }
    throw new DialException("dial", "could not connect to " + host + ": " + last);
  }

  private static SocketChannel connect(InetSocketAddress address, int millis, Passage passage)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      passage.admit(channel);
      channel.socket().setTcpNoDelay(true);
      channel.socket().connect(address, millis);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
