package dev.botbottle.gateway.program;

import dev.botbottle.gateway.Listeners;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.SocketPassing;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sockets the listener program handed over.
 *
 * @param listeners where connections arrive
 * @param dnsUdp where name queries arrive
 * @param dnsTcp where long ones arrive
 * @param ipv6 whether the bottle has IPv6
 */
record ReceivedSockets(
    Listeners listeners, DatagramChannel dnsUdp, ServerSocketChannel dnsTcp, boolean ipv6) {

  /** Receives all of them; the other side closes when it has sent the last. */
  static ReceivedSockets receive(Descriptor over) throws IOException {
    List<ServerSocketChannel> captured = new ArrayList<>();
    @Nullable ServerSocketChannel proxy = null;
    @Nullable ServerSocketChannel dnsTcp = null;
    @Nullable DatagramChannel dnsUdp = null;
    boolean ipv6 = false;
    for (Optional<SocketPassing.Labelled> next = SocketPassing.receive(over);
        next.isPresent();
        next = SocketPassing.receive(over)) {
      Descriptor socket = next.get().socket();
      ipv6 |= SocketPassing.isIpv6(socket);
      switch (next.get().label()) {
        case "dns-udp" -> dnsUdp = SocketPassing.datagramChannel(socket);
        case "dns-tcp" -> dnsTcp = SocketPassing.serverChannel(socket);
        case "proxy" -> proxy = SocketPassing.serverChannel(socket);
        default -> captured.add(SocketPassing.serverChannel(socket));
      }
    }
    over.close();
    if (dnsUdp == null || dnsTcp == null || proxy == null || captured.isEmpty()) {
      throw new IOException("the sockets of the bottle's network did not come");
    }
    return new ReceivedSockets(new Listeners(captured, Optional.of(proxy)), dnsUdp, dnsTcp, ipv6);
  }
}
