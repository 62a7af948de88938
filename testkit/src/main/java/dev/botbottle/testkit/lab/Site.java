package dev.botbottle.testkit.lab;

import java.util.List;

/**
 * A host of the lab's internet.
 *
 * @param host its name, which the lab's name server knows
 * @param addresses its addresses; empty lets the lab choose one of each family
 * @param handler the class of its {@link Handler}, with a public constructor that takes the
 *     argument
 * @param argument the handler's argument
 * @param certificate what it shows in TLS
 */
public record Site(
    String host,
    List<String> addresses,
    Class<? extends Handler> handler,
    String argument,
    Certificate certificate) {
  /**
   * Names that end so lead to the first of their IPv4 addresses when they are asked for first, to
   * the second then, and to the last from there on.
   */
  public static final String TURNING = ".turning.example.com";

  public Site {
    addresses = List.copyOf(addresses);
  }

  /** What a site shows in TLS. */
  public enum Certificate {
    /** A certificate of the lab's root for the name asked for. */
    VALID,
    /** One for another name. */
    WRONG_NAME,
    /** One that ended yesterday. */
    EXPIRED,
    /** One of a root that nobody trusts. */
    UNTRUSTED
  }

  /** A site that answers each request with what it received. */
  public static Site echo(String host, String... addresses) {
    return new Site(host, List.of(addresses), EchoHandler.class, "", Certificate.VALID);
  }

  /** The same site with another certificate. */
  public Site with(Certificate other) {
    return new Site(host, addresses, handler, argument, other);
  }
}
