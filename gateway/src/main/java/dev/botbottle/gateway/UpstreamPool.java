package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.ClientConnection;
import dev.botbottle.gateway.http2.StreamMemory;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

/** Connections to servers, kept alive between exchanges. */
final class UpstreamPool implements AutoCloseable {
  /** Servers commonly close after 5 seconds or more; what rested longer is not worth the risk. */
  private static final Duration KEPT = Duration.ofSeconds(4);

  /** As many as clients commonly open at once; each that rests costs a TLS session's memory. */
  private static final int KEPT_PER_KEY = 64;

  /** What is read at once: an answer of a whole record of TLS, and the record with its rest. */
  private static final int ANSWER = 17 * 1024;

  /** Of a server's handshake, whose certificates may come by a slow line. */
  private static final int MESSAGES = 3;

  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  /** What the JDK calls the alert of a server that speaks none of what was offered (RFC 7301). */
  private static final String NO_SUCH_PROTOCOL = "no_application_protocol";

  private final Dialing dialing;
  private final UpstreamTls tls;
  private final StreamMemory memory;
  private final Patience patience;
  private final Limits limits;
  private final SharedConnections shared = new SharedConnections();

  /** Guards {@link #idle}, {@link #live} and {@link #closed}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Upstream.Key, ArrayDeque<WireUpstream>> idle = new HashMap<>();
  private final Set<SocketChannel> live = new HashSet<>();
  private boolean closed;

  UpstreamPool(
      Dialing dialing, UpstreamTls tls, StreamMemory memory, Patience patience, Limits limits) {
    this.dialing = dialing;
    this.tls = tls;
    this.memory = memory;
    this.patience = patience;
    this.limits = limits;
  }

  /**
   * A connection that is there, when there is one.
   *
   * @param sure whether the request could not be sent a second time
   */
  Optional<Upstream> kept(Upstream.Key key, Spoken spoken, boolean sure) {
    Optional<Upstream> kept = Optional.empty();
    if (spoken == Spoken.RATHER_2) {
      kept = shared.stream(key);
    }
    if (kept.isEmpty()) {
      kept = resting(key, sure).map(Function.identity());
    }
    if (kept.isEmpty() && spoken == Spoken.RATHER_1) {
      kept = shared.stream(key);
    }
    return kept;
  }

