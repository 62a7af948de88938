package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.CachedFolder;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.UpstreamProxy;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.ScanAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The preflight: a plan as a person reads it before saying yes. */
public final class PlanText {
  private static final int WIDTH = 12;
  private static final int TEXT_WIDTH = 84;
  private static final int MOST_NAMES = 12;

  private PlanText() {}

  /** The lines, each with its line end. */
  public static String of(Plan plan) {
    StringBuilder out = new StringBuilder();
    row(out, "agent", plan.agent() + " (" + plan.provider() + ") in bottle " + plan.bottle());
    row(out, "backend", plan.backend() + ", rung " + plan.rung());
    row(out, "", String.join(", ", plan.properties()));
    row(
        out,
        "workspace",
        plan.workspace().map(PlanText::shown).orElse("none")
            + (plan.protectedPaths().isEmpty() ? "" : " (read-only in it: " + names(plan) + ")"));
    if (!plan.maskedPaths().isEmpty()) {
      row(out, "", plan.maskedPaths().size() + " sockets, pipes or devices in it are hidden");
    }
    List<String> names = new ArrayList<>();
    for (PlannedVariable variable : plan.environment()) {
      // the settings of git (see GitSettings) are numbered: one of their names stands for all
      if (!variable.name().startsWith("GIT_CONFIG_KEY_")
          && !variable.name().startsWith("GIT_CONFIG_VALUE_")) {
        names.add(variable.name());
      }
    }
    row(out, "env", String.join(" ", names));
    String label = "values";
    for (VisibleValue value : VisibleValue.of(plan)) {
      row(out, label, describe(value));
      label = "";
    }
    label = "caches";
    for (CachedFolder cache : plan.caches()) {
      row(
          out,
          label,
          cache.client()
              + ": "
              + shown(cache.source())
              + ", read below a layer that ends with the session");
      label = "";
    }
    label = "imports";
    for (Imported imported : plan.imports()) {
      row(out, label, Shown.line(describe(imported)));
      label = "";
    }
    if (plan.secrets().isEmpty()) {
      row(out, "secrets", "none");
    }
    label = "secrets";
    for (PlannedSecret secret : plan.secrets()) {
      row(
          out,
          label,
          secret.name()
              + " from "
              + secret.source()
              + ", put in by the gateway for "
              + String.join(", ", secret.hosts())
              + " only");
      label = "";
    }
    routes(out, plan, true);
    if (!plan.resources().shown().isEmpty()) {
      row(
          out,
          "limits",
          plan.resources().shown()
              + (plan.limits().names().isEmpty()
                  ? " (none enforced)"
                  : " (enforced: " + String.join(", ", plan.limits().names()) + ")"));
    }
    for (int port : plan.publish()) {
      row(out, "publish", "127.0.0.1:" + port + " of this host leads to the same port inside");
    }
    plan.collector().ifPresent(to -> row(out, "ledger", "is sent to " + to.shown()));
    label = "gaps";
    for (Gap gap : plan.gaps()) {
      row(out, label, gap.why());
      label = "";
    }
    label = "note";
    for (String note : plan.notes()) {
      row(out, label, note);
      label = "";
    }
    return out.toString();
  }

  /** What the agent itself may read about its bottle: the way out, and no source of a secret. */
  public static String help(Plan plan) {
    StringBuilder out = new StringBuilder();
    out.append("You are in a bottle. Only what is listed here can be reached:\n");
    routes(out, plan, false);
    out.append("Everything else is denied; a denial says why and what the user can change.\n");
    return out.toString();
  }

