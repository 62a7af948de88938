package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.provider.CommandProvider;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.AllowEntry;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.ClientCertSpec;
import dev.botbottle.manifest.EgressSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.EnvValue;
import dev.botbottle.manifest.Imports;
import dev.botbottle.manifest.Nearest;
import dev.botbottle.manifest.PolicyCompiler;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.manifest.PromptSpec;
import dev.botbottle.manifest.RouteSpec;
import dev.botbottle.manifest.SecretSource;
import dev.botbottle.manifest.SecretSpec;
import dev.botbottle.manifest.ServicePresets;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Finds the agent a user names and the bottle it runs in: the manifest's first, then built in. */
public final class AgentChoices {
  private static final String DEFAULT_BOTTLE = "default";

  /** Linux takes 128 KiB as one argument (execve(2), MAX_ARG_STRLEN); characters may be 3 bytes. */
  private static final int LONGEST_PROMPT = 40_000;

  private final Host host;
  private final Manifests manifests;
  private final Provider.PlaceholderSource placeholders;
  private final List<String> notes = new ArrayList<>();

  /** Choices from these manifests. */
  public AgentChoices(Host host, Manifests manifests, Provider.PlaceholderSource placeholders) {
    this.host = host.withSecretVariables(manifests.secretVariables());
    this.manifests = manifests;
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
    Optional<AgentSpec> own = manifests.userAgent(name);
    Optional<Provider> builtIn = own.isPresent() ? Optional.empty() : Provider.named(name);
    Optional<AgentSpec> projects = manifests.projectAgent(name);
    if (own.isEmpty() && builtIn.isEmpty() && projects.isEmpty()) {
      AgentSpec shipped = manifests.libraryAgent(name).orElseThrow(() -> unknown(name));
      return inBottle(name, provider(shipped), Optional.of(shipped), options);
    }
    if (projects.isPresent() && (own.isPresent() || builtIn.isPresent())) {
      notes.add(
          "the project's agent "
              + name
              + " is not used: "
              + (own.isPresent() ? "yours" : "the built-in one")
              + " has the same name ("
              + Shown.line(projects.get().origin().toString())
              + ")");
    }
    if (builtIn.isPresent()) {
      return inBottle(name, builtIn.get(), Optional.empty(), options);
    }
    Optional<AgentSpec> spec = own.isPresent() ? own : projects;
    return inBottle(name, provider(spec.get()), spec, options);
  }

  private BottleException unknown(String name) {
    Optional<String> why = manifests.unapproved();
    return new BottleException(
        why.isPresent() ? ExitCode.NOT_TRUSTED : ExitCode.USAGE,
        "could not find the agent " + name,
        nearest(name, agentNames())
            + (why.isPresent() ? why.get() + "; 'bottle trust' shows it and asks; else " : "")
            + "there are: "
            + String.join(", ", agentNames()));
  }

  private static String nearest(String name, SortedSet<String> names) {
    String question = Nearest.question(name, names);
    return question.isEmpty() ? "" : question + " ";
  }

