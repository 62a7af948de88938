package dev.botbottle.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sockets handed from one process to another over a Unix socket (unix(7), SCM_RIGHTS), and made
 * into channels.
 *
 * <p>Java has no way to make a channel of a descriptor. So a channel is opened and bound to a
 * throw-away loopback address, which also tells its descriptor apart from all others, and the
 * received socket then takes the place of that descriptor.
 */
public final class SocketPassing {
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SO_TYPE = 3;
  private static final int SOCK_DGRAM = 2;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int LABEL = 64; // the word with its end
  private static final int HEADER = 56; // struct msghdr
  private static final int CONTROL = 24; // one cmsghdr with one descriptor, aligned

  /**
   * A received socket.
   *
   * @param label the word sent along
   * @param socket the socket
   */
  public record Labelled(String label, Descriptor socket) {}

  private SocketPassing() {}

  /** Sends one descriptor with a word of at most 63 bytes. */
  public static void send(Descriptor over, String label, Descriptor socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(label);
      if (text.byteSize() > LABEL) {
        throw new IllegalArgumentException("a label of more than " + (LABEL - 1) + " bytes");
      }
      MemorySegment control = arena.allocate(CONTROL, 8);
      control.set(ValueLayout.JAVA_LONG, 0, 20);
      control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
      control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
      control.set(ValueLayout.JAVA_INT, 16, socket.number());
      MemorySegment header = header(arena, text, text.byteSize(), control);
      Libc.syscall(Syscall.SENDMSG, over.number(), header.address(), 0);
    }
  }

  /**
   * Receives the next; empty at the end of the stream. One send is one receive (SOCK_SEQPACKET).
   */
  public static Optional<Labelled> receive(Descriptor over) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(LABEL);
      MemorySegment control = arena.allocate(CONTROL, 8);
      MemorySegment header = header(arena, text, LABEL, control);
      long count = Libc.syscall(Syscall.RECVMSG, over.number(), header.address(), MSG_CMSG_CLOEXEC);
      if (count == 0) {
        return Optional.empty();
      }
      if (control.get(ValueLayout.JAVA_INT, 12) != SCM_RIGHTS
          || control.get(ValueLayout.JAVA_LONG, 0) != 20) {
        throw new SystemCallException("recvmsg (no descriptor came along)", 22);
      }
      return Optional.of(
          new Labelled(
              text.getString(0, StandardCharsets.UTF_8),
              new Descriptor(control.get(ValueLayout.JAVA_INT, 16))));
    }
  }

  private static MemorySegment header(
      Arena arena, MemorySegment text, long length, MemorySegment control) {
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ValueLayout.JAVA_LONG, 0, text.address());
    vector.set(ValueLayout.JAVA_LONG, 8, length);
    MemorySegment header = arena.allocate(HEADER, 8);
    header.set(ValueLayout.JAVA_LONG, 16, vector.address());
    header.set(ValueLayout.JAVA_LONG, 24, 1);
    header.set(ValueLayout.JAVA_LONG, 32, control.address());
    header.set(ValueLayout.JAVA_LONG, 40, CONTROL);
    return header;
  }

  /** Whether a socket serves IPv6 too. */
  public static boolean isIpv6(Descriptor socket) {
    try (Arena arena = Arena.ofConfined()) {
      return name(socket, arena).get(ValueLayout.JAVA_SHORT, 0) == AF_INET6;
    }
  }

  /** The port a socket is bound to. */
  public static int port(Descriptor socket) {
    try (Arena arena = Arena.ofConfined()) {
      return port(name(socket, arena));
    }
  }

  private static MemorySegment name(Descriptor socket, Arena arena) {
    MemorySegment address = arena.allocate(128, 8);
    MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 128);
    Libc.syscall(Syscall.GETSOCKNAME, socket.number(), address.address(), length.address());
    return address;
  }

  /** Makes a server channel of a listening socket, which is closed here. */
  public static ServerSocketChannel serverChannel(Descriptor listening) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return adopt(channel, listening);
  }

  /** Makes a datagram channel of a bound socket, which is closed here. */
  public static DatagramChannel datagramChannel(Descriptor bound) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return adopt(channel, bound);
  }

  private static <C extends NetworkChannel> C adopt(C channel, Descriptor socket)
      throws IOException {
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    boolean datagram = channel instanceof DatagramChannel;
    socket.replace(descriptorBoundTo(port, datagram));
    socket.close();
    return channel;
  }

  private static int descriptorBoundTo(int port, boolean datagram) throws IOException {
    try (Arena arena = Arena.ofConfined();
        var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      MemorySegment address = arena.allocate(128, 8);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      for (Path entry : entries) {
        int number = Integer.parseInt(entry.getFileName().toString());
        length.set(ValueLayout.JAVA_INT, 0, 128);
        boolean socket =
            Libc.trySyscall(Syscall.GETSOCKNAME, number, address.address(), length.address()) == 0;
        if (socket
            && isInternet(address)
            && port(address) == port
            && isDatagram(number, arena) == datagram) {
          return number;
        }
      }
    }
    throw new IOException("the descriptor of a fresh channel was not found");
  }

  private static boolean isInternet(MemorySegment address) {
    short family = address.get(ValueLayout.JAVA_SHORT, 0);
    return family == AF_INET || family == AF_INET6;
  }

  private static int port(MemorySegment address) {
    return Short.toUnsignedInt(
        address.get(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
  }

  private static boolean isDatagram(int number, Arena arena) {
    MemorySegment type = arena.allocate(ValueLayout.JAVA_INT);
    MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
    Libc.syscall(Syscall.GETSOCKOPT, number, SOL_SOCKET, SO_TYPE, type.address(), length.address());
    return type.get(ValueLayout.JAVA_INT, 0) == SOCK_DGRAM;
  }
}
