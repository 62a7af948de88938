package dev.botbottle.policy;

import java.util.Optional;

/**
 * A host rule: one host, or {@code *.x} for names with one or more labels below x.
 *
 * @param host the normalised host, or x
 * @param wildcard whether it stands for the names below {@code host} (and not for itself)
 */
record HostPattern(String host, boolean wildcard) {
  /** Reads a pattern; throws {@link IllegalArgumentException} when it is none. */
  static HostPattern parse(String text) {
    boolean wildcard = text.startsWith("*.");
    Optional<String> host = HostName.normalise(wildcard ? text.substring(2) : text);
    if (host.isEmpty() || (wildcard && HostName.isAddress(host.get()))) {
      throw new IllegalArgumentException("not a host or *.host: " + text);
    }
    return new HostPattern(host.get(), wildcard);
  }

  /** Whether a normalised host is meant. An address is never below a name. */
  boolean matches(String normalised) {
    if (!wildcard) {
      return normalised.equals(host);
    }
    int prefix = normalised.length() - host.length() - 1;
    return prefix > 0
        && normalised.charAt(prefix) == '.'
        && normalised.endsWith(host)
        && !HostName.isAddress(normalised);
  }

  @Override
  public String toString() {
    return wildcard ? "*." + host : host;
  }
}
