package dev.botbottle.gateway.dns;

import dev.botbottle.policy.HostName;
import dev.botbottle.policy.PolicyEngine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The session's own addresses for allowed names: a name keeps its address to the end, and an
 * address tells its name when a connection to it arrives. IPv4 out of 198.18.0.0/15 (RFC 2544),
 * IPv6 out of a /48 of the session's own (RFC 4193). Safe for use by many threads.
 */
public final class SyntheticNames {
  /** What of 198.18.0.0/15 may be used: the first 256 addresses are kept for the bottle itself. */
  private static final int LARGEST = (1 << 17) - 512;

  private static final int FIRST = 256;

  /** Number 1 of the range, for {@link PolicyEngine#HELP_HOST}. */
  private static final int HELP = 1;

  private final byte[] globalId;
  private final int limit;
  // Both guarded by this object's monitor.
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * The two addresses of a name.
   *
   * @param ipv4 in 198.18.0.0/15
   * @param ipv6 in the session's prefix
   */
  public record Addresses(InetAddress ipv4, InetAddress ipv6) {}

  /**
   * No names yet but {@code bottle.internal}.
   *
   * @param globalId five random bytes of this session (RFC 4193 §3.2)
   * @param limit how many names there may be: a wildcard lets an agent ask for any number
   */
  public SyntheticNames(byte[] globalId, int limit) {
    if (globalId.length != 5 || limit < 1 || limit > LARGEST) {
      throw new IllegalArgumentException("five bytes and 1 to " + LARGEST + " names");
    }
    this.globalId = globalId.clone();
    this.limit = limit;
    numbers.put(PolicyEngine.HELP_HOST, HELP);
    names.put(HELP, PolicyEngine.HELP_HOST);
  }

  /** The addresses of a normalised name, given out on the first call; empty when none are left. */
  public synchronized Optional<Addresses> addressesOf(String name) {
    Integer number = numbers.get(name);
    if (number == null) {
      int used = numbers.size() - 1;
      if (used >= limit || HostName.isAddress(name)) {
        return Optional.empty();
      }
      number = FIRST + used;
      numbers.put(name, number);
      names.put(number, name);
    }
    return Optional.of(new Addresses(ipv4(number), ipv6(number)));
  }

  /** Whether a name has its addresses already. */
  public synchronized boolean knows(String name) {
    return numbers.containsKey(name);
  }

  /** The name an address was given to. */
  public Optional<String> nameOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    int number = bytes.length == 4 ? numberOfIpv4(bytes) : numberOfIpv6(bytes);
    synchronized (this) {
      return Optional.ofNullable(names.get(number));
    }
  }

  private static int numberOfIpv4(byte[] bytes) {
    boolean inRange = bytes[0] == (byte) 198 && (bytes[1] & 0xfe) == 18;
    return inRange ? (bytes[1] & 1) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff) : -1;
  }

  private int numberOfIpv6(byte[] bytes) {
    byte[] prefix = prefix();
    for (int i = 0; i < 12; i++) {
      if (bytes[i] != prefix[i]) {
        return -1;
      }
    }
    return (bytes[12] & 0xff) << 24
        | (bytes[13] & 0xff) << 16
        | (bytes[14] & 0xff) << 8
        | (bytes[15] & 0xff);
  }

  private static InetAddress ipv4(int number) {
    return address(
        new byte[] {(byte) 198, (byte) (18 | number >>> 16), (byte) (number >>> 8), (byte) number});
  }

  private InetAddress ipv6(int number) {
    byte[] bytes = prefix();
    bytes[13] = (byte) (number >>> 16);
    bytes[14] = (byte) (number >>> 8);
    bytes[15] = (byte) number;
    return address(bytes);
  }

  private byte[] prefix() {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) 0xfd;
    System.arraycopy(globalId, 0, bytes, 1, globalId.length);
    return bytes;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only for a wrong number of bytes
    }
  }
}
