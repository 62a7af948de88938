package dev.botbottle.gateway;

import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Makes connections to the world: resolves, checks the addresses, dials one that was checked. */
public interface Dialing {
  /** A connected channel in blocking mode. */
  SocketChannel dial(Route route, String host, int port) throws IOException;
}
