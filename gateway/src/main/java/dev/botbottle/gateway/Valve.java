package dev.botbottle.gateway;

import dev.botbottle.gateway.upstream.DialException;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.EgressSwitch;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way out, which the user can shut at any moment. It knows every connection that was made
 * through it, so that none, kept, passed through or about to be used, outlives the moment.
 */
public final class Valve implements Dialing {
  private final Dialing dialing;

  /** Guards {@link #live}, and the change of {@link #shut}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<SocketChannel> live = new HashSet<>();
  private volatile boolean shut;

  /** An open valve before this way out. */
  public Valve(Dialing dialing) {
    this.dialing = dialing;
  }

  @Override
  public SocketChannel dial(Route route, String host, int port) throws IOException {
    if (shut) {
      throw refused(); // before a name server is asked
    }
    SocketChannel channel = dialing.dial(route, host, port);
    lock.lock();
    try {
      if (shut) {
        channel.close();
        throw refused();
      }
      live.removeIf(known -> !known.isOpen());
      live.add(channel);
      return channel;
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
