package dev.botbottle.gateway.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host name into addresses. */
@FunctionalInterface
public interface Resolver {
  /**
   * The addresses of a host, in the order to try them; never empty.
   *
   * @throws UnknownHostException when there are none
   */
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /** The host's own way: its hosts file and its name servers. */
  static Resolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
