package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.provider.CommandProvider;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.EnvValue;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.PolicyCompiler;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.SecretSource;
import dev.botbottle.manifest.SecretSpec;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the agent a user names and the bottle it runs in: the manifest's first, then built in. */
public final class AgentChoices {
  private static final String DEFAULT_BOTTLE = "default";

  private final Host host;
  private final Manifest manifest;
  private final Provider.PlaceholderSource placeholders;

  /** Choices from this manifest. */
  public AgentChoices(Host host, Manifest manifest, Provider.PlaceholderSource placeholders) {
    this.host = host.withSecretVariables(UserManifest.secretVariables(manifest));
    this.manifest = manifest;
    this.placeholders = placeholders;
  }

  /**
   * The choice the options name.
   *
   * @throws BottleException when there is no such agent or bottle, or it needs what is not there
   */
  public AgentChoice choose(StartOptions options) {
    if (options.agent().isEmpty()) {
      return inBottle("command", new CommandProvider(List.of()), Optional.empty(), options);
    }
    String name = options.agent().get();
    AgentSpec spec = manifest.agents().get(name);
    if (spec != null) {
      return inBottle(name, provider(spec), Optional.of(spec), options);
    }
    Provider builtIn =
        Provider.named(name)
            .orElseThrow(() ->
                new BottleException(
                    ExitCode.USAGE,
                    "could not find the agent " + name,
                    "there are: " + String.join(", ", agentNames())));
    return inBottle(name, builtIn, Optional.empty(), options);
  }

  private SortedSet<String> agentNames() {
    SortedSet<String> names = new TreeSet<>(manifest.agents().keySet());
    Provider.builtIn().forEach(provider -> names.add(provider.name()));
    return names;
  }

  private static Provider provider(AgentSpec spec) {
    if (spec.provider().equals("command")) {
      return new CommandProvider(spec.command());
    }
    return Provider.named(spec.provider())
        .orElseThrow(() ->
            new BottleException(
                ExitCode.MANIFEST,
                "could not start "
                    + spec.name()
                    + ": there is no provider "
                    + spec.provider()
                    + " ("
                    + spec.origin()
                    + ")",
                "there are: claude, shell, demo, command"));
  }

