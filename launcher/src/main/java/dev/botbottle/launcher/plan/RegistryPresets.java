package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.host.UserClients;
import dev.botbottle.launcher.registry.ClientLogins;
import dev.botbottle.launcher.registry.RegistryAddress;
import dev.botbottle.launcher.registry.RegistryLogin;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.manifest.ServicePresets;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The package registries the host's own clients are configured for, for reading, with the logins
 * those clients have. The product knows no registry's address: it asks the clients, so mirrors and
 * company registries just work.
 */
final class RegistryPresets {
  /**
   * What a preset stands for.
   *
   * @param routes its routes; where the user's client logs in, the gateway does
   * @param secrets the logins, by reference
   * @param homeFiles what makes the client inside ask the same registries; holds no login
   * @param variables likewise
   * @param notes what is not bound, and why
   */
  record Registries(
      List<Route> routes,
      List<PlannedSecret> secrets,
      List<HomeFile> homeFiles,
      List<PlannedVariable> variables,
      List<String> notes) {
    Registries {
      routes = List.copyOf(routes);
      secrets = List.copyOf(secrets);
      homeFiles = List.copyOf(homeFiles);
      variables = List.copyOf(variables);
      notes = List.copyOf(notes);
    }
  }

  /**
   * A login and where it goes.
   *
   * @param address the registry
   * @param paths the paths of its host; empty for all
   */
  private record Bound(RegistryAddress address, RegistryLogin login, List<String> paths) {
    /** The folder; the longer, the more exact. */
    String place() {
      return paths.isEmpty() ? "" : paths.getFirst();
    }
  }

  private final PresetSpec preset;
  private final PresetSpec.Registry registry;
  private final Host host;
  private final Function<String, String> placeholderOf;
  private final ClientLogins client;
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, PlannedSecret> secrets = new LinkedHashMap<>();
  private final List<HomeFile> homeFiles = new ArrayList<>();
  private final Map<String, PlannedVariable> variables = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private RegistryPresets(
      PresetSpec preset,
      PresetSpec.Registry registry,
      Host host,
      Function<String, String> placeholderOf) {
    this.preset = preset;
    this.registry = registry;
    this.host = host;
    this.placeholderOf = placeholderOf;
    this.client = new ClientLogins(host);
  }

  /**
   * What one preset stands for.
   *
   * @param placeholderOf the placeholder of this session for the secret of this name
   */
  static Registries of(
      PresetSpec preset,
      PresetSpec.Registry registry,
      Host host,
      Function<String, String> placeholderOf) {
    return new RegistryPresets(preset, registry, host, placeholderOf).resolve();
  }

  private Registries resolve() {
    Set<String> told = addresses();
    if (told.isEmpty()) {
      throw tellsNone();
    }
    List<RegistryAddress> addresses = new ArrayList<>();
    for (String text : told) {
      addresses.add(address(text));
    }
    Set<String> places = new LinkedHashSet<>();
    for (Bound bound : logins(client.of(preset.name(), told), addresses)) {
      if (places.add(bound.address().authority() + bound.paths())) {
        bind(bound);
      }
    }
    for (RegistryAddress address : addresses) {
      // Behind the bound ones, so that a login goes only where the client would send it.
      boolean owned = places.contains(address.authority() + List.of());
      if (!owned && places.add(address.authority())) {
        add(address, List.of(), List.of());
      }
    }
    return new Registries(
        routes,
        List.copyOf(secrets.values()),
        homeFiles,
        List.copyOf(variables.values()),
        List.copyOf(notes));
  }