  private Optional<WireUpstream> resting(Upstream.Key key, boolean sure) {
    List<WireUpstream> old = new ArrayList<>();
    lock.lock();
    try {
      drop(System.nanoTime(), old);
      ArrayDeque<WireUpstream> resting = idle.get(key);
      if (resting == null) {
        return Optional.empty();
      }
      while (!resting.isEmpty()) {
        WireUpstream candidate = resting.pop();
        if (candidate.quiet(sure)) {
          return Optional.of(candidate);
        }
        candidate.cut();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
      old.forEach(WireUpstream::close);
    }
  }

  /** A new connection; with TLS a verified one. */
  Upstream dial(Upstream.Key key, Spoken spoken) throws IOException {
    if (!key.to().tls()) {
      return connect(key);
    }
    return switch (spoken) {
      case ONLY_1 -> connect(key, HTTP_1_1);
      case RATHER_1 -> rather1(key);
      case RATHER_2 -> rather2(key);
    };
  }

  private Upstream rather2(Upstream.Key key) throws IOException {
    return shared.dial(key, () -> connect(key, HTTP_2, HTTP_1_1));
  }

  private Upstream rather1(Upstream.Key key) throws IOException {
    if (Boolean.FALSE.equals(shared.older(key))) {
      // Both all the same: another server of this name may speak what that one did not.
      return rather2(key);
    }
    try {
      return connect(key, HTTP_1_1);
    } catch (SSLHandshakeException e) {
      if (!String.valueOf(e.getMessage()).contains(NO_SUCH_PROTOCOL)) {
        throw e;
      }
    }
    Upstream made = connect(key, HTTP_2);
    shared.remember(key, false);
    return made;
  }

  /** Dials and shakes hands. What speaks HTTP/2 is shared from then on. */
  private Upstream connect(Upstream.Key key, String... protocols) throws IOException {
    SocketChannel channel = dial(key.route(), key.to());
    try {
      var bare = new PatientSocket(channel, patience, ANSWER);
      Socket socket = bare;
      boolean streams = false;
      if (key.to().tls()) {
        SSLSocket secured = handshake(key, bare, channel, protocols);
        streams = HTTP_2.equals(secured.getApplicationProtocol());
        socket = secured;
      }
      if (streams) {
        return shared.add(key, speaker(socket, bare, memory, patience, limits));
      }
      if (protocols.length == 2) {
        shared.remember(key, true);
      }
      socket.setSoTimeout((int) limits.responseIdle().toMillis());
      return new WireUpstream(key, socket, bare, channel, limits.maxHead());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Shakes hands, which takes no longer as a whole than its messages may take: a server that says
   * each byte of them in time would keep all that wait for this connection.
   */
  private SSLSocket handshake(
      Upstream.Key key, PatientSocket bare, SocketChannel channel, String... protocols)
      throws IOException {
    bare.setSoTimeout((int) limits.handshake().toMillis());
    var over = new AtomicBoolean();
    Thread deadline =
        Thread.startVirtualThread(() -> {
          try {
            Thread.sleep(limits.handshake().multipliedBy(MESSAGES));
          } catch (InterruptedException e) {
            return; // It is over.
          }
          if (over.compareAndSet(false, true)) {
            close(channel);
          }
        });
    try {
      SSLSocket secured =
          tls.connect(
              bare,
              key.to().host(),
              key.to().port(),
              key.route().roots(),
              key.route().certificate(),
              protocols);
      if (over.compareAndSet(false, true)) {
        return secured;
      }
    } catch (IOException e) {
      if (over.compareAndSet(false, true)) {
        throw e;
      }
    } finally {
      deadline.interrupt();
    }
    throw new SocketTimeoutException("a handshake that took too long");
  }

  /**
   * What speaks HTTP/2 over a connection, until there was nothing to say for a while.
   *
   * @param bare the connection below TLS; closed in the end
   */
  static ClientConnection speaker(
      Socket socket, PatientSocket bare, StreamMemory memory, Patience patience, Limits limits)
      throws IOException {
    var speaker =
        new ClientConnection(
            socket.getInputStream(),
            socket.getOutputStream(),
            bare,
            memory,
            patience,
            limits.maxHead(),
            limits.responseIdle(),
            KEPT);
    // Only between requests; within one its own patience counts.
    bare.patience(KEPT, speaker::silent);
    return speaker;
  }

  /** A bare connection, for what is passed on unread. */
  SocketChannel dial(Route route, Destination to) throws IOException {
    SocketChannel channel = dialing.dial(route, to.host(), to.port());
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    lock.lock();
    try {
      live.removeIf(known -> !known.isOpen());
      if (closed) {
        channel.close();
      }
      live.add(channel);
    } finally {
      lock.unlock();
    }
    return channel;
  }

  /** Takes a connection back whose last exchange ended as it should. */
  void giveBack(Upstream used) {
    if (!(used instanceof WireUpstream upstream)) {
      return;
    }
    // Not under the lock: TLS may have to answer a record of its own, and the server takes nothing.
    boolean more = upstream.saidMore();
    List<WireUpstream> old = new ArrayList<>();
    lock.lock();
    try {
      long now = System.nanoTime();
      drop(now, old);
      ArrayDeque<WireUpstream> resting =
          idle.computeIfAbsent(upstream.key(), key -> new ArrayDeque<>(2));
      if (closed || resting.size() >= KEPT_PER_KEY || more) {
        old.add(upstream);
        return;
      }
      upstream.rest(now);
      resting.push(upstream);
    } finally {
      lock.unlock();
      old.forEach(WireUpstream::close);
    }
  }

  /** Takes out what has rested too long; it is closed without the lock. */
  private void drop(long now, List<WireUpstream> old) {
    for (Iterator<ArrayDeque<WireUpstream>> keys = idle.values().iterator(); keys.hasNext(); ) {
      ArrayDeque<WireUpstream> resting = keys.next();
      while (!resting.isEmpty() && now - resting.peekLast().idleSince() > KEPT.toNanos()) {
        old.add(resting.removeLast());
      }
      if (resting.isEmpty()) {
        keys.remove();
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.clear();
      for (SocketChannel channel : live) {
        close(channel);
      }
      live.clear();
    } finally {
      lock.unlock();
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
