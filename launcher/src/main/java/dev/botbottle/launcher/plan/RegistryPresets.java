package dev.botbottle.launcher.plan;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.UserClients;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.policy.Origin;
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

  static List<Route> routes(List<PresetSpec> presets, Host host) {
    List<Route> routes = new ArrayList<>();
    for (PresetSpec preset : presets) {
      for (String address : addresses(preset, host)) {
        routes.add(route(preset, address));
      }
    }
    return routes;
  }

  private static Set<String> addresses(PresetSpec preset, Host host) {
    UserClients clients = new UserClients(host);
    Set<String> addresses = new LinkedHashSet<>();
    switch (preset.name()) {
      case "npm" -> addresses.addAll(clients.npmRegistries());
      case "maven" -> addresses.addAll(clients.mavenRepositories());
      case "pip" -> addresses.addAll(clients.pipIndexes());
      default ->
          throw new BottleException(
              ExitCode.MANIFEST,
              "could not use the preset " + preset.name() + " (" + preset.origin() + ")",
              "there are: npm, maven, pip");
    }
    if (addresses.isEmpty()) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the preset "
              + preset.name()
              + " ("
              + preset.origin()
              + "): the client tells no registry",
          "is it installed? name the registry's host in \"allowlist\" instead");
    }
    return addresses;
  }

  /** Reading only; npm's audit is the one POST a client makes to read. */
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
          new Origin(
              "preset " + preset.name() + " at " + preset.origin().source(),
              preset.origin().line(),
              preset.origin().column()));
    } catch (URISyntaxException | NullPointerException e) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not use the preset " + preset.name() + ": the client's registry is no address",
          "check the client's own configuration",
          e);
    }
  }
}
