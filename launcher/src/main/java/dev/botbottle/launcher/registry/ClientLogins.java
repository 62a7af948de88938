package dev.botbottle.launcher.registry;

import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.UserClients;
import dev.botbottle.scan.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The logins of the user's package clients. A plan asks which there are and keeps none of their
 * values; a launch reads the value of one.
 */
public final class ClientLogins {
  /** More than this is no configuration. */
  private static final long LARGEST = 1 << 20;

  /**
   * What there is for a client.
   *
   * @param logins the logins that can be bound
   * @param problems the places whose login cannot be, and why
   */
  public record Found(List<RegistryLogin> logins, List<Unbound> problems) {
    public Found {
      logins = List.copyOf(logins);
      problems = List.copyOf(problems);
    }
  }

  /**
   * A login that is not bound.
   *
   * @param place where the client would send it
   * @param why as a clause
   */
  public record Unbound(RegistryAddress place, String why) {}

  private final Host host;

  /** Those of this user. */
  public ClientLogins(Host host) {
    this.host = host;
  }

  /**
   * What a client has.
   *
   * @param client its preset's name
   * @param addresses the registries it told, as it told them
   */
  public Found of(String client, Collection<String> addresses) {
    List<RegistryLogin> logins = new ArrayList<>();
    List<Unbound> problems = new ArrayList<>();
    switch (client) {
      case "npm" -> sort(NpmLogins.parse(text(npmrc())), client, npmrc(), logins, problems);
      case "maven" ->
          sort(MavenSettings.of(text(maven())).logins(), client, maven(), logins, problems);
      case "cargo" -> sort(cargo(), client, cargoFile("credentials"), logins, problems);
      case "pip", "go" -> {
        for (WrittenLogin written : inAddresses(addresses)) {
          sort(written, client, "its configuration", logins, problems);
        }
        sort(Netrc.parse(text(netrc())), "netrc", netrc(), logins, problems);
      }
      default -> {} // apt's own logins are not the user's
    }
    return new Found(logins, problems);
  }

  private void sort(
      List<WrittenLogin> all,
      String client,
      Path file,
      List<RegistryLogin> logins,
      List<Unbound> problems) {
    for (WrittenLogin written : all) {
      sort(written, client, file.toString(), logins, problems);
    }
  }

  private void sort(
      WrittenLogin written,
      String client,
      String where,
      List<RegistryLogin> logins,
      List<Unbound> problems) {
    Optional<String> missing = missingVariable(written.value());
    if (written.form() == WrittenLogin.Form.UNUSABLE) {
      problems.add(new Unbound(written.place(), written.value()));
    } else if (missing.isPresent()) {
      problems.add(
          new Unbound(written.place(), "its variable " + missing.get() + " is not set here"));
    } else if (!isName(written.user())) {
      problems.add(new Unbound(written.place(), "its user name is no plain text"));
    } else {
      logins.add(RegistryLogin.of(written, client, where));
    }
  }

