package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserClientsTest {
  @TempDir private Path root;

  @Test
  void npmTellsItsRegistryAndThoseOfScopes() {
    Hosts.program(
        root,
        "npm",
        """
        cat <<'END'
        {
          "@acme:registry": "https://npm.acme.example/",
          "registry": "https://registry.example/",
          "userconfig": "/home/u/.npmrc"
        }
        END
        """);
    assertThat(clients().npmRegistries())
        .extracting(UserClients.Configured::address)
        .containsExactlyInAnyOrder("https://npm.acme.example/", "https://registry.example/");
  }

  @Test
  void aClientIsAskedFromAnEmptyDirectory() {
    Hosts.program(
        root,
        "npm",
        "[ -z \"$(ls -A)\" ] && echo '  \"registry\": \"https://empty.example'\"$PWD\"'\"'");
    assertThat(clients().npmRegistries())
        .extracting(UserClients.Configured::address)
        .singleElement()
        .asString()
        .startsWith("https://empty.example/")
        .doesNotContain("project");
  }

  @Test
  void mavenTellsItsBuiltInRepositoryAndTheSettingsOnes() throws IOException {
    Path home = root.resolve("maven");
    Files.createDirectories(home.resolve("bin"));
    Path program = Hosts.program(root, "mvn", "exit 1"); // never run
    Files.move(program, home.resolve("bin/mvn"));
    Files.createSymbolicLink(program, home.resolve("bin/mvn"));
    Files.createDirectories(home.resolve("lib"));
    try (OutputStream out = Files.newOutputStream(home.resolve("lib/maven-model-builder-3.jar"));
        ZipOutputStream jar = new ZipOutputStream(out)) {
      jar.putNextEntry(new ZipEntry("org/apache/maven/model/pom-4.0.0.xml"));
      jar.write(
          "<x><url>https://central.example/maven2</url></x>".getBytes(StandardCharsets.UTF_8));
    }
    Host host = Hosts.in(root);
    Files.createDirectories(host.home().resolve(".m2"));
    Files.writeString(
        host.home().resolve(".m2/settings.xml"),
        "<s><!-- <url>https://off.example/</url> --><url> https://mirror.example/m </url>"
            + "<url>http://0.0.0.0/</url></s>");
    assertThat(new UserClients(host).mavenRepositories())
        .containsExactlyInAnyOrder("https://central.example/maven2", "https://mirror.example/m");
  }

  @Test
  void pipTellsItsConfiguredIndexes() {
    Hosts.program(
        root,
        "pip",
        """
        echo "global.index-url='https://pypi.acme.example/simple'"
        echo "global.extra-index-url='https://a.example/s https://b.example/s'"
        echo "global.timeout='60'"
        """);
    assertThat(clients().pipIndexes())
        .extracting(UserClients.Configured::address)
        .containsExactlyInAnyOrder(
            "https://pypi.acme.example/simple", "https://a.example/s", "https://b.example/s");
  }

  @Test
  void pipWithoutConfigurationTellsItsBuiltInIndexAndTheHostOfItsFiles() {
    Hosts.program(root, "pip", "exit 0");
    Hosts.program(root, "python3", "echo https://index.example/simple; echo https://files.example");
    assertThat(clients().pipIndexes())
        .extracting(UserClients.Configured::address)
        .containsExactlyInAnyOrder("https://index.example/simple", "https://files.example");
  }

  @Test
  void goTellsItsProxiesAndTheDatabaseOfChecksums() {
    Hosts.program(
        root,
        "go",
        "[ \"$*\" = 'env GOPROXY GOSUMDB' ] && [ -z \"$(ls -A)\" ] &&"
            + " printf 'https://a.example,https://b.example|direct\\nsum.example+abc+key\\n'");
    assertThat(UserClients.goProxies(clients().goEnvironment()))
        .containsExactly("https://a.example", "https://b.example", "https://sum.example");
  }

  @Test
  void goWithoutChecksumsOrWithAProxyForThemTellsJustThat() {
    Hosts.program(root, "go", "printf 'off\\noff\\n'");
    assertThat(UserClients.goProxies(clients().goEnvironment())).isEmpty();
    Hosts.program(root, "go", "printf 'direct\\nsum.example+k https://mirror.example\\n'");
    assertThat(UserClients.goProxies(clients().goEnvironment()))
        .containsExactly("https://mirror.example");
  }

  @Test
  void aptTellsTheSystemsPackageSources() {
    Hosts.program(root, "apt-get", "echo http://deb.example/debian/; echo cdrom:[x]/");
    assertThat(clients().aptRepositories()).containsExactly("http://deb.example/debian/");
  }

  @Test
  void cargoTellsConfiguredRegistriesAndThoseItHasUsed() throws IOException {
    Host host = Hosts.in(root);
    Path cargo = host.home().resolve(".cargo");
    Files.createDirectories(cargo.resolve("registry/index/index.example-1a2b"));
    Files.writeString(
        cargo.resolve("config.toml"),
        """
        [source.crates-io]
        replace-with = "mirror"
        [source.mirror]
        registry = "sparse+https://mirror.example/index/"
        [registries.acme]
        index = 'https://git.acme.example/index' # ours
        token = "https://not-a-registry.example"
        """);
    Files.writeString(
        cargo.resolve("registry/index/index.example-1a2b/config.json"),
        "{\"dl\": \"https://static.example/{crate}/x\", \"api\": \"https://api.example\"}");
    assertThat(clients().cargoRegistries())
        .containsExactlyInAnyOrder(
            "https://mirror.example/index/",
            "https://git.acme.example/index",
            "https://index.example",
            "https://static.example/");
    assertThat(new UserClients(Hosts.in(root, "CARGO_HOME", root + "/none")).cargoRegistries())
        .isEmpty();
  }

  @Test
  void noClientInheritsTheUsersOtherSecrets() {
    String telling = "https://${PLANTED_TOKEN:-none}.example/";
    Hosts.program(root, "npm", "echo '\"registry\": \"'" + telling + "'\"'");
    Hosts.program(root, "pip", "exit 0");
    Hosts.program(root, "python3", "echo " + telling);
    assertThat(clients().npmRegistries())
        .extracting(UserClients.Configured::address)
        .containsExactly("https://none.example/");
    assertThat(clients().pipIndexes())
        .extracting(UserClients.Configured::address)
        .containsExactly("https://none.example/");
  }

  @Test
  void npmKeepsTheVariableItsConfigurationOfTheUserRefersTo() throws IOException {
    Hosts.program(
        root, "npm", "echo '\"registry\": \"'https://${PLANTED_TOKEN:-none}.example/'\"'");
    Files.writeString(Hosts.in(root).home().resolve(".npmrc"), "_authToken=${PLANTED_TOKEN}\n");
    assertThat(clients().npmRegistries())
        .extracting(UserClients.Configured::address)
        .containsExactly("https://planted-secret.example/");
  }

  @Test
  void aClientThatIsNotInstalledIsAnErrorWithAWayOut() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> clients().npmRegistries())
        .withMessageContaining("npm")
        .withMessageContaining("not installed")
        .satisfies(e -> assertThat(e.hint()).contains("allowlist"));
  }

  /** Only the programs of the test: scripts find cat and ls by their own process's PATH. */
  private UserClients clients() {
    return new UserClients(Hosts.in(root));
  }
}
