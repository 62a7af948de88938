package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Request;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryPresetsTest {
  @TempDir private Path root;

  private List<Route> routes(String name) {
    PresetSpec preset =
        new PresetSpec(name, false, Optional.empty(), new Origin("bottle.jsonc", 4, 7));
    return RegistryPresets.of(
            preset, preset.registry().orElseThrow(), Hosts.in(root), name1 -> "ph")
        .routes();
  }

  @Test
  void aRegistryIsForReadingAndNpmsAuditIsTheOnlyPost() {
    Hosts.program(
        root,
        "npm",
        "echo '\"registry\": \"https://npm.example:8443/mirror\",';"
            + " echo '\"@a:registry\": \"https://npm.example:8443/mirror/\",'");
    List<Route> routes = routes("npm");
    assertThat(routes).extracting(Route::host).containsOnly("npm.example");
    assertThat(routes).extracting(Route::ports).containsOnly(Set.of(8443));
    assertThat(routes)
        .extracting(Route::methods)
        .containsExactly(Set.of("GET", "HEAD"), Set.of("POST"));
    assertThat(routes.getLast().paths()).containsExactly("/mirror/-/npm/v1/security/**");
    assertThat(routes.getFirst().origin().toString()).isEqualTo("preset npm at bottle.jsonc:4:7");
  }

  @Test
  void theOtherClientsOnlyRead() {
    Hosts.program(root, "go", "echo https://proxy.example,https://proxy.example/b; echo off");
    assertThat(routes("go"))
        .singleElement()
        .satisfies(route -> assertThat(route.methods()).containsExactlyInAnyOrder("GET", "HEAD"));
  }

  @Test
  void aClientThatTellsNothingIsRefusedWithAWayOut() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> routes("cargo"))
        .withMessageContaining("preset cargo (bottle.jsonc:4:7)")
        .satisfies(e -> assertThat(e.hint()).contains("build something with cargo once"));
  }

  private RegistryPresets.Registries all(String name) {
    PresetSpec preset =
        new PresetSpec(name, false, Optional.empty(), new Origin("bottle.jsonc", 4, 7));
    return RegistryPresets.of(
        preset, preset.registry().orElseThrow(), Hosts.in(root), secret -> "PH(" + secret + ")");
  }

  @Test
  void aLoginOfTheClientIsBoundToItsRegistryAndTheOneInsideAsksTheSame() throws IOException {
    Hosts.program(
        root,
        "npm",
        "echo '\"registry\": \"https://npm.example/\",';"
            + " echo '\"@a:registry\": \"https://art.example/api/npm/\",'");
    Files.writeString(
        Hosts.in(root).home().resolve(".npmrc"), "//art.example/api/npm/:_authToken=tok-1\n");
    RegistryPresets.Registries found = all("npm");
    assertThat(found.routes())
        .extracting(route -> route.host() + route.methods() + route.bindings().size())
        .containsExactlyInAnyOrder(
            "art.example" + Set.of("GET", "HEAD") + 1,
            "art.example[POST]1",
            "art.example" + Set.of("GET", "HEAD") + 0,
            "art.example[POST]0",
            "npm.example" + Set.of("GET", "HEAD") + 0,
            "npm.example[POST]0");
    assertThat(found.secrets())
        .singleElement()
        .satisfies(secret -> {
          assertThat(secret.name()).isEqualTo("npm login for art.example/api/npm/");
          assertThat(secret.hosts()).containsExactly("art.example");
          assertThat(secret.source().toString()).startsWith("npm:");
        });
    assertThat(found.homeFiles())
        .singleElement()
        .satisfies(file -> {
          assertThat(file.path()).isEqualTo(".npmrc");
          assertThat(file.content())
              .isEqualTo(
                  "registry=https://npm.example/\n@a:registry=https://art.example/api/npm/\n");
        });
    assertThat(found.variables())
        .extracting(RegistryPresetsTest::shown)
        .containsExactly(
            "YARN_REGISTRY=https://npm.example/", "YARN_NPM_REGISTRY_SERVER=https://npm.example/");
    assertThat(found.toString()).doesNotContain("tok-1");
  }

  @Test
  void uvAsksTheIndexesOfPipAndTrustsWhatTheBottleTrusts() throws IOException {
    Hosts.program(
        root,
        "pip",
        "echo \"global.index-url='https://pip.example/simple'\";"
            + " echo \"global.extra-index-url='https://a.example/x https://b.example/y'\"");
    assertThat(all("pip").variables())
        .extracting(RegistryPresetsTest::shown)
        .containsExactlyInAnyOrder(
            "PIP_INDEX_URL=https://pip.example/simple/",
            "PIP_EXTRA_INDEX_URL=https://a.example/x/ https://b.example/y/",
            "UV_DEFAULT_INDEX=https://pip.example/simple/",
            "UV_INDEX=https://a.example/x/ https://b.example/y/",
            "UV_SYSTEM_CERTS=true",
            "UV_NATIVE_TLS=true");
  }

  private static String shown(PlannedVariable variable) {
    return variable.name() + "=" + ((PlannedVariable.Value.Plain) variable.value()).text();
  }

  @Test
  void npmsLoginGoesWhereNpmSendsItAndTheRestOfTheHostIsReadWithout() throws IOException {
    Hosts.program(
        root,
        "npm",
        "echo '\"registry\": \"https://git.example/api/packages/npm/\",';"
            + " echo '\"@b:registry\": \"https://git.example/api/packages/npm/b/\",'");
    Files.writeString(
        Hosts.in(root).home().resolve(".npmrc"),
        """
        //git.example/api/packages/npm/:_authToken=tok-1
        //git.example/api/packages/npm/b/:_authToken=tok-2
        //git.example/api/projects/7/npm/:_authToken=tok-3
        //other.example/:_authToken=tok-4
        """);
    RegistryPresets.Registries found = all("npm");
    assertThat(found.routes())
        .filteredOn(route -> route.methods().contains("GET"))
        .extracting(route ->
            route.host() + route.paths() + route.bindings().stream().map(Binding::secret).toList())
        .containsExactly(
            "git.example[/api/packages/npm/b/**][npm login for git.example/api/packages/npm/b/]",
            "git.example[/api/projects/7/npm/**][npm login for git.example/api/projects/7/npm/]",
            "git.example[/api/packages/npm/**][npm login for git.example/api/packages/npm/]",
            "git.example[][]");
    PolicyEngine engine = PolicyEngine.of(new Policy(found.routes(), List.of()));
    assertThat(secretsAt(engine, "/api/packages/npm/@a%2fname"))
        .containsExactly("npm login for git.example/api/packages/npm/");
    assertThat(secretsAt(engine, "/api/packages/npm%2f..%2fuser")).isEmpty();
    assertThat(secretsAt(engine, "/api/packages/npm%2fname")).isEmpty();
    assertThat(secretsAt(engine, "/api/user")).isEmpty();
  }

  private static List<String> secretsAt(PolicyEngine engine, String path) {
    Decision decision =
        engine.request(new Request("https", "git.example", 443, "GET", path, "", List.of(), false));
    return decision.route().stream()
        .flatMap(route -> route.bindings().stream())
        .map(Binding::secret)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npm", "pip", "go"})
  void anAddressThatIsItselfASecretIsNotWrittenInside(String client) {
    String address = "https://packages.example/q8Zt2Lk90sVb3Xw71Mn5/simple";
    Hosts.program(
        root,
        client,
        switch (client) {
          case "npm" -> "echo '\"registry\": \"" + address + "\",'";
          case "pip" -> "echo \"global.index-url='" + address + "'\"";
          default -> "echo " + address + "; echo off";
        });
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> all(client))
        .withMessageContaining("holds what looks like a secret")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("q8Zt2"));
  }

  @Test
  void mavensLoginGoesToItsRepositoryOnlyAndTheRestOfTheHostIsReadWithout() throws IOException {
    Path home = root.resolve("maven");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Path program = Hosts.program(root, "mvn", "exit 1");
    Files.move(program, home.resolve("bin/mvn"));
    Files.createSymbolicLink(program, home.resolve("bin/mvn"));
    Path settings = Hosts.in(root).home().resolve(".m2/settings.xml");
    Files.createDirectories(settings.getParent());
    Files.writeString(
        settings,
        "<settings><servers><server><id>c</id><username>ann</username><password>pw</password>"
            + "</server></servers><mirrors><mirror><id>c</id><mirrorOf>*</mirrorOf>"
            + "<url>https://m.example/maven/all</url></mirror></mirrors></settings>");
    RegistryPresets.Registries found = all("maven");
    assertThat(found.routes())
        .extracting(route -> route.host() + route.paths() + route.bindings().size())
        .containsExactly("m.example[/maven/all/**]1", "m.example[]0");
    assertThat(found.homeFiles())
        .singleElement()
        .satisfies(file -> {
          assertThat(file.path()).isEqualTo(".m2/settings.xml");
          assertThat(file.content())
              .contains("https://m.example/maven/all")
              .doesNotContain("pw", "ann");
        });
  }

  @Test
  void aLoginThatCannotBeUsedIsToldAndNothingIsBound() throws IOException {
    Hosts.program(root, "pip", "echo \"global.index-url='https://tok-2@pip.example/simple'\"");
    RegistryPresets.Registries found = all("pip");
    assertThat(found.routes()).allSatisfy(route -> assertThat(route.bindings()).isEmpty());
    assertThat(found.secrets()).isEmpty();
    assertThat(found.notes())
        .containsExactly(
            "the login of your pip for pip.example is not used: its address has a user name"
                + " without a password; USER:PASSWORD would do");
    assertThat(found.variables())
        .extracting(PlannedVariable::name)
        .containsExactly("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS");
    assertThat(((PlannedVariable.Value.Plain) found.variables().getFirst().value()).text())
        .isEqualTo("https://pip.example/simple/");
  }

  @Test
  void aCargoInsideHoldsAStandInBecauseItWillNotAskWithoutAToken() throws IOException {
    Path cargo = Files.createDirectories(Hosts.in(root).home().resolve(".cargo"));
    Files.writeString(
        cargo.resolve("config.toml"),
        "[registries.acme]\nindex = \"sparse+https://c.example/i/\"\n");
    Files.writeString(cargo.resolve("credentials.toml"), "[registries.acme]\ntoken = \"tok-3\"\n");
    RegistryPresets.Registries found = all("cargo");
    assertThat(found.variables())
        .singleElement()
        .satisfies(variable -> {
          assertThat(variable.name()).isEqualTo("CARGO_REGISTRIES_ACME_TOKEN");
          assertThat(((PlannedVariable.Value.Plain) variable.value()).text())
              .isEqualTo("PH(cargo login for c.example/i/)");
        });
  }

  private static List<String> bound(RegistryPresets.Registries found) {
    return found.routes().stream()
        .map(route ->
            route.host() + route.paths() + route.bindings().stream().map(Binding::secret).toList())
        .toList();
  }

  @Test
  void twoCargoRegistriesAtOneHostHaveTheirOwnTokens() throws IOException {
    Path cargo = Files.createDirectories(Hosts.in(root).home().resolve(".cargo"));
    Files.writeString(
        cargo.resolve("config.toml"),
        """
        [registries.one]
        index = "sparse+https://c.example/api/packages/one/cargo/"
        [registries.two]
        index = "sparse+https://c.example/api/packages/two/cargo/"
        [registries.near]
        index = "sparse+https://d.example/near/"
        [registries.far]
        index = "sparse+https://d.example/far/"
        """);
    Files.writeString(
        cargo.resolve("credentials.toml"),
        """
        [registries.one]
        token = "tok-1"
        [registries.two]
        token = "tok-2"
        [registries.near]
        token = "tok-3"
        [registries.far]
        token = "tok-4"
        """);
    RegistryPresets.Registries found = all("cargo");
    assertThat(bound(found))
        .containsExactlyInAnyOrder(
            "c.example[/api/packages/one/**][cargo login for c.example/api/packages/one/cargo/]",
            "c.example[/api/packages/two/**][cargo login for c.example/api/packages/two/cargo/]",
            "d.example[/near/**][cargo login for d.example/near/]",
            "d.example[/far/**][cargo login for d.example/far/]",
            "c.example[][]",
            "d.example[][]");
    assertThat(found.variables())
        .extracting(PlannedVariable::name)
        .containsExactlyInAnyOrder(
            "CARGO_REGISTRIES_ONE_TOKEN",
            "CARGO_REGISTRIES_TWO_TOKEN",
            "CARGO_REGISTRIES_NEAR_TOKEN",
            "CARGO_REGISTRIES_FAR_TOKEN");
    assertThat(found.toString()).doesNotContain("tok-");
  }

  @Test
  void pipsLoginGoesToTheFolderItsIndexIsInAndTheRestOfTheHostIsReadWithout() throws IOException {
    Hosts.program(
        root,
        "pip",
        "echo \"global.index-url='https://ann:pw-1@p.example/api/pypi/one/simple'\";"
            + " echo \"global.extra-index-url='https://p.example/api/pypi/two/simple"
            + " https://n.example/simple'\"");
    Files.writeString(
        Hosts.in(root).home().resolve(".netrc"), "machine n.example login ned password pw-2\n");
    assertThat(bound(all("pip")))
        .containsExactlyInAnyOrder(
            "p.example[/api/pypi/one/**][pip login for p.example/api/pypi/one/simple/]",
            "p.example[][]",
            "n.example[][pip login for n.example/simple/]");
  }

  @Test
  void gosLoginGoesToItsProxy() throws IOException {
    Hosts.program(
        root,
        "go",
        "printf 'https://u:p@a.example/go/one,https://b.example/go/two,direct\\noff\\n'");
    Files.writeString(
        Hosts.in(root).home().resolve(".netrc"), "machine b.example login ned password pw-2\n");
    assertThat(bound(all("go")))
        .containsExactlyInAnyOrder(
            "a.example[/go/one/**][go login for a.example/go/one/]",
            "b.example[/go/two/**][go login for b.example/go/two/]",
            "a.example[][]",
            "b.example[][]");
  }

  @Test
  void goInsideAsksTheSameProxiesInTheSameOrder() {
    Hosts.program(root, "go", "printf 'https://u:p@a.example|https://b.example,direct\\noff\\n'");
    assertThat(all("go").variables())
        .extracting(variable ->
            variable.name() + "=" + ((PlannedVariable.Value.Plain) variable.value()).text())
        .containsExactly("GOPROXY=https://a.example/|https://b.example/,direct", "GOSUMDB=off");
  }
}
