package dev.botbottle.gateway.program;

import dev.botbottle.posix.BottleNetwork;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SocketPassing;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * The program that opens the gateway's sockets. It runs for a moment inside the bottle's network
 * namespace with the rights that takes, makes every address local, hands the sockets over
 * descriptor 3 and ends, so that the gateway itself never has any right there.
 */
public final class ListenerMain {
  /** Descriptor of the Unix socket that leads to the gateway. */
  static final int SOCKETS = 3;

  /** Descriptor that gets a byte when all sockets listen. */
  private static final int LISTENING = 1;

  /** The port of the explicit proxy. */
  static final int PROXY_PORT = 3128;

  private static final int DNS_PORT = 53;

  private ListenerMain() {}

  /**
   * Opens the sockets, hands them over, tells so on descriptor 1 and ends. Reads the ports to
   * capture from descriptor 0.
   */
  public static void main(String[] arguments) throws IOException {
    Descriptor gateway = Descriptor.inherited(SOCKETS);
    boolean ipv6 = BottleNetwork.makeEveryAddressLocal();
    hand(gateway, "dns-udp", BottleNetwork.datagram(DNS_PORT, ipv6));
    hand(gateway, "dns-tcp", BottleNetwork.listen(DNS_PORT, ipv6));
    hand(gateway, "proxy", BottleNetwork.listen(PROXY_PORT, ipv6));
    // The program is started before it is known what the bottle grants: the ports come late.
    DataInputStream ports = new DataInputStream(new FileInputStream(FileDescriptor.in));
    for (int port = ports.readUnsignedShort(); port != 0; port = ports.readUnsignedShort()) {
      hand(gateway, "port " + port, BottleNetwork.listen(port, ipv6));
    }
    gateway.close();
    // Its exit code reaches nobody: the process that holds the network is its parent.
    Descriptor.inherited(LISTENING).output().writeAll(new byte[] {'\n'});
  }

  private static void hand(Descriptor gateway, String label, Descriptor socket) {
    SocketPassing.send(gateway, label, socket);
    socket.close();
  }
}
