package dev.botbottle.gateway;

import dev.botbottle.gateway.dns.SyntheticNames;
import java.net.InetAddress;
import java.util.Optional;

/** The names that addresses of the session's own DNS stand for. */
public interface MeantNames {
  /** Whether the address is one that only the session's DNS gives out. */
  boolean synthetic(InetAddress address);

  /** The name it was given out for. */
  Optional<String> hostOf(InetAddress address);

  /** The session's own. */
  static MeantNames of(SyntheticNames names) {
    return new MeantNames() {
      @Override
      public boolean synthetic(InetAddress address) {
        // RFC 2544: nothing else lives there, so an address not given out is a mistake or a guess.
        byte[] bytes = address.getAddress();
        boolean benchmark = bytes.length == 4 && bytes[0] == (byte) 198 && (bytes[1] & 0xfe) == 18;
        return benchmark || names.nameOf(address).isPresent();
      }

      @Override
      public Optional<String> hostOf(InetAddress address) {
        return names.nameOf(address);
      }
    };
  }
}
