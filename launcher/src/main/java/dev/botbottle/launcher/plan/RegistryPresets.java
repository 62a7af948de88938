package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.UserClients;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.manifest.ServicePresets;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes to the package registries the host's own clients are configured for. The product knows no
 * registry's address: it asks the clients, so mirrors and company registries just work.
 */
final class RegistryPresets {
  private RegistryPresets() {}

  /** The routes of one preset. */
  static List<Route> routes(PresetSpec preset, PresetSpec.Registry registry, Host host) {
    List<Route> routes = new ArrayList<>();
    Set<String> places = new LinkedHashSet<>();
    for (String address : addresses(preset, registry, host)) {
      Route route = route(preset, address);
      if (places.add(route.host() + route.ports())) {
        routes.add(route);
        if (registry == PresetSpec.Registry.NPM) {
          routes.add(audit(route, address));
        }
      }
    }
    return routes;
  }

  /** npm's audit is the one POST a client makes to read (npm docs, "audit endpoints"). */
  private static Route audit(Route reading, String address) {
    String path = URI.create(address).getPath();
    String folder = path.endsWith("/") ? path : path + "/";
    return new Route(
        reading.host(),
        reading.ports(),
        Set.of("POST"),
        List.of(folder + "-/npm/v1/security/**"),
        reading.tls(),
        List.of(),
        reading.scan(),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        reading.origin());
  }

  private static Set<String> addresses(PresetSpec preset, PresetSpec.Registry registry, Host host) {
    UserClients clients = new UserClients(host);
    Set<String> addresses =
        switch (registry) {
          case NPM -> clients.npmRegistries();
          case MAVEN -> clients.mavenRepositories();
          case PIP -> clients.pipIndexes();
          case CARGO -> clients.cargoRegistries();
          case GO -> clients.goProxies();
          case APT -> clients.aptRepositories();
        };
    if (addresses.isEmpty()) {
      throw new BottleException(
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
    return addresses;
  }

  /** Reading only. */
  private static Route route(PresetSpec preset, String address) {
    try {
      URI uri = new URI(address);
      boolean secure = "https".equals(uri.getScheme());
      return new Route(
          uri.getHost(),
          Set.of(uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80),
          Set.of("GET", "HEAD"),
          List.of(),
          TlsMode.INTERCEPT,
          List.of(),
          ScanSettings.DEFAULT,
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          ServicePresets.origin(preset));
    } catch (URISyntaxException | NullPointerException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the preset " + preset.name() + ": the client's registry is no address",
          "check the client's own configuration",
          e);
    }
  }
}
