package dev.botbottle.posix;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The sockets a gateway listens on, opened in a bottle's network by somebody who has the right to
 * and handed over, so that the gateway itself never has any right there.
 */
public final class GatewaySockets {
  /** The port of the explicit proxy. */
  public static final int PROXY_PORT = 3128;

  private static final int DNS_PORT = 53;

  private GatewaySockets() {}

  /**
   * Makes every address of the calling thread's network local, opens the sockets and hands them
   * over.
   *
   * @param ports the ports to capture, two bytes each, zero at the end; they are known later than
   *     the rest
   * @param gateway the Unix socket that leads to the gateway
   * @throws IllegalStateException in a network that has routes, such as a host's
   */
  public static void open(InputStream ports, Descriptor gateway) throws IOException {
    boolean ipv6 = BottleNetwork.makeEveryAddressLocal();
    open(ports, gateway, ipv6, DNS_PORT, PROXY_PORT);
  }

  /** Opens the sockets in the network as it is; for the build's training too. */
  public static void open(InputStream ports, Descriptor gateway, boolean ipv6, int dns, int proxy)
      throws IOException {
    hand(gateway, "dns-udp", BottleNetwork.datagram(dns, ipv6));
    hand(gateway, "dns-tcp", BottleNetwork.listen(dns, ipv6));
    hand(gateway, "proxy", BottleNetwork.listen(proxy, ipv6));
    DataInputStream words = new DataInputStream(ports);
    for (int port = words.readUnsignedShort(); port != 0; port = words.readUnsignedShort()) {
      hand(gateway, "port " + port, BottleNetwork.listen(port, ipv6));
    }
  }

  private static void hand(Descriptor gateway, String label, Descriptor socket) {
    try (socket) {
      SocketPassing.send(gateway, label, socket);
    }
  }
}
