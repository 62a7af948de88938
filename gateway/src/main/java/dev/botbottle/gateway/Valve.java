package dev.botbottle.gateway;

import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.gateway.upstream.Passage;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way out, which the user can shut at any moment. It knows every connection that is made
 * through it before the first packet, so that none, under way, kept, passed through or about to be
 * used, outlives the moment.
 */
public final class Valve implements Dialing, Passage {
  private final WayOut wayOut;

  /** Guards {@link #live}, and the change of {@link #shut}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<SocketChannel> live = new HashSet<>();
  private volatile boolean shut;

  /** What is behind the valve: makes connections as long as the passage lets it. */
  @FunctionalInterface
  public interface WayOut {
    /** A connected channel in blocking mode, which the passage has admitted. */
    SocketChannel dial(Route route, String host, int port, Passage passage) throws IOException;
  }

  /** An open valve before this way out. */
  public Valve(WayOut wayOut) {
    this.wayOut = wayOut;
  }

  @Override
  public SocketChannel dial(Route route, String host, int port) throws IOException {
    check();
    SocketChannel channel;
    try {
      channel = wayOut.dial(route, host, port, this);
    } catch (IOException e) {
      check(); // a channel that was cut looks like one that failed
      throw e;
    }
    admit(channel); // whatever the way out did
    return channel;
  }

  @Override
  public void check() throws DialException {
    if (shut) {
      throw refused();
    }
  }

  @Override
  public void admit(SocketChannel channel) throws DialException {
    lock.lock();
    try {
      live.removeIf(known -> !known.isOpen());
      if (shut || !channel.isOpen()) { // it may have been cut, and the valve opened since
        cut(channel);
        throw refused();
      }
      live.add(channel);
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing may leave. */
  public boolean shut() {
    return shut;
  }

  /** Cuts every connection, and refuses new ones from now on. */
  void close() {
    lock.lock();
    try {
      shut = true;
      for (SocketChannel channel : live) {
        cut(channel);
      }
      live.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Lets connections be made again. */
  void open() {
    lock.lock();
    try {
      shut = false;
    } finally {
      lock.unlock();
    }
  }

  private static void cut(SocketChannel channel) {
    try {
      // What the kernel has not sent yet is thrown away, and the server told that this is no end.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // It is not connected, or closed already.
    }
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static DialException refused() {
    Decision denial = EgressSwitch.denial();
    return new DialException(denial.rule(), denial.reason());
  }
}
