package dev.botbottle.manifest;

import dev.botbottle.policy.ByteSize;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Endpoint;
import dev.botbottle.policy.Instructions;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.policy.TrafficLimits;
import dev.botbottle.scan.AllowedFinding;
import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A manifest as text that reads back to the same meaning. Bottles are printed whole, without {@code
 * extends}.
 */
public final class ManifestPrinter {
  private final JsonText json = new JsonText();

  private ManifestPrinter() {}

  /** The text, with its last line end. */
  public static String print(Manifest manifest) {
    ManifestPrinter printer = new ManifestPrinter();
    printer.json.open('{');
    printer.json.key("bottles").open('{');
    for (BottleSpec bottle : manifest.bottles().values()) {
      printer.json.key(bottle.name());
      printer.bottle(bottle);
    }
    printer.json.close('}');
    printer.json.key("agents").open('{');
    for (AgentSpec agent : manifest.agents().values()) {
      printer.json.key(agent.name());
      printer.agent(agent);
    }
    printer.json.close('}').close('}');
    return printer.json.text();
  }

  private void bottle(BottleSpec bottle) {
    json.open('{');
    env(bottle.env());
    egress(bottle.egress());
    if (!bottle.ssh().isEmpty()) {
      json.key("ssh").open('[');
      for (SshSpec spec : bottle.ssh()) {
        ssh(spec);
      }
      json.close(']');
    }
    if (!bottle.git().equals(GitSpec.NONE)) {
      json.key("git").open('{');
      optional("name", bottle.git().name());
      optional("email", bottle.git().email());
      json.close('}');
    }
    optional("workspace", bottle.workspace());
    if (!bottle.resources().equals(ResourceSpec.NONE)) {
      resources(bottle.resources());
    }
    strings("caches", bottle.caches());
    optional("backend", bottle.backend());
    optional("runtime", bottle.runtime());
    strings("require", bottle.require());
    List<String> projects = new ArrayList<>();
    for (ProjectUse use : ProjectUse.values()) {
      if (bottle.projects().contains(use)) {
        projects.add(use.word());
      }
    }
    strings("projects", projects);
    json.close('}');
  }

  private void resources(ResourceSpec resources) {
    json.key("resources").open('{');
    optional("memory", resources.memory().map(ByteSize::shown));
    resources.milliCpus().ifPresent(cpus -> json.key("cpus").raw(Sizes.thousandths(cpus)));
    resources.processes().ifPresent(number -> json.key("processes").raw(number.toString()));
    optional("disk", resources.disk().map(ByteSize::shown));
    json.close('}');
  }

  private void ssh(SshSpec spec) {
    json.open('{');
    json.key("Host").string(spec.host());
    json.key("IdentityFile").string(spec.identityFile());
    optional("HostName", spec.hostName());
    optional("User", spec.user());
    json.key("Port").raw(Integer.toString(spec.port()));
    optional("KnownHostKey", spec.knownHostKey());
    json.close('}');
  }

  private void env(List<EnvEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    json.key("env").open('{');
    for (EnvEntry entry : entries) {
      json.key(entry.name());
      boolean plain =
          entry.hosts().isEmpty()
              && !(entry.value() instanceof EnvValue.FromSource)
              && !(entry.value() instanceof EnvValue.Placeholder);
      if (plain) {
        json.string(text(entry.value()));
      } else {
        json.open('{').key(key(entry.value())).string(text(entry.value()));
        entry.hosts().ifPresent(hosts -> written("hosts", hosts));
        json.close('}');
      }
    }
    json.close('}');
  }

  private static String key(EnvValue value) {
    return switch (value) {
      case EnvValue.FromSource _ -> "from";
      case EnvValue.Placeholder _ -> "secret";
      case EnvValue.Literal _, EnvValue.FromHost _, EnvValue.Prompt _ -> "value";
    };
  }

  private static String text(EnvValue value) {
    return switch (value) {
      case EnvValue.Literal literal -> literal.text();
      case EnvValue.FromHost from -> "${" + from.variable() + "}";
      case EnvValue.Prompt prompt -> "?" + prompt.question();
      case EnvValue.FromSource from -> source(from.source());
      case EnvValue.Placeholder stand -> stand.secret();
    };
  }

  static String source(SecretSource source) {
    return switch (source) {
      case SecretSource.Env env -> "env:" + env.variable();
      case SecretSource.File file -> "file:" + file.path();
      case SecretSource.Command command -> "command:" + String.join(" ", command.arguments());
    };
  }

  private void egress(EgressSpec egress) {
    if (egress.equals(EgressSpec.NONE)) {
      return;
    }
    json.key("egress").open('{');
    if (!egress.allowlist().isEmpty()) {
      json.key("allowlist").open('[');
      for (AllowEntry entry : egress.allowlist()) {
        switch (entry) {
          case RouteSpec route -> route(route);
          case PresetSpec preset -> preset(preset);
        }
      }
      json.close(']');
    }
    if (!egress.deny().isEmpty()) {
      json.key("deny").open('[');
      for (Denial denial : egress.deny()) {
        json.open('{').key("host").string(denial.host());
        strings("methods", List.copyOf(new TreeSet<>(denial.methods())));
        strings("paths", denial.paths());
        json.close('}');
      }
      json.close(']');
    }
    limits(egress.limits());
    optional("engine", egress.engine().map(engine -> engine.name().toLowerCase(Locale.ROOT)));
    json.close('}');
  }

  private void preset(PresetSpec preset) {
    json.open('{').key("preset").string(preset.name());
    if (preset.write()) {
      json.key("access").string("write");
    }
    preset
        .secret()
        .ifPresent(secret -> {
          json.key("secret").open('{');
          json.key("from").string(source(secret.source()));
          name(secret.name(), secret.source());
          json.close('}');
        });
    json.close('}');
  }

