package dev.botbottle.manifest;

import dev.botbottle.policy.Binding;
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

  /** The policy of a bottle, without variables an agent adds. */
  public static Policy compile(
      BottleSpec bottle, Function<String, String> placeholderOf, Function<String, String> pemOf) {
    return compile(bottle.egress(), bottle.env(), placeholderOf, pemOf);
  }

  /**
   * The policy of a bottle's routes and denials. Presets are the launcher's to look up and add.
   *
   * @param egress what the bottle says
   * @param env the variables visible inside, which may go where their hosts say
   * @param placeholderOf the placeholder of this session for the secret of this name
   * @param pemOf the PEM text of the {@code ca} file of this path as written
   */
  public static Policy compile(
      EgressSpec egress,
      List<EnvEntry> env,
      Function<String, String> placeholderOf,
      Function<String, String> pemOf) {
    List<Route> routes = new ArrayList<>();
    for (RouteSpec route : egress.routes()) {
      routes.add(route(route, env, placeholderOf, pemOf));
    }
    return new Policy(routes, egress.deny());
  }

  private static Route route(
      RouteSpec route,
      List<EnvEntry> env,
      Function<String, String> placeholderOf,
      Function<String, String> pemOf) {
    List<Binding> bindings = new ArrayList<>();
    if (route.secret().isPresent()) {
      SecretSpec secret = route.secret().get();
      bindings.add(
          new Binding(
              secret.name(), secret.slot(), secret.format(), placeholderOf.apply(secret.name())));
    }
    Optional<String> roots = route.ca().map(pemOf);
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
            permitted(route.host(), env)),
        route.clientCredentials(),
        route.webSocket(),
        route.connect(),
        roots,
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