  /** The addresses the client told; what makes the one inside ask the same is kept beside. */
  private Set<String> addresses() {
    UserClients clients = new UserClients(host);
    return switch (registry) {
      case NPM -> {
        Set<UserClients.Configured> configured = clients.npmRegistries();
        StringBuilder npmrc = new StringBuilder();
        for (UserClients.Configured setting : configured) {
          npmrc.append(setting.setting()).append('=').append(bare(setting.address())).append('\n');
          if (setting.setting().equals("registry")) {
            // Neither yarn takes the registry of an .npmrc: the classic one prefers a name of its
            // own, the modern one does not read the file. Each has its variable.
            variable("YARN_REGISTRY", bare(setting.address()));
            variable("YARN_NPM_REGISTRY_SERVER", bare(setting.address()));
          }
        }
        homeFiles.add(new HomeFile(".npmrc", npmrc.toString()));
        yield ClientLogins.addresses(configured);
      }
      case MAVEN -> {
        client
            .mavenSettings()
            .ifPresent(text -> homeFiles.add(new HomeFile(".m2/settings.xml", text)));
        yield clients.mavenRepositories();
      }
      case PIP -> {
        Set<UserClients.Configured> configured = clients.pipIndexes();
        for (UserClients.Configured setting : configured) {
          if (setting.setting().equals("index-url")) {
            variable("PIP_INDEX_URL", bare(setting.address()));
            variable("UV_DEFAULT_INDEX", bare(setting.address()));
          } else if (setting.setting().equals("extra-index-url")) {
            PlannedVariable before = variables.get("PIP_EXTRA_INDEX_URL");
            String all = (before == null ? "" : text(before) + " ") + bare(setting.address());
            variable("PIP_EXTRA_INDEX_URL", all);
            variable("UV_INDEX", all);
          }
        }
        // uv brings its own roots unless it is told not to, older ones by another name.
        variable("UV_SYSTEM_CERTS", "true");
        variable("UV_NATIVE_TLS", "true");
        yield ClientLogins.addresses(configured);
      }
      case CARGO -> {
        client
            .cargoConfiguration()
            .ifPresent(text -> homeFiles.add(new HomeFile(".cargo/config.toml", text)));
        yield clients.cargoRegistries();
      }
      case GO -> {
        List<String> told = clients.goEnvironment();
        if (!told.isEmpty() && !told.getFirst().isBlank()) {
          variable("GOPROXY", proxies(told.getFirst()));
        }
        if (told.size() > 1 && !told.get(1).isBlank() && told.get(1).indexOf('@') < 0) {
          variable("GOSUMDB", told.get(1).strip());
        }
        yield UserClients.goProxies(told);
      }
      case APT -> clients.aptRepositories();
    };
  }

