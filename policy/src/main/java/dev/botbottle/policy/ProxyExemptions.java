package dev.botbottle.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code NO_PROXY} exempts from the proxy, read as curl reads it (its manual, "noproxy"): a
 * name stands for itself and what is below it, with or without a leading dot; addresses may be
 * ranges; each may have a port; {@code *} is everything. Names are not looked up to be compared
 * with ranges.
 */
public final class ProxyExemptions {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** One entry; port 0 stands for all. */
  private sealed interface Entry {
    record Everything() implements Entry {}

    record Domain(String name, int port) implements Entry {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared, never leaves this class.
    record Range(byte[] prefix, int bits, int port) implements Entry {}
  }

  private final List<Entry> entries;

  private ProxyExemptions(List<Entry> entries) {
    this.entries = entries;
  }

  /** Those of these words; what is not understood exempts nothing. */
  public static ProxyExemptions of(List<String> words) {
    List<Entry> entries = new ArrayList<>();
    for (String word : words) {
      parse(word).ifPresent(entries::add);
    }
    return new ProxyExemptions(entries);
  }

  /** Whether a word has a meaning. */
  public static boolean understands(String word) {
    return parse(word).isPresent();
  }

  /**
   * Whether a host is reached without the proxy.
   *
   * @param host the normalised host
   */
  public boolean cover(String host, int port) {
    Optional<byte[]> address =
        HostName.isAddress(host) ? Optional.of(bytes(host)) : Optional.empty();
    for (Entry entry : entries) {
      boolean covered =
          switch (entry) {
            case Entry.Everything() -> true;
            case Entry.Domain(String name, int only) ->
                (only == 0 || only == port) && (host.equals(name) || host.endsWith("." + name));
            case Entry.Range(byte[] prefix, int bits, int only) ->
                (only == 0 || only == port)
                    && address.isPresent()
                    && within(address.get(), prefix, bits);
          };
      if (covered) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Entry> parse(String word) {
    if (word.equals("*")) {
      return Optional.of(new Entry.Everything());
    }
    int slash = word.indexOf('/');
    if (slash >= 0) {
      return range(word.substring(0, slash), word.substring(slash + 1), 0);
    }
    String host = word;
    int port = 0;
    // More than one colon without brackets is an IPv6 address by itself.
    int colon = word.lastIndexOf(':');
    if (colon > 0 && (word.indexOf(':') == colon || word.charAt(colon - 1) == ']')) {
      port = number(word.substring(colon + 1), 65_535);
      if (port < 1) {
        return Optional.empty();
      }
      host = word.substring(0, colon);
    }
    if (host.startsWith("*.")) {
      host = host.substring(2);
    } else if (host.startsWith(".")) {
      host = host.substring(1);
    }
    Optional<String> name = HostName.normalise(host);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return HostName.isAddress(name.get())
        ? Optional.of(new Entry.Range(bytes(name.get()), 8 * bytes(name.get()).length, port))
        : Optional.of(new Entry.Domain(name.get(), port));
  }

  private static Optional<Entry> range(String address, String bits, int port) {
    Optional<String> name = HostName.normalise(address);
    if (name.isEmpty() || !HostName.isAddress(name.get())) {
      return Optional.empty();
    }
    byte[] prefix = bytes(name.get());
    int length = number(bits, 8 * prefix.length);
    return length < 0 ? Optional.empty() : Optional.of(new Entry.Range(prefix, length, port));
  }

  private static int number(String text, int most) {
    long number = Digits.of(text, 5);
    return number > most ? -1 : (int) number;
  }

  private static boolean within(byte[] address, byte[] prefix, int bits) {
    if (address.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (((address[bit / 8] ^ prefix[bit / 8]) & (0x80 >> bit % 8)) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address in its one spelling. */
  private static byte[] bytes(String address) {
    if (address.indexOf(':') < 0) {
      byte[] bytes = new byte[IPV4_BYTES];
      int start = 0;
      for (int i = 0; i < IPV4_BYTES; i++) {
        int end = i < IPV4_BYTES - 1 ? address.indexOf('.', start) : address.length();
        bytes[i] = (byte) Integer.parseInt(address, start, end, 10);
        start = end + 1;
      }
      return bytes;
    }
    byte[] bytes = new byte[IPV6_BYTES];
    int gap = address.indexOf("::");
    groups(gap < 0 ? address : address.substring(0, gap), bytes, false);
    if (gap >= 0) {
      groups(address.substring(gap + 2), bytes, true);
    }
    return bytes;
  }

  /** Writes groups of four digits at the beginning or at the end. */
  private static void groups(String text, byte[] bytes, boolean atEnd) {
    if (text.isEmpty()) {
      return;
    }
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      count += text.charAt(i) == ':' ? 1 : 0;
    }
    int at = atEnd ? bytes.length - 2 * count : 0;
    int start = 0;
    for (int i = 0; i < count; i++) {
      int colon = text.indexOf(':', start);
      int end = colon < 0 ? text.length() : colon;
      int group = Integer.parseInt(text, start, end, 16);
      bytes[at++] = (byte) (group >>> 8);
      bytes[at++] = (byte) group;
      start = end + 1;
    }
  }
}