  /** A name that follows from the source need not, and for some sources cannot, be written. */
  private void name(String name, SecretSource source) {
    if (!name.equals(SecretDecoder.reference(source))) {
      json.key("name").string(name);
    }
  }

  private void route(RouteSpec route) {
    json.open('{').key("host").string(route.host());
    json.key("ports").open('[');
    new TreeSet<>(route.ports()).forEach(port -> json.raw(port.toString()));
    json.close(']');
    strings("methods", List.copyOf(new TreeSet<>(route.methods())));
    strings("paths", route.paths());
    if (route.tls() == TlsMode.PASSTHROUGH) {
      json.key("tls").string("passthrough");
    }
    route.secret().ifPresent(this::secret);
    if (route.scanRequest().isPresent()
        || !route.scanResponse()
        || route.instructions() == Instructions.DENY
        || !route.findings().equals(FindingRules.NONE)) {
      json.key("scan").open('{');
      optional(
          "request", route.scanRequest().map(action -> action.name().toLowerCase(Locale.ROOT)));
      if (!route.scanResponse()) {
        json.key("response").raw("false");
      }
      if (route.instructions() == Instructions.DENY) {
        json.key("instructions").string("deny");
      }
      findings(route.findings());
      json.close('}');
    }
    if (route.clientCredentials()) {
      json.key("credentials").string("client");
    }
    if (route.webSocket()) {
      json.key("websocket").raw("true");
    }
    optional("connect", route.connect().map(ManifestPrinter::endpoint));
    optional("ca", route.ca());
    route
        .clientCert()
        .ifPresent(cert -> {
          json.key("clientCert").open('{').key("chain").string(cert.chain());
          json.key("key").string(cert.key()).close('}');
        });
    timeouts(route.timeouts());
    limits(route.limits());
    json.close('}');
  }

  private void timeouts(Timeouts timeouts) {
    if (timeouts.equals(Timeouts.USUAL)) {
      return;
    }
    json.key("timeouts").open('{');
    optional("connect", timeouts.connect().map(TimeoutsDecoder::shown));
    optional("firstByte", timeouts.firstByte().map(TimeoutsDecoder::shown));
    optional("idle", timeouts.idle().map(TimeoutsDecoder::shown));
    json.close('}');
  }

  private void limits(TrafficLimits limits) {
    if (limits.isNone()) {
      return;
    }
    json.key("limits").open('{');
    limits
        .requestsPerMinute()
        .ifPresent(number -> json.key("requestsPerMinute").raw(Long.toString(number)));
    limits.connections().ifPresent(number -> json.key("connections").raw(Long.toString(number)));
    limits.bytesOut().ifPresent(bytes -> json.key("bytesOut").string(ByteSize.shown(bytes)));
    limits.bytesIn().ifPresent(bytes -> json.key("bytesIn").string(ByteSize.shown(bytes)));
    json.close('}');
  }

  private void findings(FindingRules rules) {
    if (!rules.actions().isEmpty()) {
      json.key("detectors").open('{');
      for (Map.Entry<String, ScanAction> entry : new TreeMap<>(rules.actions()).entrySet()) {
        json.key(entry.getKey()).string(entry.getValue().name().toLowerCase(Locale.ROOT));
      }
      json.close('}');
    }
    if (!rules.allowed().isEmpty()) {
      json.key("allow").open('[');
      for (AllowedFinding allowed : rules.allowed()) {
        json.open('{').key("finding").string(allowed.fingerprint());
        json.key("reason").string(allowed.reason());
        json.key("until").string(allowed.until()).close('}');
      }
      json.close(']');
    }
  }

  private static String endpoint(Endpoint endpoint) {
    String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
    return host + ":" + endpoint.port();
  }

  private void secret(SecretSpec secret) {
    json.key("secret").open('{');
    json.key("from").string(source(secret.source()));
    name(secret.name(), secret.source());
    switch (secret.slot()) {
      case Slot.Header header -> json.key("header").string(header.name());
      case Slot.BasicPassword _ -> json.key("basic").raw("true");
      case Slot.QueryKey query -> json.key("query").string(query.name());
    }
    json.key("format").string(secret.format());
    json.close('}');
  }

  private void agent(AgentSpec agent) {
    json.open('{');
    optional("description", agent.description());
    json.key("provider").string(agent.provider());
    strings("command", agent.command());
    optional("bottle", agent.bottle());
    agent
        .prompt()
        .ifPresent(prompt -> {
          switch (prompt) {
            case PromptSpec.Text text -> json.key("prompt").string(text.text());
            case PromptSpec.File file ->
                json.key("prompt").open('{').key("file").string(file.path()).close('}');
          }
        });
    optional("model", agent.model());
    strings("skills", agent.skills());
    agent.imports().ifPresent(imports -> written("import", imports.written()));
    servers(agent.servers());
    env(agent.env());
    optional("label", agent.label());
    json.close('}');
  }

  private void servers(List<McpSpec> servers) {
    if (servers.isEmpty()) {
      return;
    }
    json.key("mcp").open('{');
    for (McpSpec server : servers) {
      json.key(server.name()).open('{');
      switch (server) {
        case McpSpec.Local local -> {
          written("command", local.command());
          strings("env", local.env());
        }
        case McpSpec.Remote remote -> {
          json.key("url").string(remote.url());
          json.key("type").string(remote.events() ? "sse" : "http");
        }
      }
      json.close('}');
    }
    json.close('}');
  }

  private void optional(String key, Optional<String> value) {
    value.ifPresent(text -> json.key(key).string(text));
  }

  private void strings(String key, List<String> values) {
    if (!values.isEmpty()) {
      written(key, values);
    }
  }

  private void written(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }
}
