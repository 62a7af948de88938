package dev.botbottle.gateway;

import java.net.InetAddress;
import java.util.Optional;

/** The names that addresses of the session's own DNS stand for. */
public interface MeantNames {
  /** Whether the address is one that only the session's DNS gives out. */
  boolean synthetic(InetAddress address);

  /** The name it was given out for. */
  Optional<String> hostOf(InetAddress address);
}
