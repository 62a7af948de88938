package dev.botbottle.gateway.program;

import dev.botbottle.posix.BottleNetwork;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SocketPassing;

/**
 * The program that opens the gateway's sockets. It runs for a moment inside the bottle's network
 * namespace with the rights that takes, makes every address local, hands the sockets over
 * descriptor 3 and ends, so that the gateway itself never has any right there.
 */
public final class ListenerMain {
  /** Descriptor of the Unix socket that leads to the gateway. */
  static final int SOCKETS = 3;

  /** The port of the explicit proxy. */
  static final int PROXY_PORT = 3128;

  private static final int DNS_PORT = 53;

  private ListenerMain() {}

  /**
   * Opens the sockets, hands them over and ends.
   *
   * @param arguments the ports to capture, in decimal
   */
  public static void main(String[] arguments) {
    Descriptor gateway = Descriptor.inherited(SOCKETS);
    boolean ipv6 = BottleNetwork.makeEveryAddressLocal();
    hand(gateway, "dns-udp", BottleNetwork.datagram(DNS_PORT, ipv6));
    hand(gateway, "dns-tcp", BottleNetwork.listen(DNS_PORT, ipv6));
    hand(gateway, "proxy", BottleNetwork.listen(PROXY_PORT, ipv6));
    for (String port : arguments) {
      hand(gateway, "port " + port, BottleNetwork.listen(Integer.parseInt(port), ipv6));
    }
    gateway.close();
  }

  private static void hand(Descriptor gateway, String label, Descriptor socket) {
    SocketPassing.send(gateway, label, socket);
    socket.close();
  }
}