  /** Go's list, the addresses in it without logins; what separates them means something. */
  private String proxies(String list) {
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ',' || list.charAt(i) == '|') {
        String element = list.substring(start, i).strip();
        out.append(element.contains("://") ? bare(element) : element);
        out.append(i == list.length() ? "" : String.valueOf(list.charAt(i)));
        start = i + 1;
      }
    }
    return out.toString();
  }

  private String bare(String address) {
    return address(address).text();
  }

  /**
   * An address; its path stands in the bottle, in routes and on record, so it must be no secret.
   */
  private RegistryAddress address(String text) {
    RegistryAddress address = RegistryAddress.parse(text).orElseThrow(this::noAddress);
    if (registry != PresetSpec.Registry.APT && address.holdsSecret()) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the preset "
              + preset.name()
              + " ("
              + preset.origin()
              + "): the address of a registry at "
              + address.authority()
              + " holds what looks like a secret in its path, which would be seen inside",
          "let the client log in by a token or password instead, or name the host in"
              + " \"allowlist\"");
    }
    return address;
  }

  private void variable(String name, String value) {
    variables.put(name, PlannedVariable.plain(name, value));
  }

  private static String text(PlannedVariable variable) {
    return variable.value() instanceof PlannedVariable.Value.Plain plain ? plain.text() : "";
  }

  private BottleException noAddress() {
    return new BottleException(
        ExitCode.MANIFEST,
        "could not use the preset " + preset.name() + ": the client's registry is no address",
        "check the client's own configuration");
  }

  private BottleException tellsNone() {
    return new BottleException(
        ExitCode.MANIFEST,
        "could not use the preset "
            + preset.name()
            + " ("
            + preset.origin()
            + "): the client tells no registry",
        registry == PresetSpec.Registry.CARGO
            ? "build something with cargo once outside, or name the registry's hosts in"
                + " \"allowlist\" instead"
            : "is it installed? name the registry's host in \"allowlist\" instead");
  }

  /**
   * The logins and where they go, the most exact place first: the first route that fits is taken.
   */
  private List<Bound> logins(ClientLogins.Found found, List<RegistryAddress> addresses) {
    List<Bound> bound = new ArrayList<>();
    for (RegistryAddress address : addresses) {
      login(found, address)
          .ifPresent(login -> bound.add(new Bound(address, login, paths(address, login))));
    }
    if (registry == PresetSpec.Registry.NPM) {
      // A registry's packages may lie elsewhere on its host, with a login of their own.
      for (RegistryLogin login : found.logins()) {
        for (RegistryAddress address : addresses) {
          if (login.place().isOnHostOf(address)) {
            bound.add(new Bound(login.place(), login, paths(login.place(), login)));
          }
        }
      }
    }
    bound.sort((a, b) -> Integer.compare(b.place().length(), a.place().length()));
    return bound;
  }

  /** The login a client sends to an address: the one written for the nearest place above it. */
  private Optional<RegistryLogin> login(ClientLogins.Found found, RegistryAddress address) {
    for (ClientLogins.Unbound problem : found.problems()) {
      if (problem.place().isAbove(address)) {
        notes.add(
            "the login of your "
                + preset.name()
                + " for "
                + address.authority()
                + " is not used: "
                + Shown.line(problem.why()));
      }
    }
    Optional<RegistryLogin> nearest = Optional.empty();
    for (RegistryLogin login : found.logins()) {
      boolean nearer =
          nearest.isEmpty()
              || login.place().path().length() > nearest.get().place().path().length();
      if (login.place().isAbove(address) && nearer) {
        nearest = Optional.of(login);
      }
    }
    return nearest;
  }

  private void bind(Bound bound) {
    RegistryAddress address = bound.address();
    RegistryLogin login = bound.login();
    String path = address.path().equals("/") ? "" : address.path();
    String name = preset.name() + " login for " + address.authority() + path;
    PlannedSecret secret = new PlannedSecret(name, login.origin(), List.of(address.host()));
    secrets.put(name, secret);
    Binding binding = new Binding(name, login.slot(), login.format(), placeholderOf.apply(name));
    add(address, bound.paths(), List.of(binding));
    if (registry == PresetSpec.Registry.CARGO) {
      variable(ClientLogins.cargoVariable(login), binding.placeholder());
    }
  }

  /**
   * Where a login goes. Maven's repositories and Go's proxies are folders of a host; npm sends a
   * login only below the place it is written for. pip's files and cargo's packages lie beside their
   * index, so theirs go to the folder that it is in.
   */
  private List<String> paths(RegistryAddress address, RegistryLogin login) {
    String folder =
        switch (registry) {
          case MAVEN, GO -> address.path();
          case NPM, CARGO -> login.place().path();
          case PIP -> address.folder().path();
          case APT -> "/";
        };
    return folder.equals("/") ? List.of() : List.of(folder + "**");
  }

  private void add(RegistryAddress address, List<String> paths, List<Binding> bindings) {
    routes.add(route(address, Set.of("GET", "HEAD"), paths, bindings));
    if (registry == PresetSpec.Registry.NPM) {
      // npm's audit is the one POST a client makes to read (npm docs, "audit endpoints").
      List<String> audit = List.of(address.path() + "-/npm/v1/security/**");
      routes.add(route(address, Set.of("POST"), audit, bindings));
    }
  }

  private Route route(
      RegistryAddress address, Set<String> methods, List<String> paths, List<Binding> bindings) {
    return new Route(
        address.host(),
        Set.of(address.port()),
        methods,
        paths,
        TlsMode.INTERCEPT,
        bindings,
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        ServicePresets.origin(preset));
  }
}
