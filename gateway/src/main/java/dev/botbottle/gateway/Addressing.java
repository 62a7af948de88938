package dev.botbottle.gateway;

import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.policy.HostName;
import dev.botbottle.policy.PolicyEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Where the requests of one connection are meant to go. */
sealed interface Addressing {
  /** The place a request is meant for, or why that cannot be said. */
  sealed interface Located {}

  /** It is meant for this place. */
  record At(Destination to) implements Located {}

  /** It must not go anywhere; {@code to} is what is known of the place. */
  record Nowhere(Destination to, Refusal refusal) implements Located {}

  Located locate(RequestHead head);

  /** What is known of the place when a request cannot even be read. */
  Destination unread();

  /** Everything on it goes to one place: a tunnel, or TLS with a server name. */
  record Fixed(Destination to, Optional<Refusal> standing) implements Addressing {
    @Override
    public Located locate(RequestHead head) {
      return standing.isPresent() ? new Nowhere(to, standing.get()) : new At(to);
    }

    @Override
    public Destination unread() {
      return to;
    }
  }

  /** Each request says where, as to a proxy (RFC 9112 §3.2.2). */
  record Explicit() implements Addressing {
    @Override
    public Located locate(RequestHead head) {
      Optional<Target> target = Target.parse(head);
      Destination unknown = unread();
      if (target.isEmpty() || !target.get().absolute()) {
        return new Nowhere(
            unknown,
            Refusal.malformed("no whole URL in its first line, as requests to a proxy have"));
      }
      if (!target.get().scheme().equals("http")) {
        return new Nowhere(
            unknown,
            Refusal.forbidden("scheme", "a proxy is asked for https with CONNECT only", ""));
      }
      return Destination.parse(false, target.get().authority(), 80)
          .<Located>map(At::new)
          .orElseGet(() -> new Nowhere(unknown, Refusal.malformed("a URL without a valid host")));
    }

    @Override
    public Destination unread() {
      // RFC 6761 §6.4: names below .invalid never exist.
      return new Destination(false, "unknown.invalid", 80);
    }
  }

  /** Plain HTTP to an address: each request's Host says where. */
  record Transparent(InetSocketAddress meant, MeantNames names) implements Addressing {
    @Override
    public Located locate(RequestHead head) {
      Destination literal = unread();
      List<String> hosts = head.fields().all("host");
      if (hosts.size() != 1) {
        return new Nowhere(literal, Refusal.malformed("not exactly one Host field"));
      }
      Optional<Destination> named = Destination.parse(false, hosts.getFirst(), 80);
      if (named.isEmpty()) {
        return new Nowhere(literal, Refusal.malformed("a Host field without a valid host"));
      }
      Destination to = named.get();
      if (to.port() != meant.getPort()) {
        return new Nowhere(
            to, Refusal.mismatch("the Host field names another port than the connection's"));
      }
      return check(to, meant.getAddress(), names, "Host")
          .<Located>map(refusal -> new Nowhere(to, refusal))
          .orElseGet(() -> new At(to));
    }

    @Override
    public Destination unread() {
      String address = meant.getAddress().getHostAddress();
      return new Destination(false, HostName.normalise(address).orElse(address), meant.getPort());
    }
  }

  /**
   * Why a name does not fit the address a client connected to, or empty when it does. An address of
   * the session's own DNS stands for exactly one name; at any other address the name decides, since
   * the gateway dials by name.
   */
  static Optional<Refusal> check(
      Destination to, InetAddress meant, MeantNames names, String source) {
    if (to.host().equals(PolicyEngine.HELP_HOST)) {
      return Optional.empty();
    }
    if (HostName.isAddress(to.host())) {
      boolean same = InetAddress.ofLiteral(to.host()).equals(meant) && !names.synthetic(meant);
      return same
          ? Optional.empty()
          : Optional.of(Refusal.mismatch(source + " is an address the connection was not made to"));
    }
    if (names.synthetic(meant) && !names.hostOf(meant).equals(Optional.of(to.host()))) {
      return Optional.of(
          Refusal.mismatch(source + " is not the name the connection's address stands for"));
    }
    return Optional.empty();
  }
}
