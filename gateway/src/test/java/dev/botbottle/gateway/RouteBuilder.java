package dev.botbottle.gateway;

import dev.botbottle.authority.SessionAuthority;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds routes to servers of the {@link Lab}. */
final class RouteBuilder {
  private final String host;
  private Set<Integer> ports;
  private Set<String> methods = Set.of();
  private List<String> paths = List.of();
  private TlsMode tls = TlsMode.INTERCEPT;
  private List<Binding> bindings = List.of();
  private ScanAction action = ScanAction.DENY;
  private FindingRules rules = FindingRules.NONE;
  private Instructions instructions = Instructions.WARN;
  private boolean clientCredentials;
  private boolean webSocket;
  private TrafficLimits limited = TrafficLimits.NONE;
  private Optional<ClientCertificate> certificate = Optional.empty();
  private Timeouts timeouts = Timeouts.USUAL;
  private Optional<String> roots;

  RouteBuilder(String host, Set<Integer> ports, String roots) {
    this.host = host;
    this.ports = ports;
    this.roots = Optional.of(roots);
  }

  RouteBuilder ports(Integer... granted) {
    ports = Set.of(granted);
    return this;
  }

  RouteBuilder methods(String... allowed) {
    methods = Set.of(allowed);
    return this;
  }

  RouteBuilder paths(String... allowed) {
    paths = List.of(allowed);
    return this;
  }

  RouteBuilder passthrough() {
    tls = TlsMode.PASSTHROUGH;
    return this;
  }

  RouteBuilder bind(Binding... bound) {
    bindings = List.of(bound);
    return this;
  }

  RouteBuilder action(ScanAction chosen) {
    action = chosen;
    return this;
  }

  RouteBuilder findings(FindingRules chosen) {
    rules = chosen;
    return this;
  }

  RouteBuilder clientCredentials() {
    clientCredentials = true;
    return this;
  }

  RouteBuilder webSocket() {
    webSocket = true;
    return this;
  }

  RouteBuilder certificate(ClientCertificate shown) {
    certificate = Optional.of(shown);
    return this;
  }

  RouteBuilder timeouts(Timeouts chosen) {
    timeouts = chosen;
    return this;
  }

  RouteBuilder instructions(Instructions chosen) {
    instructions = chosen;
    return this;
  }

  RouteBuilder limits(TrafficLimits chosen) {
    limited = chosen;
    return this;
  }

  RouteBuilder roots(SessionAuthority authority) {
    roots = Optional.of(Trust.pem(authority));
    return this;
  }

  Route build() {
    return new Route(
        host,
        ports,
        methods,
        paths,
        tls,
        bindings,
        new ScanSettings(action, true, Set.of(), instructions, rules),
        clientCredentials,
        webSocket,
        Optional.empty(),
        roots,
        certificate,
        timeouts,
        limited,
        new Origin("bottle.jsonc", 3, 5));
  }
}
