package dev.botbottle.gateway.upstream;

import static dev.botbottle.gateway.upstream.AddressClass.BENCHMARK;
import static dev.botbottle.gateway.upstream.AddressClass.EMBEDDED;
import static dev.botbottle.gateway.upstream.AddressClass.LINK_LOCAL;
import static dev.botbottle.gateway.upstream.AddressClass.LOOPBACK;
import static dev.botbottle.gateway.upstream.AddressClass.METADATA;
import static dev.botbottle.gateway.upstream.AddressClass.MULTICAST;
import static dev.botbottle.gateway.upstream.AddressClass.OWN;
import static dev.botbottle.gateway.upstream.AddressClass.PRIVATE;
import static dev.botbottle.gateway.upstream.AddressClass.RESERVED;
import static dev.botbottle.gateway.upstream.AddressClass.SHARED;
import static dev.botbottle.gateway.upstream.AddressClass.UNIQUE_LOCAL;
import static dev.botbottle.gateway.upstream.AddressClass.UNSPECIFIED;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * The addresses that are never dialled unless a route grants them. Documentation ranges (RFC 5737,
 * RFC 3849, RFC 9637) are not among them: nobody lives there.
 */
public final class AddressClasses {
  /** Tells whether an address is one of this host's own. */
  @FunctionalInterface
  public interface OwnAddresses {
    boolean contains(InetAddress address) throws SocketException;
  }

  /** A range; the first that holds an address decides. */
  private static final class Range {
    private final byte[] prefix;
    private final int bits;
    private final AddressClass kind;

    Range(byte[] prefix, int bits, AddressClass kind) {
      this.prefix = prefix;
      this.bits = bits;
      this.kind = kind;
    }

    boolean contains(byte[] address) {
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != prefix[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
    }
  }

  private static final Range[] IPV4 = {
    range("169.254.169.254", 32, METADATA), // AWS, Azure, GCP, OpenStack instance metadata
    range("169.254.170.2", 32, METADATA), // AWS ECS task credentials
    range("168.63.129.16", 32, METADATA), // Azure's wire server
    range("100.100.100.200", 32, METADATA), // Alibaba Cloud instance metadata
    range("192.0.0.192", 32, METADATA), // Oracle Cloud Classic instance metadata
    range("0.0.0.0", 8, UNSPECIFIED), // RFC 1122 §3.2.1.3; Linux connects 0.0.0.0 to itself
    range("10.0.0.0", 8, PRIVATE), // RFC 1918
    range("100.64.0.0", 10, SHARED), // RFC 6598
    range("127.0.0.0", 8, LOOPBACK), // RFC 1122 §3.2.1.3
    range("169.254.0.0", 16, LINK_LOCAL), // RFC 3927
    range("172.16.0.0", 12, PRIVATE), // RFC 1918
    range("192.0.0.0", 24, RESERVED), // RFC 6890 §2.1
    range("192.88.99.0", 24, EMBEDDED), // RFC 7526: 6to4 relays, withdrawn
    range("192.168.0.0", 16, PRIVATE), // RFC 1918
    range("198.18.0.0", 15, BENCHMARK), // RFC 2544; also the bottle's synthetic addresses
    range("224.0.0.0", 4, MULTICAST), // RFC 5771
    range("240.0.0.0", 4, RESERVED), // RFC 1112 §4; RFC 919 broadcast
  };

  private static final Range[] IPV6 = {
    range("fd00:ec2::254", 128, METADATA), // AWS instance metadata
    range("fd20:ce::254", 128, METADATA), // GCP instance metadata
    range("::", 128, UNSPECIFIED), // RFC 4291 §2.5.2
    range("::1", 128, LOOPBACK), // RFC 4291 §2.5.3
    range("::", 96, EMBEDDED), // RFC 4291 §2.5.5.1: IPv4-compatible
    range(mapped(), 96, EMBEDDED), // RFC 4291 §2.5.5.2: IPv4-mapped
    range("::ffff:0:0:0", 96, EMBEDDED), // RFC 2765 §2.1: IPv4-translated
    range("64:ff9b::", 96, EMBEDDED), // RFC 6052: NAT64
    range("64:ff9b:1::", 48, EMBEDDED), // RFC 8215: local NAT64
    range("100::", 64, RESERVED), // RFC 6666: discard
    range("2001::", 32, EMBEDDED), // RFC 4380: Teredo
    range("2001:2::", 48, BENCHMARK), // RFC 5180
    range("2001::", 23, RESERVED), // RFC 2928: protocol assignments
    range("2002::", 16, EMBEDDED), // RFC 3056: 6to4
    range("fc00::", 7, UNIQUE_LOCAL), // RFC 4193
    range("fe80::", 10, LINK_LOCAL), // RFC 4291 §2.5.6
    range("fec0::", 10, PRIVATE), // RFC 3879: site-local
    range("ff00::", 8, MULTICAST), // RFC 4291 §2.7
  };

  /** RFC 4291 §2.4: what is handed out at all lies here. */
  private static final Range GLOBAL = range("2000::", 3, RESERVED);

  private final OwnAddresses own;

  /** The classes with a test for own addresses. */
  public AddressClasses(OwnAddresses own) {
    this.own = own;
  }

  /** The classes on this host: its interfaces are asked each time, since they come and go. */
  public static AddressClasses ofThisHost() {
    return new AddressClasses(address -> NetworkInterface.getByInetAddress(address) != null);
  }

  /** The class for which an address is not dialled; empty for one that is. */
  public Optional<AddressClass> refused(InetAddress address) {
    Optional<AddressClass> range = refusedBytes(address.getAddress());
    if (range.isPresent()) {
      return range;
    }
    try {
      return own.contains(address) ? Optional.of(OWN) : Optional.empty();
    } catch (SocketException e) {
      // Who cannot say which addresses are its own dials none.
      return Optional.of(OWN);
    }
  }

  static Optional<AddressClass> refusedBytes(byte[] address) {
    for (Range range : address.length == 4 ? IPV4 : IPV6) {
      if (range.contains(address)) {
        return Optional.of(range.kind);
      }
    }
    return address.length == 4 || GLOBAL.contains(address)
        ? Optional.empty()
        : Optional.of(RESERVED);
  }

  private static Range range(String prefix, int bits, AddressClass kind) {
    return range(InetAddress.ofLiteral(prefix).getAddress(), bits, kind);
  }

  private static Range range(byte[] prefix, int bits, AddressClass kind) {
    return new Range(prefix, bits, kind);
  }

  /** Written as bytes, because {@code InetAddress} turns the text into an IPv4 address. */
  private static byte[] mapped() {
    byte[] prefix = new byte[16];
    prefix[10] = (byte) 0xff;
    prefix[11] = (byte) 0xff;
    return prefix;
  }
}
