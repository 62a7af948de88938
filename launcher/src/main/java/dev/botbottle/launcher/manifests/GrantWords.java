package dev.botbottle.launcher.manifests;

import dev.botbottle.launcher.host.Shown;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.AllowEntry;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.EnvValue;
import dev.botbottle.manifest.GitSpec;
import dev.botbottle.manifest.McpSpec;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.manifest.PromptSpec;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.SecretSource;
import dev.botbottle.manifest.SecretSpec;
import dev.botbottle.manifest.ServicePresets;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.ScanAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a project's manifest grants, in plain words: one sentence for each thing, so that two
 * versions can be compared. Every text of the project's is made harmless for a terminal.
 */
public final class GrantWords {
  /** Longer texts are shown by their beginning and a digest. */
  private static final int WHOLE = 160;

  private final ProjectManifest project;
  private final Set<String> sentences = new LinkedHashSet<>();
  private String subject = "";

  private GrantWords(ProjectManifest project) {
    this.project = project;
  }

  /** The sentences, bottles first. */
  public static List<String> of(ProjectManifest project) {
    GrantWords words = new GrantWords(project);
    project.manifest().bottles().values().forEach(words::bottle);
    project.manifest().agents().values().forEach(words::agent);
    return List.copyOf(words.sentences);
  }

  private void say(String sentence) {
    sentences.add(Shown.line(subject + " " + sentence));
  }

  private void bottle(BottleSpec bottle) {
    subject = "bottle " + bottle.name();
    if (bottle.name().equals("default")) {
      say(
          "is the one of claude, shell and commands started here, where you have no default;"
              + " claude brings your own instructions and settings into it");
    }
    environment(bottle.env());
    for (AllowEntry entry : bottle.egress().allowlist()) {
      switch (entry) {
        case RouteSpec route -> route(route);
        case PresetSpec preset -> preset(preset);
      }
    }
    for (Denial denial : bottle.egress().deny()) {
      String what = denial.methods().isEmpty() ? "do anything" : methods(denial.methods());
      say("may never " + what + " at " + denial.host() + at(denial.paths()));
    }
    if (!bottle.egress().limits().shown().isEmpty()) {
      say("may have " + bottle.egress().limits().shown() + " in all");
    }
    bottle.workspace().ifPresent(path -> say("works in the folder " + path));
    for (String client : bottle.caches()) {
      say("reads what your own " + client + " has fetched so far, private packages too");
    }
    if (!bottle.resources().shown().isEmpty()) {
      say("is limited to " + bottle.resources().shown());
    }
    if (!bottle.git().equals(GitSpec.NONE)) {
      say(
          "commits as "
              + bottle.git().name().orElse("you")
              + bottle.git().email().map(email -> " <" + email + ">").orElse(""));
    }
    bottle.backend().ifPresent(name -> say("insists on the backend " + name));
    bottle.runtime().ifPresent(name -> say("insists on the runtime " + name));
    bottle.require().forEach(clause -> say("is not started where there is the gap " + clause));
    bottle.ssh().forEach(ssh -> say("uses the SSH identity " + ssh.identityFile()));
  }

  private void environment(List<EnvEntry> env) {
    for (EnvEntry entry : env) {
      String hosts =
          entry
              .hosts()
              .map(list -> list.isEmpty() ? "nowhere" : "to " + String.join(", ", list))
              .orElse("wherever it may send anything");
      switch (entry.value()) {
        case EnvValue.Literal literal ->
            say("sees env " + entry.name() + " = " + quoted(literal.text()));
        case EnvValue.FromHost from ->
            say(
                "sees env "
                    + entry.name()
                    + ": the value of your variable "
                    + from.variable()
                    + ", and may send it "
                    + hosts);
        case EnvValue.Prompt prompt ->
            say(
                "sees env "
                    + entry.name()
                    + ": what you answer to "
                    + quoted(prompt.question())
                    + ", and may send it "
                    + hosts);
        case EnvValue.FromSource from ->
            say(
                "sees env "
                    + entry.name()
                    + ": the value of "
                    + source(from.source())
                    + ", and may send it "
                    + hosts);
        case EnvValue.Placeholder stand ->
            say("sees env " + entry.name() + ": a stand-in of the secret " + stand.secret());
      }
    }
  }

