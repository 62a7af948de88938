package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.manifest.PolicyCompiler;
import dev.botbottle.policy.Route;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A value the manifest puts into the bottle on purpose: the agent sees it, and it may go to some
 * hosts only.
 *
 * @param name the variable
 * @param from where it comes from; never the value
 * @param hosts where it may go
 */
public record VisibleValue(String name, String from, GrantedHosts hosts) {

  /** Those of a plan, in its order. */
  public static List<VisibleValue> of(Plan plan) {
    List<VisibleValue> values = new ArrayList<>();
    for (PlannedVariable variable : plan.environment()) {
      Optional<VisibleValue> value =
          variable
              .value()
              .match(
                  plain -> Optional.empty(),
                  written ->
                      Optional.of(
                          new VisibleValue(
                              variable.name(), "the manifest", reached(plan, written.hosts()))),
                  given ->
                      Optional.of(
                          new VisibleValue(
                              variable.name(),
                              given.origin().toString(),
                              reached(plan, given.hosts()))));
      value.ifPresent(values::add);
    }
    return values;
  }

  private static GrantedHosts reached(Plan plan, GrantedHosts hosts) {
    return plan.policy().offline() ? new GrantedHosts(List.of(), hosts.named()) : hosts;
  }

  /** The route, also open to those values that may go to its host. */
  static Route permitting(Route route, List<PlannedVariable> environment) {
    Set<String> permitted = new HashSet<>(route.scan().permitted());
    for (PlannedVariable variable : environment) {
      Optional<GrantedHosts> hosts =
          variable
              .value()
              .match(
                  plain -> Optional.empty(),
                  written -> Optional.of(written.hosts()),
                  given -> Optional.of(given.hosts()));
      if (hosts.isPresent() && PolicyCompiler.covers(hosts.get().hosts(), route.host())) {
        permitted.add(variable.name());
      }
    }
    return route.with(route.scan().permitting(permitted));
  }

  /**
   * What the gateway is to look for; empty for a value that names no host and does not look like a
   * secret, which would be found everywhere.
   *
   * @throws BottleException when hosts are named and the value is too short to be held to them
   */
  public static Optional<KnownSecret> known(String name, GrantedHosts hosts, Secret value) {
    if (hosts.named() && value.length() < KnownSecret.SHORTEST) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not hold "
              + name
              + " to its hosts: its value has fewer than "
              + KnownSecret.SHORTEST
              + " characters and would be found everywhere",
          "nothing was started; use a longer value, or take \"hosts\" away from " + name);
    }
    return hosts.named() || KnownSecret.likely(name, value.revealText())
        ? Optional.of(new KnownSecret(name, KnownSecret.Kind.ENV, value))
        : Optional.empty();
  }
}