  private SortedSet<String> agentNames() {
    SortedSet<String> names = manifests.agentNames();
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
    Optional<BottleSpec> found = manifests.bottle(name, spec);
    if (found.isEmpty() && !name.equals(DEFAULT_BOTTLE)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not find the bottle " + name,
          nearest(name, manifests.bottleNames())
              + manifests.unapproved().map(why -> why + " (see 'bottle trust'); ").orElse("")
              + "there are: "
              + String.join(", ", manifests.bottleNames()));
    }
    BottleSpec bottle =
        found.isPresent() ? found.get() : BottleSpec.empty(name, Origin.builtIn("built in"));
    refuseWhatIsMissing(bottle, options);
    manifests.unapproved().ifPresent(why -> notes.add(why + "; 'bottle trust' shows it and asks"));
    List<EnvEntry> env = environment(bottle, spec);
    List<RegistryPresets.Registries> registries = new ArrayList<>();
    Policy policy =
        PolicyCompiler.compile(
            bottle.egress(),
            env,
            this::placeholder,
            this::pem,
            this::certificate,
            preset -> {
              registries.add(registries(preset, reached(bottle, options)));
              return registries.getLast().routes();
            });
    List<String> allowlist = policy.routes().stream().map(Route::host).distinct().toList();
    List<PlannedVariable> variables = new ArrayList<>();
    List<HomeFile> homeFiles = new ArrayList<>();
    for (RegistryPresets.Registries registry : registries) {
      variables.addAll(registry.variables()); // what the bottle says itself comes later and counts
      homeFiles.addAll(registry.homeFiles());
      notes.addAll(registry.notes());
    }
    for (EnvEntry entry : env) {
      variables.add(variable(entry, bottle, allowlist));
    }
    Optional<Skills> skills = Optional.empty();
    if (spec.isPresent() && !spec.get().skills().isEmpty()) {
      List<String> secrets = new ArrayList<>(bottle.secretNames());
      env.forEach(entry -> secrets.add(entry.name()));
      skills = Optional.of(Skills.of(spec.get(), manifests, host, policy.routes(), secrets));
      notes.addAll(skills.get().notes());
      homeFiles.addAll(skills.get().copies());
    }
    PackageCaches caches = PackageCaches.of(bottle.caches(), host);
    notes.addAll(caches.notes());
    return new AgentChoice(
        agent,
        spec.flatMap(AgentSpec::label),
        name,
        provider,
        spec.flatMap(AgentSpec::prompt).map(prompt -> prompt(prompt, spec.get())),
        variables,
        policy.routes(),
        policy.denials(),
        policy.limits(),
        secrets(bottle, registries),
        skills.map(Skills::mounts).orElse(List.of()),
        homeFiles,
        imports(spec),
        spec.isPresent() ? spec.get().servers() : List.of(),
        caches.folders(),
        bottle.workspace(),
        spec.flatMap(AgentSpec::model),
        bottle.git(),
        bottle.resources(),
        bottle.require(),
        notes);
  }

  /** A project's agent brings nothing of the user's along. */
  private Imports imports(Optional<AgentSpec> spec) {
    if (spec.isEmpty()) {
      return Imports.USUAL;
    }
    return spec.get()
        .imports()
        .orElse(manifests.isOfProject(spec.get()) ? Imports.NONE : Imports.USUAL);
  }

  private String placeholder(String secret) {
    return placeholders.placeholder(secret, "");
  }

  private String prompt(PromptSpec prompt, AgentSpec spec) {
    String text =
        switch (prompt) {
          case PromptSpec.Text written -> written.text();
          case PromptSpec.File file -> manifests.text("prompt", file.path(), spec.origin());
        };
    if (text.length() > LONGEST_PROMPT || text.indexOf('\0') >= 0) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the prompt of "
              + spec.name()
              + " ("
              + spec.origin()
              + "): it is too long for a program's argument, or no text",
          "keep it below " + LONGEST_PROMPT + " characters");
    }
    return text;
  }

  private RegistryPresets.Registries registries(PresetSpec preset, Host reached) {
    return RegistryPresets.of(preset, preset.registry().orElseThrow(), reached, this::placeholder);
  }

  /** The host with the directory the agent will work in: no program of it is asked. */
  private Host reached(BottleSpec bottle, StartOptions options) {
    return options
        .workspace()
        .or(bottle::workspace)
        .map(text -> host.withWorkspace(host.resolve(text)))
        .orElse(host);
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
    if (bottle.egress().engine().orElse(EgressSpec.Engine.BOTTLE) != EgressSpec.Engine.BOTTLE) {
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

  private PlannedVariable variable(EnvEntry entry, BottleSpec bottle, List<String> allowlist) {
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
          case EnvValue.FromSource from ->
              new PlannedVariable.Value.Given(origin(from.source()), hosts);
          case EnvValue.Placeholder stand -> {
            if (!bottle.secretNames().contains(stand.secret())) {
              throw new BottleException(
                  ExitCode.MANIFEST,
                  "could not set "
                      + entry.name()
                      + ": no route of bottle "
                      + bottle.name()
                      + " injects the secret "
                      + stand.secret()
                      + " ("
                      + entry.origin()
                      + ")",
                  "bind it in the bottle, or run the agent in one that does");
            }
            yield new PlannedVariable.Value.Plain(placeholder(stand.secret()));
          }
        });
  }

  /** Each secret once, with every host it is bound to. */
  private List<PlannedSecret> secrets(
      BottleSpec bottle, List<RegistryPresets.Registries> registries) {
    Map<String, PlannedSecret> secrets = new LinkedHashMap<>();
    for (RegistryPresets.Registries found : registries) {
      found.secrets().forEach(secret -> secrets.putIfAbsent(secret.name(), secret));
    }
    for (AllowEntry entry : bottle.egress().allowlist()) {
      if (entry instanceof RouteSpec route && route.clientCert().isPresent()) {
        ClientCertSpec cert = route.clientCert().get();
        add(
            secrets,
            keyName(cert),
            new SecretOrigin.PrivateKey(manifests.place(cert.key())),
            List.of(route.host()));
      }
      if (entry instanceof RouteSpec route && route.secret().isPresent()) {
        SecretSpec secret = route.secret().get();
        add(secrets, secret.name(), origin(secret.source()), List.of(route.host()));
      } else if (entry instanceof PresetSpec preset && preset.secret().isPresent()) {
        PresetSpec.PresetSecret secret = preset.secret().get();
        add(secrets, secret.name(), origin(secret.source()), ServicePresets.boundHosts(preset));
      }
    }
    return List.copyOf(secrets.values());
  }

  private ClientCertificate certificate(RouteSpec route) {
    ClientCertSpec written = route.clientCert().orElseThrow();
    return new ClientCertificate(
        manifests.text("client certificate", written.chain(), route.origin()), keyName(written));
  }

  /** A name that no secret of a manifest can have. */
  private String keyName(ClientCertSpec written) {
    return "client key " + manifests.place(written.key());
  }

  private void add(
      Map<String, PlannedSecret> secrets, String name, SecretOrigin source, List<String> hosts) {
    List<String> all = new ArrayList<>();
    PlannedSecret before = secrets.get(name);
    if (before != null) {
      all.addAll(before.hosts());
    }
    for (String host : hosts) {
      if (!all.contains(host)) {
        all.add(host);
      }
    }
    secrets.put(name, new PlannedSecret(name, source, all));
  }

  private SecretOrigin origin(SecretSource source) {
    return switch (source) {
      case SecretSource.Env env -> new SecretOrigin.Variable(env.variable());
      case SecretSource.File file -> new SecretOrigin.FileContent(manifests.place(file.path()));
      case SecretSource.Command command -> new SecretOrigin.Command(command.arguments());
    };
  }

  private String pem(RouteSpec route) {
    return manifests.text("roots", route.ca().orElseThrow(), route.origin());
  }
}
