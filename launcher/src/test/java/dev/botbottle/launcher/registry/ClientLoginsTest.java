package dev.botbottle.launcher.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.policy.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientLoginsTest {
  @TempDir private Path root;

  private void write(String path, String text) {
    try {
      Path file = Hosts.in(root).home().resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private ClientLogins.Found of(String client, String... addresses) {
    return new ClientLogins(Hosts.in(root)).of(client, List.of(addresses));
  }

  private String value(RegistryLogin login, Host host) {
    return new ClientLogins(host).read(login.origin()).revealText();
  }

  @Test
  void npmsThreeWaysToWriteALoginAreKnown() {
    write(
        ".npmrc",
        "registry=https://a.example/\n; //off.example/:_authToken=no\n"
            + "//a.example/:_authToken=tok-a\n"
            + "//b.example:8443/npm/:_auth=\""
            + base64("ann:pass:b")
            + "\"\n//c.example/:username=carl\n//c.example/:_password="
            + base64("pass-c")
            + "\n");
    List<RegistryLogin> logins = of("npm").logins();
    assertThat(logins)
        .extracting(login -> login.place().text() + " " + login.format())
        .containsExactly(
            "https://a.example/ Bearer {}",
            "https://b.example:8443/npm/ ann:{}",
            "https://c.example/ carl:{}");
    assertThat(logins)
        .extracting(RegistryLogin::slot)
        .containsExactly(
            new Slot.Header("Authorization"), new Slot.BasicPassword(), new Slot.BasicPassword());
    assertThat(logins)
        .extracting(login -> value(login, Hosts.in(root)))
        .containsExactly("tok-a", "pass:b", "pass-c");
  }

  @Test
  void whatIsKeptOfALoginIsNoValue() {
    write(".npmrc", "//a.example/:_authToken=tok-a\n");
    RegistryLogin login = of("npm").logins().getFirst();
    assertThat(login.toString()).doesNotContain("tok-a");
    assertThat(login.origin().toString()).isEqualTo("npm:" + Hosts.in(root).home() + "/.npmrc");
    assertThat(new WrittenLogin("k", login.place(), WrittenLogin.Form.BEARER, "", "tok-a"))
        .asString()
        .doesNotContain("tok-a");
  }

  @Test
  void aVariableInALoginIsReadAtTheStartAndOneThatIsNotSetBindsNothing() {
    write(".npmrc", "//a.example/:_authToken=${THE_TOKEN}\n");
    assertThat(of("npm").logins()).isEmpty();
    assertThat(of("npm").problems())
        .extracting(ClientLogins.Unbound::why)
        .containsExactly("its variable THE_TOKEN is not set here");
    Host host = Hosts.in(root, "THE_TOKEN", "tok-v");
    RegistryLogin login = new ClientLogins(host).of("npm", List.of()).logins().getFirst();
    assertThat(value(login, host)).isEqualTo("tok-v");
  }

  @Test
  void aFileWhereAnAgentMayWriteSaysNothing() throws IOException {
    Host host = Hosts.in(root, "NPM_CONFIG_USERCONFIG", root.toRealPath() + "/home/project/.npmrc");
    Files.writeString(host.directory().resolve(".npmrc"), "//a.example/:_authToken=tok-a\n");
    assertThat(new ClientLogins(host).of("npm", List.of()).logins()).isEmpty();
  }

  @Test
  void mavensServersCountForTheMirrorOrRepositoryOfTheirId() {
    write(
        ".m2/settings.xml",
        """
        <settings>
          <!-- <server><id>corp</id><username>x</username><password>y</password></server> -->
          <servers>
            <server><id>corp</id><username>ann</username><password>p&amp;q</password></server>
            <server><id>sealed</id><username>ann</username><password>{COQLCE6DU6GtcS5P=}</password></server>
            <server><id>headed</id><configuration><httpHeaders/><httpHeaders></httpHeaders></configuration></server>
            <server><id>elsewhere</id><username>e</username><password>e</password></server>
          </servers>
          <mirrors>
            <mirror><id>corp</id><mirrorOf>central</mirrorOf><url>https://m.example/maven/all</url></mirror>
            <mirror><id>sealed</id><mirrorOf>b</mirrorOf><url>https://m.example/maven/sealed</url></mirror>
          </mirrors>
          <profiles><profile><id>p</id><repositories>
            <repository><id>headed</id><url>https://r.example/m</url></repository>
          </repositories></profile></profiles>
        </settings>
        """);
    ClientLogins.Found found = of("maven");
    assertThat(found.logins())
        .singleElement()
        .satisfies(login -> {
          assertThat(login.place().text()).isEqualTo("https://m.example/maven/all/");
          assertThat(login.format()).isEqualTo("ann:{}");
          assertThat(value(login, Hosts.in(root))).isEqualTo("p&q");
        });
    assertThat(found.problems())
        .extracting(ClientLogins.Unbound::why)
        .containsExactly(
            "the password of the server sealed is encrypted by Maven",
            "the server headed is logged in to by headers");
  }

  @Test
  void aMavenInsideGetsMirrorsAndRepositoriesInUseAndNoLogin() {
    write(
        ".m2/settings.xml",
        """
        <settings>
          <proxies><proxy><password>proxy-pass</password></proxy></proxies>
          <servers><server><id>corp</id><username>ann</username><password>pw-1</password></server></servers>
          <mirrors><mirror><id>corp</id><mirrorOf>*,!x</mirrorOf><url>https://u:url-pass@m.example/a</url></mirror></mirrors>
          <profiles>
            <profile><id>on</id><properties><t>prop-pass</t></properties>
              <repositories><repository><id>r</id><url>https://r.example/m</url><snapshots><enabled>false</enabled></snapshots></repository></repositories></profile>
            <profile><id>off</id>
              <repositories><repository><id>o</id><url>https://off.example/m</url></repository></repositories></profile>
          </profiles>
          <activeProfiles><activeProfile>on</activeProfile></activeProfiles>
        </settings>
        """);
    assertThat(new ClientLogins(Hosts.in(root)).mavenSettings().orElseThrow())
        .contains(
            "<id>corp</id><mirrorOf>*,!x</mirrorOf><url>https://m.example/a/</url>",
            "<url>https://r.example/m/</url><snapshots><enabled>false</enabled></snapshots>",
            "<activeProfile>bottle</activeProfile>")
        .doesNotContain("pass", "pw-1", "server", "off.example");
  }

  @Test
  void cargosNamedRegistriesHaveTheirTokenAndTheDefaultOneIsLeftAlone() {
    write(
        ".cargo/config.toml",
        """
        [registries.acme-corp]
        index = "sparse+https://cargo.example/index/"
        token = "in-config"
        [net]
        git-fetch-with-cli = true
        [source.crates-io]
        replace-with = "acme-corp"
        """);
    write(
        ".cargo/credentials.toml",
        "[registry]\ntoken = \"publish\"\n[registries.acme-corp]\ntoken = \"Bearer tok-c\"\n");
    ClientLogins.Found found = of("cargo");
    assertThat(found.logins())
        .singleElement()
        .satisfies(login -> {
          assertThat(login.place().text()).isEqualTo("https://cargo.example/");
          assertThat(login.format()).isEqualTo("{}");
          assertThat(value(login, Hosts.in(root))).isEqualTo("Bearer tok-c");
          assertThat(ClientLogins.cargoVariable(login))
              .isEqualTo("CARGO_REGISTRIES_ACME_CORP_TOKEN");
        });
    assertThat(new ClientLogins(Hosts.in(root)).cargoConfiguration().orElseThrow())
        .isEqualTo(
            """
            [registries.acme-corp]
            index = "sparse+https://cargo.example/index/"
            [source.crates-io]
            replace-with = "acme-corp"
            [registry]
            global-credential-providers = ["cargo:token"]
            """);
  }

  @Test
  void pipsLoginsStandInItsAddressesOrInNetrcWhoseDefaultIsLeftAlone() {
    write(
        ".netrc",
        "machine n.example login ned\n  password pass-n\nmacdef init\nmachine m.example login x"
            + " password y\n\ndefault login any password anything\n");
    Hosts.program(root, "pip", "echo \"global.index-url='https://ann:p%2Fw@i.example/simple'\"");
    ClientLogins.Found found =
        of("pip", "https://ann:p%2Fw@i.example/simple", "https://only@t.example/simple");
    assertThat(found.logins())
        .extracting(login -> login.place().text() + " " + login.format() + " " + login.origin())
        .containsExactly(
            "https://i.example/ ann:{} pip:its configuration",
            "https://n.example/ ned:{} netrc:" + Hosts.in(root).home() + "/.netrc");
    assertThat(found.logins())
        .extracting(login -> value(login, Hosts.in(root)))
        .containsExactly("p/w", "pass-n");
    assertThat(found.problems())
        .extracting(problem -> problem.place().host())
        .containsExactly("t.example");
  }

  @Test
  void aLoginThatHasGoneReadsAsNothing() {
    assertThat(
            new ClientLogins(Hosts.in(root))
                .read(new SecretOrigin.ClientLogin("npm", "x", "//a.example/"))
                .length())
        .isZero();
  }
}
