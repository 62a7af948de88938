package dev.botbottle.gateway.upstream;

/** Why an address is not dialled. */
public enum AddressClass {
  METADATA("a cloud's metadata service"),
  UNSPECIFIED("no address of a host"),
  LOOPBACK("this host itself"),
  OWN("one of this host's own addresses"),
  PRIVATE("a private address"),
  SHARED("a provider's shared address"),
  LINK_LOCAL("a link-local address"),
  UNIQUE_LOCAL("a unique local address"),
  MULTICAST("a multicast address"),
  BENCHMARK("a benchmarking address"),
  EMBEDDED("an address with an IPv4 address inside"),
  RESERVED("a reserved address");

  private final String words;

  AddressClass(String words) {
    this.words = words;
  }

  /** A noun for reasons. */
  public String words() {
    return words;
  }

  /** The rule a denial carries, such as {@code address:private}. */
  public String rule() {
    return switch (this) {
      case METADATA -> "address:metadata";
      case UNSPECIFIED -> "address:unspecified";
      case LOOPBACK -> "address:loopback";
      case OWN -> "address:own";
      case PRIVATE -> "address:private";
      case SHARED -> "address:shared";
      case LINK_LOCAL -> "address:link-local";
      case UNIQUE_LOCAL -> "address:unique-local";
      case MULTICAST -> "address:multicast";
      case BENCHMARK -> "address:benchmark";
      case EMBEDDED -> "address:embedded";
      case RESERVED -> "address:reserved";
    };
  }

  /**
   * Whether a route's {@code connect} may lead there when it names a host and not the address: what
   * a name server says must not turn a corporate host into a metadata service.
   */
  boolean grantedByName() {
    return switch (this) {
      case LOOPBACK, OWN, PRIVATE, SHARED, UNIQUE_LOCAL, BENCHMARK -> true;
      case METADATA, UNSPECIFIED, LINK_LOCAL, MULTICAST, EMBEDDED, RESERVED -> false;
    };
  }
}