  private static boolean isName(String user) {
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      if (c <= ' ' || c == 0x7f || c == ':' || c == '{' || c == '}') {
        return false;
      }
    }
    return true;
  }

  /**
   * The value of a login, read anew.
   *
   * @return an empty secret when it is not there any more
   */
  public Secret read(SecretOrigin.ClientLogin origin) {
    List<WrittenLogin> all =
        switch (origin.client()) {
          case "npm" -> NpmLogins.parse(text(npmrc()));
          case "maven" -> MavenSettings.of(text(maven())).logins();
          case "cargo" -> cargo();
          case "netrc" -> Netrc.parse(text(netrc()));
          case "pip" -> inAddresses(addresses(new UserClients(host).pipIndexes()));
          case "go" -> inAddresses(UserClients.goProxies(new UserClients(host).goEnvironment()));
          default -> List.of();
        };
    for (WrittenLogin written : all) {
      if (written.key().equals(origin.key()) && written.form() != WrittenLogin.Form.UNUSABLE) {
        return Secret.of(expanded(written.value()));
      }
    }
    return Secret.of("");
  }

  /** The files that a client inside finds its registries in; they hold no login. */
  public Optional<String> cargoConfiguration() {
    return Optional.of(CargoSettings.withoutLogins(text(cargoFile("config")), !cargo().isEmpty()))
        .filter(text -> !text.isEmpty());
  }

  /** What a Maven inside finds its repositories in; holds no login. */
  public Optional<String> mavenSettings() {
    return Optional.of(MavenSettings.of(text(maven())).withoutLogins())
        .filter(text -> !text.isEmpty());
  }

  /** The variable in which a cargo inside keeps its stand-in for a login. */
  public static String cargoVariable(RegistryLogin login) {
    return CargoSettings.variable(login.origin().key());
  }

  private List<WrittenLogin> cargo() {
    return CargoSettings.logins(text(cargoFile("config")), text(cargoFile("credentials")));
  }

  private Path npmrc() {
    return host.variable("NPM_CONFIG_USERCONFIG")
        .or(() -> host.variable("npm_config_userconfig"))
        .map(Path::of)
        .orElse(host.home().resolve(".npmrc"));
  }

  private Path maven() {
    return host.home().resolve(".m2/settings.xml");
  }

  private Path netrc() {
    return host.variable("NETRC").map(Path::of).orElse(host.home().resolve(".netrc"));
  }

  /** cargo knows each of its files with and without an ending, and prefers the one without. */
  private Path cargoFile(String name) {
    Path folder = host.variable("CARGO_HOME").map(Path::of).orElse(host.home().resolve(".cargo"));
    Path plain = folder.resolve(name);
    return Files.isRegularFile(plain) ? plain : folder.resolve(name + ".toml");
  }

  /** The logins in addresses, as in {@code https://USER:PASSWORD@HOST/simple}. */
  private static List<WrittenLogin> inAddresses(Collection<String> addresses) {
    List<WrittenLogin> logins = new ArrayList<>();
    for (String address : addresses) {
      Optional<RegistryAddress> parsed = RegistryAddress.parse(address);
      String pair = userInfo(address);
      if (parsed.isEmpty() || pair.isEmpty()) {
        continue;
      }
      RegistryAddress place = parsed.get().folder();
      String key = parsed.get().text();
      int colon = pair.indexOf(':');
      logins.add(
          colon < 0 || colon == pair.length() - 1
              ? WrittenLogin.unusable(
                  key,
                  place,
                  "its address has a user name without a password; USER:PASSWORD would do")
              : new WrittenLogin(
                  key,
                  place,
                  WrittenLogin.Form.BASIC,
                  pair.substring(0, colon),
                  pair.substring(colon + 1)));
    }
    return logins;
  }

  /** The addresses of settings, each once. */
  public static Set<String> addresses(Set<UserClients.Configured> configured) {
    Set<String> addresses = new LinkedHashSet<>();
    configured.forEach(setting -> addresses.add(setting.address()));
    return addresses;
  }

  private static String userInfo(String address) {
    try {
      String pair = new URI(address.strip()).getUserInfo();
      return pair == null ? "" : pair;
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /** The first variable a value names that the user's environment does not have. */
  private Optional<String> missingVariable(String value) {
    for (String name : variables(value)) {
      if (host.variable(name).isEmpty()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private String expanded(String value) {
    String text = value;
    for (String name : variables(value)) {
      String with = host.variable(name).orElse("");
      text = text.replace("${" + name + "}", with).replace("${env." + name + "}", with);
    }
    return text;
  }

  /** {@code ${NAME}} as npm writes it, {@code ${env.NAME}} as Maven does. */
  private static List<String> variables(String value) {
    List<String> names = new ArrayList<>();
    for (int at = value.indexOf("${"); at >= 0; at = value.indexOf("${", at + 2)) {
      int end = value.indexOf('}', at);
      if (end > at + 2) {
        String name = value.substring(at + 2, end);
        names.add(name.startsWith("env.") ? name.substring("env.".length()) : name);
      }
    }
    return names;
  }

  /** A file where an agent may write says nothing about the user's logins. */
  private String text(Path file) {
    try {
      return Files.isRegularFile(file) && !host.isWithinReach(file) && Files.size(file) <= LARGEST
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      return ""; // the client would not read it either
    }
  }
}