  private AgentChoice inBottle(
      String agent, Provider provider, Optional<AgentSpec> spec, StartOptions options) {
    String name = options.bottle().or(() -> spec.flatMap(AgentSpec::bottle)).orElse(DEFAULT_BOTTLE);
    BottleSpec bottle = manifest.bottles().get(name);
    if (bottle == null && !name.equals(DEFAULT_BOTTLE)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not find the bottle " + name,
          manifest.bottles().isEmpty()
              ? "there is none in " + UserManifest.path(host)
              : "there are: " + String.join(", ", new TreeSet<>(manifest.bottles().keySet())));
    }
    if (bottle == null) {
      return choice(
          agent,
          name,
          provider,
          spec,
          spec.map(AgentSpec::env).orElse(List.of()),
          new Policy(List.of(), List.of()),
          List.of(),
          Optional.empty(),
          List.of());
    }
    refuseWhatIsMissing(bottle, options);
    List<EnvEntry> env = environment(bottle, spec);
    Policy policy =
        PolicyCompiler.compile(
            bottle.egress(), env, secret -> placeholders.placeholder(secret, ""), this::pem);
    List<Route> routes = new ArrayList<>(policy.routes());
    Host reached =
        options
            .workspace()
            .or(bottle::workspace)
            .map(text -> host.withWorkspace(host.resolve(text)))
            .orElse(host);
    routes.addAll(RegistryPresets.routes(bottle.egress().presets(), reached));
    return choice(
        agent,
        name,
        provider,
        spec,
        env,
        new Policy(routes, policy.denials()),
        secrets(bottle),
        bottle.workspace(),
        bottle.require());
  }

  private AgentChoice choice(
      String agent,
      String bottle,
      Provider provider,
      Optional<AgentSpec> spec,
      List<EnvEntry> env,
      Policy policy,
      List<PlannedSecret> secrets,
      Optional<String> workspace,
      List<String> require) {
    List<String> allowlist = policy.routes().stream().map(Route::host).distinct().toList();
    List<PlannedVariable> variables = new ArrayList<>();
    env.forEach(entry -> variables.add(variable(entry, allowlist)));
    return new AgentChoice(
        agent,
        spec.flatMap(AgentSpec::label),
        bottle,
        provider,
        spec.flatMap(AgentSpec::prompt),
        variables,
        policy.routes(),
        policy.denials(),
        secrets,
        spec.map(this::skills).orElse(List.of()),
        workspace,
        require);
  }

  private static void refuseWhatIsMissing(BottleSpec bottle, StartOptions options) {
    if (!bottle.ssh().isEmpty()) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not start bottle "
              + bottle.name()
              + ": it has SSH identities, and this version has"
              + " no gate for them",
          "use an https remote with a bound token, or take \"ssh\" out of the bottle");
    }
    if (bottle.egress().engine() != dev.botbottle.manifest.EgressSpec.Engine.BOTTLE) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not start bottle " + bottle.name() + ": this version has no engine but its own",
          "take \"engine\" out of the bottle");
    }
    refuseOther("runtime", bottle.runtime().filter(runtime -> options.runtime().isEmpty()), bottle);
    refuseOther(
        "backend",
        bottle.backend().filter(name -> !name.equals("bubblewrap") && options.backend().isEmpty()),
        bottle);
  }

  private static void refuseOther(String what, Optional<String> wanted, BottleSpec bottle) {
    if (wanted.isPresent()) {
      throw new BottleException(
          ExitCode.NO_BACKEND,
          "could not start bottle "
              + bottle.name()
              + ": it asks for the "
              + what
              + " "
              + wanted.get()
              + ", which this version does not have",
          "take \""
              + what
              + "\" out of the bottle to run it in namespaces ("
              + bottle.origin()
              + ")");
    }
  }

  /** The agent's variables replace the bottle's of the same name, with what those were granted. */
  private static List<EnvEntry> environment(BottleSpec bottle, Optional<AgentSpec> spec) {
    Map<String, EnvEntry> env = new LinkedHashMap<>();
    bottle.env().forEach(entry -> env.put(entry.name(), entry));
    spec.ifPresent(agent -> agent.env().forEach(entry -> env.put(entry.name(), entry)));
    return List.copyOf(env.values());
  }

  private static PlannedVariable variable(EnvEntry entry, List<String> allowlist) {
    GrantedHosts hosts =
        new GrantedHosts(entry.hosts().orElse(allowlist), entry.hosts().isPresent());
    return new PlannedVariable(
        entry.name(),
        switch (entry.value()) {
          case EnvValue.Literal literal -> new PlannedVariable.Value.Written(literal.text(), hosts);
          case EnvValue.FromHost from ->
              new PlannedVariable.Value.Given(new SecretOrigin.Variable(from.variable()), hosts);
          case EnvValue.Prompt prompt ->
              new PlannedVariable.Value.Given(new SecretOrigin.Question(prompt.question()), hosts);
        });
  }

  /** Each secret once, with every host it is bound to. */
  private List<PlannedSecret> secrets(BottleSpec bottle) {
    Map<String, PlannedSecret> secrets = new LinkedHashMap<>();
    for (RouteSpec route : bottle.egress().routes()) {
      if (route.secret().isPresent()) {
        SecretSpec secret = route.secret().get();
        List<String> hosts = new ArrayList<>();
        PlannedSecret before = secrets.get(secret.name());
        if (before != null) {
          hosts.addAll(before.hosts());
        }
        hosts.add(route.host());
        secrets.put(
            secret.name(), new PlannedSecret(secret.name(), origin(secret.source()), hosts));
      }
    }
    return List.copyOf(secrets.values());
  }

  private SecretOrigin origin(SecretSource source) {
    return switch (source) {
      case SecretSource.Env env -> new SecretOrigin.Variable(env.variable());
      case SecretSource.File file -> new SecretOrigin.FileContent(userPath(file.path()));
      case SecretSource.Command command -> new SecretOrigin.Command(command.arguments());
    };
  }

  private String pem(String path) {
    try {
      return Files.readString(userPath(path));
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not read the roots " + path + ": " + e,
          "\"ca\" names a PEM file; a relative one is looked for beside the manifest",
          e);
    }
  }

  private Path userPath(String path) {
    if (path.startsWith("~/")) {
      return host.home().resolve(path.substring(2));
    }
    return host.configuration().resolve(path);
  }

  private List<Mount> skills(AgentSpec spec) {
    List<Mount> mounts = new ArrayList<>();
    for (String skill : spec.skills()) {
      Path folder = host.home().resolve(".claude/skills").resolve(skill);
      if (!Files.isDirectory(folder)) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not find the skill " + skill + ": there is no " + folder,
            "make it, or take it out of \"skills\" of " + spec.name() + " (" + spec.origin() + ")");
      }
      mounts.add(Mount.readOnly(folder));
    }
    return mounts;
  }
}
