package dev.botbottle.manifest;

import dev.botbottle.policy.Binding;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.scan.ScanAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns what a bottle says into a policy. Pure: what must be looked up is asked of functions. */
public final class PolicyCompiler {
  private PolicyCompiler() {}

  /**
   * The policy of a bottle's routes and denials, in the order written.
   *
   * @param egress what the bottle says
   * @param env the variables visible inside, which may go where their hosts say
   * @param placeholderOf the placeholder of this session for the secret of this name
   * @param pemOf the PEM text of the {@code ca} file of this route
   * @param certificateOf the {@code clientCert} of this route, its key by name
   * @param registryOf the routes of a package registry's preset
   */
  public static Policy compile(
      EgressSpec egress,
      List<EnvEntry> env,
      Function<String, String> placeholderOf,
      Function<RouteSpec, String> pemOf,
      Function<RouteSpec, ClientCertificate> certificateOf,
      Function<PresetSpec, List<Route>> registryOf) {
    List<Route> routes = new ArrayList<>();
    for (AllowEntry entry : egress.allowlist()) {
      if (entry instanceof RouteSpec route) {
        routes.add(route(route, env, placeholderOf, pemOf, certificateOf));
      } else if (entry instanceof PresetSpec preset) {
        routes.addAll(
            preset.registry().isPresent()
                ? registryOf.apply(preset)
                : ServicePresets.routes(preset, host -> permitted(host, env), placeholderOf));
      }
    }
    return new Policy(routes, egress.deny(), egress.limits(), Optional.empty(), false);
  }

  private static Route route(
      RouteSpec route,
      List<EnvEntry> env,
      Function<String, String> placeholderOf,
      Function<RouteSpec, String> pemOf,
      Function<RouteSpec, ClientCertificate> certificateOf) {
    List<Binding> bindings = new ArrayList<>();
    if (route.secret().isPresent()) {
      SecretSpec secret = route.secret().get();
      bindings.add(
          new Binding(
              secret.name(), secret.slot(), secret.format(), placeholderOf.apply(secret.name())));
    }
    Optional<String> roots =
        route.ca().isPresent() ? Optional.of(pemOf.apply(route)) : Optional.empty();
    return new Route(
        route.host(),
        route.ports(),
        route.methods(),
        route.paths(),
        route.tls(),
        bindings,
        new ScanSettings(
            route.scanRequest().orElse(ScanAction.DENY),
            route.scanResponse(),
            permitted(route.host(), env),
            route.instructions(),
            route.findings()),
        route.clientCredentials(),
        route.webSocket(),
        route.connect(),
        roots,
        route.clientCert().isPresent() ? Optional.of(certificateOf.apply(route)) : Optional.empty(),
        route.timeouts(),
        route.limits(),
        route.origin());
  }

  /** The names of the variables whose values may go to every host this route stands for. */
  private static Set<String> permitted(String host, List<EnvEntry> env) {
    Set<String> names = new HashSet<>();
    for (EnvEntry entry : env) {
      if (entry.hosts().isEmpty() || covers(entry.hosts().get(), host)) {
        names.add(entry.name());
      }
    }
    return names;
  }

  /** Whether a route's host, which may be a wildcard, is wholly among the granted ones. */
  public static boolean covers(List<String> granted, String host) {
    for (String pattern : granted) {
      if (pattern.equals(host)
          || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)))) {
        return true;
      }
    }
    return false;
  }
}