  private void route(RouteSpec route) {
    List<String> ports = new ArrayList<>();
    new TreeSet<>(route.ports()).forEach(port -> ports.add(port.toString()));
    say(
        "may "
            + methods(route.methods())
            + " at "
            + route.host()
            + " (port "
            + String.join(", ", ports)
            + ")"
            + at(route.paths()));
    if (route.secret().isPresent()) {
      SecretSpec secret = route.secret().get();
      say(
          "uses "
              + source(secret.source())
              + " at "
              + route.host()
              + ", in "
              + place(secret.slot())
              + " as "
              + quoted(secret.format())
              + ", without seeing it");
    }
    route
        .connect()
        .ifPresent(to ->
            say(
                "reaches "
                    + route.host()
                    + " at "
                    + to.host()
                    + " port "
                    + to.port()
                    + ", even if that is your own machine or network"));
    route
        .ca()
        .ifPresent(path ->
            say(
                "believes certificates of "
                    + path
                    + " for "
                    + route.host()
                    + (project.isOwn(route.origin().source())
                        ? " (" + digest(project.content(path)) + ")"
                        : "")));
    if (!route.limits().shown().isEmpty()) {
      say("may have " + route.limits().shown() + " at " + route.host());
    }
    if (route.tls() == TlsMode.PASSTHROUGH) {
      say("talks to " + route.host() + " unread and unscanned");
    }
    if (route.scanRequest().orElse(ScanAction.DENY) == ScanAction.WARN) {
      say("may send secrets that are recognised to " + route.host() + ", with a warning only");
    }
    for (Map.Entry<String, ScanAction> format :
        new TreeMap<>(route.findings().actions()).entrySet()) {
      if (format.getValue() == ScanAction.WARN) {
        say(
            "may send what looks like "
                + format.getKey()
                + " to "
                + route.host()
                + ", with a warning only");
      }
    }
    for (AllowedFinding allowed : route.findings().allowed()) {
      say(
          "may send the finding "
              + allowed.fingerprint()
              + " to "
              + route.host()
              + " until "
              + allowed.until()
              + ": "
              + allowed.reason());
    }
    if (!route.scanResponse()) {
      say("is shown secrets that " + route.host() + " sends back");
    }
    if (route.clientCredentials()) {
      say("may use credentials of its own at " + route.host());
    }
    if (route.webSocket()) {
      say("may open WebSockets to " + route.host());
    }
  }

  private void preset(PresetSpec preset) {
    if (preset.registry().isPresent()) {
      say("may read from the registries your own " + preset.name() + " is configured for");
      if (preset.registry().get() != PresetSpec.Registry.APT) {
        say("is logged in there as your own " + preset.name() + " is, without seeing the login");
      }
      return;
    }
    say("may " + (preset.write() ? "read and write" : "read") + " at " + preset.name());
    preset
        .secret()
        .ifPresent(secret ->
            say(
                "uses "
                    + source(secret.source())
                    + " at "
                    + String.join(", ", ServicePresets.boundHosts(preset))
                    + ", without seeing it"));
  }

  private void agent(AgentSpec agent) {
    subject = "agent " + agent.name();
    say(
        "runs "
            + (agent.provider().equals("command")
                ? "the command " + quoted(String.join(" ", agent.command()))
                : agent.provider())
            + " in bottle "
            + agent.bottle().orElse("default"));
    if (agent.prompt().isPresent()) {
      switch (agent.prompt().get()) {
        case PromptSpec.Text text -> say("is told " + quoted(text.text()));
        case PromptSpec.File file ->
            say(
                "is told "
                    + quoted(new String(project.content(file.path()), StandardCharsets.UTF_8)));
      }
    }
    agent.model().ifPresent(model -> say("uses the model " + model));
    for (String skill : agent.skills()) {
      int files = project.skill(skill).size();
      say(
          files == 0
              ? "has your skill " + skill
              : "has the project's skill "
                  + skill
                  + " ("
                  + files
                  + (files == 1 ? " file, " : " files, ")
                  + skillDigest(skill)
                  + ")");
    }
    agent.servers().forEach(this::server);
    environment(agent.env());
  }

  private void server(McpSpec server) {
    switch (server) {
      case McpSpec.Local local ->
          say(
              "runs the MCP server "
                  + local.name()
                  + " inside: "
                  + quoted(String.join(" ", local.command()))
                  + (local.env().isEmpty() ? "" : ", given " + String.join(", ", local.env())));
      case McpSpec.Remote remote ->
          say("asks the MCP server " + remote.name() + " at " + remote.url());
    }
  }

  private String skillDigest(String skill) {
    StringBuilder all = new StringBuilder();
    project
        .skill(skill)
        .forEach((path, content) ->
            all.append(path).append('\0').append(ProjectFiles.sha256(content)).append('\n'));
    return digest(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String methods(Set<String> methods) {
    return methods.isEmpty()
        ? "GET, POST and do anything else"
        : String.join(", ", new TreeSet<>(methods));
  }

  private static String at(List<String> paths) {
    return paths.isEmpty() ? "" : ", paths " + String.join(" ", paths);
  }

  private static String source(SecretSource source) {
    return switch (source) {
      case SecretSource.Env env -> "your variable " + env.variable();
      case SecretSource.File file -> "your file " + file.path();
      case SecretSource.Command command ->
          "what the command " + quoted(String.join(" ", command.arguments())) + " prints";
    };
  }

  private static String place(Slot slot) {
    return switch (slot) {
      case Slot.Header header -> "the header " + header.name();
      case Slot.BasicPassword _ -> "the Basic password";
      case Slot.QueryKey query -> "the query key " + query.name();
    };
  }

  private static String quoted(String text) {
    if (text.length() <= WHOLE) {
      return "\"" + text + "\"";
    }
    return "\""
        + text.substring(0, WHOLE)
        + "…\" ("
        + text.length()
        + " characters, "
        + digest(text.getBytes(StandardCharsets.UTF_8))
        + ")";
  }

  private static String digest(byte[] content) {
    return "sha256 " + ProjectFiles.sha256(content).substring(0, 16);
  }

  /**
   * What changed from one approval to what is there now: lines that begin with {@code -} are gone,
   * with {@code +} new.
   */
  public static List<String> difference(Optional<Pins.Pin> before, List<String> now) {
    List<String> lines = new ArrayList<>();
    List<String> then = before.map(Pins.Pin::grants).orElse(List.of());
    then.stream().filter(line -> !now.contains(line)).forEach(line -> lines.add("- " + line));
    now.stream().filter(line -> !then.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }
}
