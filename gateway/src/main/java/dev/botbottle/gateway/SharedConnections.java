package dev.botbottle.gateway;

import dev.botbottle.gateway.http2.ClientConnection;
import dev.botbottle.gateway.http2.Http2Stream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Connections that many exchanges with one server share at a time, and who speaks which HTTP. */
final class SharedConnections {
  /** Servers whose HTTP is remembered. */
  private static final int REMEMBERED = 256;

  /** Makes a connection; it is {@link #add added} when its server speaks HTTP/2. */
  interface Dial {
    Upstream dial() throws IOException;
  }

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Upstream.Key, List<ClientConnection>> open = new HashMap<>();
  private final Map<Upstream.Key, CompletableFuture<Boolean>> dialling = new HashMap<>();

  /** True for servers that speak HTTP/1.1 only, false for those that only speak HTTP/2. */
  private final Map<Upstream.Key, Boolean> older =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Upstream.Key, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** A stream on a connection that is there, when one has room. */
  Optional<Upstream> stream(Upstream.Key key) {
    for (ClientConnection connection : alive(key)) {
      boolean used = connection.used();
      Optional<Http2Stream> stream = connection.request();
      if (stream.isPresent()) {
        return Optional.of(new StreamUpstream(stream.get(), used));
      }
    }
    return Optional.empty();
  }

  /** Those that take requests; the others are not kept. */
  private List<ClientConnection> alive(Upstream.Key key) {
    lock.lock();
    try {
      List<ClientConnection> connections = open.get(key);
      if (connections == null) {
        return List.of();
      }
      connections.removeIf(ClientConnection::ended);
      if (connections.isEmpty()) {
        open.remove(key);
      }
      return List.copyOf(connections);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a new connection, and its first stream. */
  Upstream add(Upstream.Key key, ClientConnection connection) throws IOException {
    connection.start(() -> alive(key));
    Optional<Http2Stream> first = connection.request();
    if (first.isEmpty()) {
      throw new IOException("it takes no requests");
    }
    lock.lock();
    try {
      open.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(connection);
    } finally {
      lock.unlock();
    }
    if (connection.ended()) {
      // Nobody says so again when it did before it stood there.
      alive(key);
    }
    return new StreamUpstream(first.get(), false);
  }

  /** Whether a server is known to speak HTTP/1.1 only, or HTTP/2 only. */
  @Nullable Boolean older(Upstream.Key key) {
    lock.lock();
    try {
      return older.get(key);
    } finally {
      lock.unlock();
    }
  }

  void remember(Upstream.Key key, boolean speaksOlder) {
    lock.lock();
    try {
      older.put(key, speaksOlder);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A new connection, or a stream on one that somebody else has made meanwhile: requests that begin
   * together do not each dial.
   */
  Upstream dial(Upstream.Key key, Dial dial) throws IOException {
    while (true) {
      Optional<Upstream> stream = stream(key);
      if (stream.isPresent()) {
        return stream.get();
      }
      if (Boolean.TRUE.equals(older(key))) {
        return dial.dial();
      }
      var mine = new CompletableFuture<Boolean>();
      CompletableFuture<Boolean> others;
      lock.lock();
      try {
        others = dialling.putIfAbsent(key, mine);
      } finally {
        lock.unlock();
      }
      if (others == null) {
        return lead(key, dial, mine);
      }
      await(others);
    }
  }

  private Upstream lead(Upstream.Key key, Dial dial, CompletableFuture<Boolean> mine)
      throws IOException {
    try {
      return dial.dial();
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      lock.lock();
      try {
        dialling.remove(key, mine);
      } finally {
        lock.unlock();
      }
      // Whatever has happened: who waits looks for himself, unless he was told why not.
      mine.complete(true);
    }
  }

  private static void await(CompletableFuture<Boolean> others) throws IOException {
    try {
      others.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } catch (ExecutionException e) {
      // What kept them from the server keeps this one too.
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("could not dial", e);
    }
  }
}