  private static void routes(StringBuilder out, Plan plan, boolean targets) {
    if (plan.policy().routes().isEmpty()) {
      row(
          out,
          "egress",
          plan.policy().offline() ? "nothing: the session is offline (--offline)" : "nothing");
    }
    String label = "egress";
    for (Route route : plan.policy().routes()) {
      row(out, label, describe(route, targets));
      label = "";
    }
    if (!plan.policy().limits().shown().isEmpty()) {
      row(out, label, "all together at most " + plan.policy().limits().shown());
      label = "";
    }
    if (targets && plan.policy().proxy().isPresent()) {
      UpstreamProxy proxy = plan.policy().proxy().get();
      row(
          out,
          label,
          "through the proxy "
              + CompanyProxy.shown(proxy.at())
              + (proxy.login() ? ", logged in" : "")
              + (proxy.direct().isEmpty() ? "" : "; directly " + String.join(" ", proxy.direct())));
      label = "";
    }
    for (Denial denial : plan.policy().denials()) {
      row(
          out,
          label,
          "never "
              + (denial.methods().isEmpty()
                  ? ""
                  : String.join(",", new TreeSet<>(denial.methods())) + " ")
              + denial.host()
              + String.join(" ", denial.paths())
              + "  ["
              + denial.origin()
              + "]");
      label = "";
    }
  }

  private static String describe(Imported imported) {
    return imported.what()
        + " from "
        + imported.from()
        + (imported.parts().isEmpty() ? "" : ": " + some(imported.parts()))
        + (imported.leftOut().isEmpty() ? "" : "; outside stay " + some(imported.leftOut()));
  }

  private static String some(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }

  private static String describe(VisibleValue value) {
    List<String> hosts = value.hosts().hosts();
    String where =
        hosts.isEmpty()
            ? "nowhere"
            : value.hosts().named()
                ? "to " + String.join(", ", hosts) + " only"
                : "to the bottle's own allowlist: " + String.join(", ", hosts);
    return value.name() + " from " + Shown.line(value.from()) + ", visible inside, may go " + where;
  }

  private static String describe(Route route, boolean targets) {
    StringBuilder text = new StringBuilder(route.host());
    text.append(" port ");
    List<String> ports = new ArrayList<>();
    new TreeSet<>(route.ports()).forEach(port -> ports.add(port.toString()));
    text.append(String.join(",", ports));
    if (!route.methods().isEmpty()) {
      text.append(' ').append(String.join(",", new TreeSet<>(route.methods())));
    }
    if (!route.paths().isEmpty()) {
      text.append(' ').append(String.join(" ", route.paths()));
    }
    for (Binding binding : route.bindings()) {
      text.append(" with ").append(binding.secret());
    }
    if (route.scan().instructions() == Instructions.DENY) {
      text.append(", no instructions in answers");
    }
    if (route.certificate().isPresent()) {
      text.append(" with a client certificate");
    }
    if (!route.limits().shown().isEmpty()) {
      text.append(", at most ").append(route.limits().shown());
    }
    if (targets && route.connect().isPresent()) {
      Endpoint target = route.connect().get();
      text.append(" dialled at ").append(target.host()).append(':').append(target.port());
    }
    if (targets) {
      scan(text, route.scan());
    }
    return text.append("  [").append(route.origin()).append(']').toString();
  }

  /** What is done with findings other than denying them. */
  private static void scan(StringBuilder text, ScanSettings scan) {
    if (scan.request() != ScanAction.DENY) {
      text.append(", findings: ").append(word(scan.request()));
    }
    for (Map.Entry<String, ScanAction> format : new TreeMap<>(scan.rules().actions()).entrySet()) {
      text.append(", ").append(format.getKey()).append(": ").append(word(format.getValue()));
    }
    for (AllowedFinding allowed : scan.rules().allowed()) {
      text.append(", lets ")
          .append(allowed.fingerprint())
          .append(" pass until ")
          .append(allowed.until())
          .append(" (")
          .append(Shown.line(allowed.reason()))
          .append(')');
    }
  }

  private static String word(ScanAction action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static String names(Plan plan) {
    List<String> names = new ArrayList<>();
    plan.protectedPaths()
        .forEach(path ->
            names.add(
                plan.workspace()
                    .map(directory -> shown(directory.relativize(path)))
                    .orElse(shown(path))));
    return String.join(" ", names);
  }

  private static String shown(Path path) {
    return Shown.line(path.toString());
  }

  /** A label and its text, broken between words so that it stays in its column. */
  private static void row(StringBuilder out, String label, String text) {
    out.append("  ").append(label).repeat(' ', WIDTH - label.length());
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > TEXT_WIDTH) {
        out.append('\n').repeat(' ', WIDTH + 2);
        column = 0;
      } else if (column > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    out.append('\n');
  }
}
