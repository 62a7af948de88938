package dev.botbottle.posix;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A network namespace in which every address is local: whatever an agent dials arrives at a socket
 * bound to the wildcard address, and nothing can be sent anywhere else.
 */
public final class BottleNetwork {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int LOOPBACK_INDEX = 1; // the first device of every network namespace
  // rtnetlink(7)
  private static final short RTM_NEWLINK = 16;
  private static final short RTM_NEWROUTE = 24;
  private static final short REQUEST_ACK = 0x5;
  private static final short CREATE_EXCL = 0x600;
  private static final byte RT_TABLE_MAIN = (byte) 254;
  private static final byte RTPROT_BOOT = 3;
  private static final byte RT_SCOPE_HOST = (byte) 254;
  private static final byte RTN_LOCAL = 2;
  private static final short RTA_OIF = 4;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int SOCK_STREAM = 1;

  private BottleNetwork() {}

  /**
   * Gives the calling platform thread, and every thread and process it starts from now on, a
   * process's network; for good, so the thread is to end soon. Takes the right to administer both
   * the system and that network.
   */
  public static void enter(int pid) {
    try (Descriptor network = Descriptor.open("/proc/" + pid + "/ns/net", Descriptor.READ)) {
      Libc.syscall(Syscall.SETNS, network.number(), CLONE_NEWNET);
    }
  }

  /**
   * Brings loopback up and makes every IPv4 and, where the kernel has it, every IPv6 address local
   * to this thread's network namespace.
   *
   * @return whether IPv6 is there
   * @throws IllegalStateException in a namespace that has routes, such as a host's
   */
  public static boolean makeEveryAddressLocal() {
    refuseRoutes();
    try (Descriptor netlink =
        new Descriptor(Libc.syscall(Syscall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, 0))) {
      linkUp(netlink);
      localDefault(netlink, AF_INET);
      try {
        localDefault(netlink, AF_INET6);
        return true;
      } catch (SystemCallException e) {
        return false; // a kernel without IPv6: nothing to route, nothing to reach
      }
    }
  }

  private static void refuseRoutes() {
    // Read as a plain stream: the classes of another way would be loaded for this alone.
    try (FileInputStream routes = new FileInputStream("/proc/thread-self/net/route")) {
      // A heading, then a line for each IPv4 route, its device first; a new namespace has none.
      String text = new String(routes.readAllBytes(), StandardCharsets.US_ASCII).strip();
      int heading = text.indexOf('\n');
      if (heading >= 0) {
        throw new IllegalStateException(
            "this is not a bottle's network: " + text.substring(heading + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void linkUp(Descriptor netlink) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = message(arena, RTM_NEWLINK, REQUEST_ACK, 16);
      message.set(ValueLayout.JAVA_INT, 20, LOOPBACK_INDEX);
      message.set(ValueLayout.JAVA_INT, 24, 1); // IFF_UP
      message.set(ValueLayout.JAVA_INT, 28, 1); // what changes
      request(arena, netlink, message);
    }
  }

  private static void localDefault(Descriptor netlink, int family) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message =
          message(arena, RTM_NEWROUTE, (short) (REQUEST_ACK | CREATE_EXCL), 12 + 8);
      message.set(ValueLayout.JAVA_BYTE, 16, (byte) family);
      message.set(ValueLayout.JAVA_BYTE, 20, RT_TABLE_MAIN);
      message.set(ValueLayout.JAVA_BYTE, 21, RTPROT_BOOT);
      message.set(ValueLayout.JAVA_BYTE, 22, RT_SCOPE_HOST);
      message.set(ValueLayout.JAVA_BYTE, 23, RTN_LOCAL);
      message.set(ValueLayout.JAVA_SHORT, 28, (short) 8);
      message.set(ValueLayout.JAVA_SHORT, 30, RTA_OIF);
      message.set(ValueLayout.JAVA_INT, 32, LOOPBACK_INDEX);
      request(arena, netlink, message);
    }
  }

  /** A message with struct nlmsghdr filled in, the rest zero. */
  private static MemorySegment message(Arena arena, short type, short flags, int payload) {
    MemorySegment message = arena.allocate(16L + payload, 8);
    message.set(ValueLayout.JAVA_INT, 0, 16 + payload);
    message.set(ValueLayout.JAVA_SHORT, 4, type);
    message.set(ValueLayout.JAVA_SHORT, 6, flags);
    message.set(ValueLayout.JAVA_INT, 8, 1);
    return message;
  }

  private static void request(Arena arena, Descriptor netlink, MemorySegment out) {
    Libc.syscall(Syscall.SENDTO, netlink.number(), out.address(), out.byteSize(), 0, 0, 0);
    MemorySegment in = arena.allocate(4096, 8);
    Libc.syscall(Syscall.RECVFROM, netlink.number(), in.address(), 4096, 0, 0, 0);
    int error = in.get(ValueLayout.JAVA_INT, 16); // nlmsgerr.error behind the header
    if (error != 0) {
      throw new SystemCallException("netlink", -error);
    }
  }

  /** A listening TCP socket on every address of this thread's network namespace. */
  public static Descriptor listen(int port, boolean ipv6) {
    Descriptor socket = bound(port, ipv6, 1);
    Libc.syscall(Syscall.LISTEN, socket.number(), 512);
    return socket;
  }

  /** A UDP socket on every address of this thread's network namespace. */
  public static Descriptor datagram(int port, boolean ipv6) {
    return bound(port, ipv6, 2);
  }

  /** A listening TCP socket on 127.0.0.1 of this thread's network namespace, and nowhere else. */
  public static Descriptor listenOnLoopback(int port) {
    Descriptor socket =
        new Descriptor(Libc.syscall(Syscall.SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      // SOL_SOCKET, SO_REUSEADDR: the last session's connections may still be ending
      Libc.syscall(Syscall.SETSOCKOPT, socket.number(), 1, 2, on.address(), 4);
      MemorySegment address = arena.allocate(16, 4); // struct sockaddr_in, ip(7)
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
      address.set(NETWORK_SHORT, 2, (short) port);
      address.set(ValueLayout.JAVA_BYTE, 4, (byte) 127);
      address.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
      Libc.syscall(Syscall.BIND, socket.number(), address.address(), 16);
      Libc.syscall(Syscall.LISTEN, socket.number(), 64);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  private static Descriptor bound(int port, boolean ipv6, int type) {
    Descriptor socket =
        new Descriptor(
            Libc.syscall(Syscall.SOCKET, ipv6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(28, 8);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) (ipv6 ? AF_INET6 : AF_INET));
      address.set(NETWORK_SHORT, 2, (short) port);
      MemorySegment off = arena.allocate(ValueLayout.JAVA_INT);
      if (ipv6) {
        // IPPROTO_IPV6, IPV6_V6ONLY = 0: IPv4 arrives at the same socket
        Libc.syscall(Syscall.SETSOCKOPT, socket.number(), 41, 26, off.address(), 4);
      }
      Libc.syscall(Syscall.BIND, socket.number(), address.address(), ipv6 ? 28 : 16);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }
}
