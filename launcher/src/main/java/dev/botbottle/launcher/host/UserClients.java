package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What the user's package clients are configured for. Each is asked from an empty directory, so
 * that only user-level configuration counts: a project's own would run or redirect what it names.
 */
public final class UserClients {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Host host;

  /** The clients of this host. */
  public UserClients(Host host) {
    this.host = host;
  }

  /**
   * An address a client is configured with.
   *
   * @param setting the client's own name of the setting; empty for what is built in
   * @param address the address, with whatever login stands in it
   */
  public record Configured(String setting, String address) {
    @Override
    public String toString() {
      return "Configured[" + setting + ", ***]";
    }
  }

  /** npm's default registry and those of configured scopes. */
  public Set<Configured> npmRegistries() {
    Set<Configured> found = new LinkedHashSet<>();
    for (String line : ask(List.of("npm", "config", "list", "--json"))) {
      int at = line.indexOf("registry\": \"");
      int name = line.indexOf('"');
      if (at >= 0 && name < at) {
        String value = line.substring(at + "registry\": \"".length());
        configured(
            found,
            line.substring(name + 1, at + "registry".length()),
            value.substring(0, Math.max(0, value.indexOf('"'))));
      }
    }
    return found;
  }

  private static void configured(Set<Configured> found, String setting, String value) {
    if (isAddress(value)) {
      found.add(new Configured(setting, value));
    }
  }

  private static boolean isAddress(String value) {
    return value.startsWith("https://") || value.startsWith("http://");
  }

