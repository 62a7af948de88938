package dev.botbottle.gateway;

import dev.botbottle.gateway.tls.UpstreamTls;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.net.Socket;
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
import java.util.concurrent.locks.ReentrantLock;

/** Connections to servers, kept alive between exchanges. */
final class UpstreamPool implements AutoCloseable {
  /** Servers commonly close after 5 seconds or more; what rested longer is not worth the risk. */
  private static final long KEPT_NANOS = Duration.ofSeconds(4).toNanos();

  private static final int KEPT_PER_KEY = 8;

  private final Dialing dialing;
  private final UpstreamTls tls;
  private final Limits limits;

  /** Guards {@link #idle}, {@link #live} and {@link #closed}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Upstream.Key, ArrayDeque<Upstream>> idle = new HashMap<>();
  private final Set<SocketChannel> live = new HashSet<>();
  private boolean closed;

  UpstreamPool(Dialing dialing, UpstreamTls tls, Limits limits) {
    this.dialing = dialing;
    this.tls = tls;
    this.limits = limits;
  }

  /**
   * A kept connection, when there is one.
   *
   * @param sure whether the request could not be sent a second time
   */
  Optional<Upstream> kept(Upstream.Key key, boolean sure) {
    lock.lock();
    try {
      drop(System.nanoTime());
      ArrayDeque<Upstream> resting = idle.get(key);
      if (resting == null) {
        return Optional.empty();
      }
      while (!resting.isEmpty()) {
        Upstream candidate = resting.pop();
        if (candidate.quiet(sure)) {
          return Optional.of(candidate);
        }
        candidate.cut();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** A new connection; with TLS a verified one. */
  Upstream dial(Upstream.Key key) throws IOException {
    SocketChannel channel = dial(key.route(), key.to());
    try {
      Socket socket = channel.socket();
      if (key.to().tls()) {
        socket.setSoTimeout((int) limits.handshake().toMillis());
        socket =
            tls.connect(
                socket,
                key.to().host(),
                key.to().port(),
                key.route().roots(),
                key.route().certificate());
      }
      socket.setSoTimeout((int) limits.responseIdle().toMillis());
      return new Upstream(key, socket, channel, limits.maxHead());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
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
  void giveBack(Upstream upstream) {
    lock.lock();
    try {
      long now = System.nanoTime();
      drop(now);
      ArrayDeque<Upstream> resting =
          idle.computeIfAbsent(upstream.key(), key -> new ArrayDeque<>(2));
      if (closed || resting.size() >= KEPT_PER_KEY || upstream.reader().hasBuffered()) {
        upstream.close();
        return;
      }
      upstream.rest(now);
      resting.push(upstream);
    } finally {
      lock.unlock();
    }
  }

  private void drop(long now) {
    List<Upstream> old = new ArrayList<>();
    for (Iterator<ArrayDeque<Upstream>> keys = idle.values().iterator(); keys.hasNext(); ) {
      ArrayDeque<Upstream> resting = keys.next();
      while (!resting.isEmpty() && now - resting.peekLast().idleSince() > KEPT_NANOS) {
        old.add(resting.removeLast());
      }
      if (resting.isEmpty()) {
        keys.remove();
      }
    }
    old.forEach(Upstream::close);
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
