package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.TlsMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The git settings of a bottle, as variables (git-config(1), "GIT_CONFIG_COUNT"): a file could be
 * changed by the agent, or be the user's.
 */
final class GitSettings {
  private static final int HTTPS = 443;

  private GitSettings() {}

  /**
   * The variables.
   *
   * @param granted the routes of the bottle; where one of them has a credential, remotes written
   *     for SSH are asked over HTTPS, because there is no way out for SSH
   */
  static List<PlannedVariable> of(List<Route> granted) {
    List<PlannedVariable> variables = new ArrayList<>();
    // A branch made inside must not write .git/config, which is read-only there.
    add(variables, "branch.autoSetupMerge", "false");
    add(variables, "safe.directory", "*");
    for (Map.Entry<String, String> base : insteadOfSsh(granted).entrySet()) {
      String key = "url." + base.getValue() + ".insteadOf";
      add(variables, key, "git@" + base.getKey() + ":");
      add(variables, key, "ssh://git@" + base.getKey() + "/");
    }
    variables.add(
        PlannedVariable.plain("GIT_CONFIG_COUNT", Integer.toString(variables.size() / 2)));
    return variables;
  }

  /** The hosts whose SSH remotes are rewritten, each with what takes their place. */
  private static Map<String, String> insteadOfSsh(List<Route> granted) {
    Map<String, String> bases = new LinkedHashMap<>();
    for (Route route : granted) {
      boolean bound = !route.bindings().isEmpty() && route.tls() == TlsMode.INTERCEPT;
      if (bound && !route.host().startsWith("*") && !route.ports().isEmpty()) {
        int port = route.ports().contains(HTTPS) ? HTTPS : new TreeSet<>(route.ports()).first();
        bases.putIfAbsent(
            route.host(), "https://" + route.host() + (port == HTTPS ? "" : ":" + port) + "/");
      }
    }
    return bases;
  }

  private static void add(List<PlannedVariable> variables, String key, String value) {
    int index = variables.size() / 2;
    variables.add(PlannedVariable.plain("GIT_CONFIG_KEY_" + index, key));
    variables.add(PlannedVariable.plain("GIT_CONFIG_VALUE_" + index, value));
  }
}
