package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.TlsMode;
import dev.botbottle.scan.KnownSecret;
import dev.botbottle.scan.Secret;
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

class VisibleValueTest {
  private static final GrantedHosts NAMED = new GrantedHosts(List.of("a.example.com"), true);
  private static final GrantedHosts OWN = new GrantedHosts(List.of("a.example.com"), false);

  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(strings = {"/srv/keys/one", "~/keys", "vim-like", "two words"})
  void aValueWithHostsIsLookedForWhateverItLooksLike(String text) {
    assertThat(VisibleValue.known("THING", NAMED, Secret.of(text)))
        .get()
        .satisfies(known -> {
          assertThat(known.name()).isEqualTo("THING");
          assertThat(known.kind()).isEqualTo(KnownSecret.Kind.ENV);
          assertThat(known.value().revealText()).isEqualTo(text);
        });
    assertThat(VisibleValue.known("THING", OWN, Secret.of(text))).isEmpty();
  }

  @Test
  void aValueWithoutHostsIsLookedForWhenItLooksLikeASecret() {
    assertThat(VisibleValue.known("DEPLOY_TOKEN", OWN, Secret.of("summer-2026"))).isPresent();
  }

  @Test
  void aValueTooShortToBeHeldToItsHostsIsRefusedWithoutPrintingIt() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> VisibleValue.known("PIN", NAMED, Secret.of("48151")))
        .withMessageContaining("could not hold PIN to its hosts")
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.MANIFEST);
          assertThat(e.getMessage() + e.hint()).doesNotContain("48151");
        });
    assertThat(VisibleValue.known("PIN", OWN, Secret.of("48151"))).isEmpty();
  }

  @Test
  void aRouteOfTheProvidersTakesOnlyValuesThatMayGoToItsHost() {
    Route route = route("api.example.com");
    PlannedVariable here = written("HERE", "*.example.com");
    PlannedVariable there = written("THERE", "example.org");
    assertThat(VisibleValue.permitting(route, List.of(here, there)).scan().permitted())
        .containsExactly("HERE");
    assertThat(VisibleValue.permitting(route, List.of(PlannedVariable.plain("TERM", "xterm"))))
        .isEqualTo(route);
  }

  @Test
  void anAgentsVariableReplacesTheBottlesWithWhatThatWasGranted() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        """
        { "bottles": { "work": {
            "env": { "KEY": "of-the-bottle" },
            "egress": { "allowlist": ["docs.example.com", "deploy.example.com"] } } },
          "agents": { "narrow": { "provider": "shell", "bottle": "work",
            "env": { "KEY": { "value": "of-the-agent", "hosts": ["deploy.example.com"] } } } } }
        """);
    Plan plan = plan(host, "narrow");
    assertThat(VisibleValue.of(plan))
        .containsExactly(
            new VisibleValue(
                "KEY", "the manifest", new GrantedHosts(List.of("deploy.example.com"), true)));
    assertThat(plan.policy().routes())
        .extracting(route -> route.scan().permitted())
        .containsExactly(Set.of(), Set.of("KEY"));
  }

  @Test
  void anAgentInTheBuiltInBottleHasItsVariables() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        "{ \"agents\": { \"mine\": { \"provider\": \"shell\", \"env\": { \"KEY\": \"v\" } } } }");
    assertThat(VisibleValue.of(plan(host, "mine")))
        .containsExactly(
            new VisibleValue("KEY", "the manifest", new GrantedHosts(List.of(), false)));
  }

  private static Plan plan(Host host, String agent) {
    StartOptions options = StartOptions.of(agent);
    AgentChoice choice =
        new AgentChoices(host, Manifests.read(host), (secret, shape) -> shape + secret)
            .choose(options);
    return new Planner(host, (secret, shape) -> shape + secret)
        .plan(
            agent + "-00000",
            choice,
            options,
            new BackendFacts(
                "bubblewrap", "namespaces", List.of(), BackendFacts.Limits.NONE, List.of()));
  }

  private static PlannedVariable written(String name, String host) {
    return new PlannedVariable(
        name, new PlannedVariable.Value.Written("text", new GrantedHosts(List.of(host), true)));
  }

  private static Route route(String host) {
    return new Route(
        host,
        Set.of(443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Origin.builtIn("test"));
  }
}
