package dev.botbottle.gateway;

import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;

/**
 * The bound sockets the gateway serves.
 *
 * @param transparent where connections to any address arrive; the local address of an accepted one
 *     is the address its client meant
 * @param explicit where clients speak to a proxy
 */
public record Listeners(
    List<ServerSocketChannel> transparent, Optional<ServerSocketChannel> explicit) {
  public Listeners {
    transparent = List.copyOf(transparent);
  }
}