  /**
   * Maven's repositories: its built-in one, and every address in the user's and its own settings.
   */
  public Set<String> mavenRepositories() {
    Path program = host.find("mvn").orElseThrow(() -> failure("mvn", "it is not installed"));
    Set<String> found = new LinkedHashSet<>();
    try {
      Path home = program.toRealPath().resolve("../..").normalize();
      for (Path settings :
          List.of(host.home().resolve(".m2/settings.xml"), home.resolve("conf/settings.xml"))) {
        if (Files.isReadable(settings)) {
          urls(found, Files.readString(settings));
        }
      }
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(home.resolve("lib"), "maven-model-builder*.jar")) {
        for (Path jar : jars) {
          urls(found, superPom(jar));
        }
      }
      return found;
    } catch (IOException e) {
      throw failure("mvn", String.valueOf(e.getMessage()));
    }
  }

  /**
   * The POM every other inherits from (Maven's "super POM"), which names the default repository.
   */
  private static String superPom(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry("org/apache/maven/model/pom-4.0.0.xml");
      return entry == null
          ? ""
          : new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void urls(Set<String> found, String xml) {
    StringBuilder text = new StringBuilder(xml);
    for (int at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--")) {
      int end = text.indexOf("-->", at);
      text.delete(at, end < 0 ? text.length() : end + 3);
    }
    for (int at = text.indexOf("<url>"); at >= 0; at = text.indexOf("<url>", at + 1)) {
      int end = text.indexOf("</url>", at);
      String url = end < 0 ? "" : text.substring(at + "<url>".length(), end).strip();
      // what Maven's own settings send plain http to, so that it fails (release notes of 3.8.1)
      if (!url.startsWith("http://0.0.0.0")) {
        addresses(found, url);
      }
    }
  }

  /** pip's configured indexes, else its built-in one with the host its files are on. */
  public Set<Configured> pipIndexes() {
    Set<Configured> found = new LinkedHashSet<>();
    for (String line : ask(List.of("pip", "config", "list"))) {
      int equals = line.indexOf('=');
      // SECTION.index-url or SECTION.extra-index-url
      String setting = equals < 0 ? "" : line.substring(line.indexOf('.') + 1, equals);
      if (setting.endsWith("index-url")) {
        for (String value : line.substring(equals + 1).replace("'", "").split("\\s+", -1)) {
          configured(found, setting, value);
        }
      }
    }
    if (found.isEmpty()) {
      for (String line :
          ask(
              List.of(
                  "python3",
                  "-c",
                  "from pip._internal.models.index import PyPI; print(PyPI.simple_url);"
                      + " print('https://' + PyPI.file_storage_domain)"))) {
        configured(found, "", line.strip());
      }
    }
    return found;
  }

  /** What Go is configured with, as it says: its module proxies, then its checksums' database. */
  public List<String> goEnvironment() {
    return ask(List.of("go", "env", "GOPROXY", "GOSUMDB"));
  }

  /** Go's module proxies and the database of checksums, out of {@link #goEnvironment}. */
  public static Set<String> goProxies(List<String> lines) {
    Set<String> found = new LinkedHashSet<>();
    if (!lines.isEmpty()) {
      for (String proxy : lines.getFirst().replace('|', ',').split(",", -1)) {
        addresses(found, proxy.strip());
      }
    }
    if (lines.size() > 1 && !lines.get(1).isBlank() && !lines.get(1).equals("off")) {
      // "NAME", "NAME+KEY" or either with an address behind it (go help environment)
      String[] words = lines.get(1).strip().split(" ", -1);
      if (words.length > 1) {
        addresses(found, words[1]);
      } else {
        found.add("https://" + words[0].split("\\+", -1)[0]);
      }
    }
    return found;
  }

  /** The package sources of the system, as apt has them configured. */
  public Set<String> aptRepositories() {
    Set<String> found = new LinkedHashSet<>();
    for (String line : ask(List.of("apt-get", "indextargets", "--format", "$(REPO_URI)"))) {
      addresses(found, line.strip());
    }
    return found;
  }

  /**
   * Cargo's registries: those the user's configuration names, and those it has used before, with
   * the hosts their index says packages come from. Cargo has no command that tells its own.
   */
  public Set<String> cargoRegistries() {
    Path cargo = host.variable("CARGO_HOME").map(Path::of).orElse(host.home().resolve(".cargo"));
    Set<String> found = new LinkedHashSet<>();
    try {
      for (String name : List.of("config.toml", "config")) {
        Path file = cargo.resolve(name);
        if (Files.isRegularFile(file)) {
          quoted(found, Files.readString(file), "registry");
          quoted(found, Files.readString(file), "index");
        }
      }
      Path used = cargo.resolve("registry/index");
      if (Files.isDirectory(used)) {
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(used)) {
          for (Path index : indexes) {
            cargoIndex(found, index);
          }
        }
      }
    } catch (IOException e) {
      throw failure("cargo", String.valueOf(e.getMessage()));
    }
    return found;
  }

  /** A used index: a directory HOST-HASH with the index's own {@code config.json}. */
  private static void cargoIndex(Set<String> found, Path index) throws IOException {
    String name = String.valueOf(index.getFileName());
    int hash = name.lastIndexOf('-');
    if (hash > 0) {
      found.add("https://" + name.substring(0, hash));
    }
    Path file = index.resolve("config.json");
    if (Files.isRegularFile(file)) {
      String json = Files.readString(file);
      int dl = json.indexOf("\"dl\"");
      int start = dl < 0 ? -1 : json.indexOf('"', dl + 4);
      int end = start < 0 ? -1 : json.indexOf('"', start + 1);
      if (end > 0) {
        // a template's markers follow the host
        addresses(found, json.substring(start + 1, end).split("\\{", -1)[0]);
      }
    }
  }

  /** The values of {@code key = "…"} lines (TOML), without cargo's word for the kind of index. */
  private static void quoted(Set<String> found, String toml, String key) {
    for (String line : toml.lines().toList()) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (equals > 0 && text.substring(0, equals).strip().equals(key)) {
        String value = text.substring(equals + 1).strip();
        int end = value.length() > 1 ? value.indexOf(value.charAt(0), 1) : -1;
        if (end > 0) {
          String address = value.substring(1, end);
          addresses(found, address.startsWith("sparse+") ? address.substring(7) : address);
        }
      }
    }
  }

  private static void addresses(Set<String> found, String value) {
    if (isAddress(value)) {
      found.add(value);
    }
  }

  private List<String> ask(List<String> command) {
    List<String> words = new ArrayList<>(command);
    Path program =
        host.find(command.getFirst())
            .orElseThrow(() -> failure(command.getFirst(), "it is not installed"));
    words.set(0, program.toString());
    Path empty = null;
    try {
      empty = Files.createTempDirectory("bottle");
      UserProgram.Answer answer =
          UserProgram.ask(
              words,
              empty,
              environment(command.getFirst()),
              ProcessBuilder.Redirect.DISCARD,
              PATIENCE);
      if (answer.exit() == UserProgram.TOO_LATE) {
        throw failure(command.getFirst(), "it did not answer");
      }
      String output = new String(answer.output(), StandardCharsets.UTF_8);
      return output.lines().toList();
    } catch (IOException e) {
      throw failure(command.getFirst(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(command.getFirst(), "it was interrupted");
    } finally {
      if (empty != null) {
        Trees.remove(empty);
      }
    }
  }

  private InheritedEnvironment environment(String client) {
    return switch (client) {
      case "npm" -> npmEnvironment(host);
      case "pip" ->
          InheritedEnvironment.ofAClient(List.of("PIP_"), "").without(host.secretVariables());
      case "go" ->
          InheritedEnvironment.ofAClient(List.of("GO"), "").without(host.secretVariables());
      default -> InheritedEnvironment.WITHOUT_SECRETS.without(host.secretVariables());
    };
  }

  /**
   * What npm inherits: {@code .npmrc} files name the variables that hold a registry's token, by
   * habit {@code NPM_TOKEN} and {@code NODE_AUTH_TOKEN}.
   */
  public static InheritedEnvironment npmEnvironment(Host host) {
    List<String> settings = List.of("NPM_", "NODE_AUTH_TOKEN");
    try {
      Path file = host.home().resolve(".npmrc");
      return InheritedEnvironment.ofAClient(
              settings, Files.isReadable(file) ? Files.readString(file) : "")
          .without(host.secretVariables());
    } catch (IOException e) {
      // npm itself will complain
      return InheritedEnvironment.ofAClient(settings, "").without(host.secretVariables());
    }
  }

  private static BottleException failure(String client, String why) {
    return new BottleException(
        ExitCode.MANIFEST,
        "could not ask " + client + " for its registry: " + why,
        "install it, or name the registry's host in \"allowlist\"");
  }
}
