package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.Binding;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.Timeouts;
import dev.botbottle.scan.ScanAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PolicyCompilerTest {
  private static Policy policy() throws ManifestException {
    Manifest manifest = ManifestReader.read("good.jsonc", Fixtures.bytes("good.jsonc"));
    return compile(manifest.bottle("default").orElseThrow());
  }

  private static Policy compile(BottleSpec bottle) {
    return PolicyCompiler.compile(
        bottle.egress(),
        bottle.env(),
        name -> "placeholder-" + name,
        route -> "PEM of " + route.ca().orElseThrow(),
        route ->
            new ClientCertificate(
                "PEM of " + route.clientCert().orElseThrow().chain(),
                "key at " + route.clientCert().orElseThrow().key()),
        preset -> List.of());
  }

  private static Route route(String host) throws ManifestException {
    return policy().routes().stream().filter(r -> r.host().equals(host)).findFirst().orElseThrow();
  }

  @Test
  void everyRouteAndDenialIsThereInTheOrderWritten() throws ManifestException {
    assertThat(policy().routes())
        .extracting(Route::host)
        .containsExactly(
            "docs.example.com",
            "*.wild.example.com",
            "xn--bcher-kva.example",
            "api.github.com",
            "git.example.com",
            "maps.example.com",
            "*.cdn.example.com",
            "git.corp",
            "pinned.example.com",
            "deploy.example.com");
    assertThat(policy().denials()).hasSize(2);
  }

  @Test
  void aBindingHoldsThePlaceholderOfItsSecret() throws ManifestException {
    assertThat(route("api.github.com").bindings())
        .containsExactly(
            new Binding(
                "GITHUB_TOKEN",
                new Slot.Header("Authorization"),
                "Bearer {}",
                "placeholder-GITHUB_TOKEN"));
    assertThat(route("docs.example.com").bindings()).isEmpty();
  }

  @Test
  void rootsAreTheContentOfTheNamedFile() throws ManifestException {
    assertThat(route("git.corp").roots()).contains("PEM of ~/corp-ca.pem");
    assertThat(route("docs.example.com").roots()).isEmpty();
  }

  @Test
  void aClientCertificateIsItsContentAndTheNameOfItsKey() throws ManifestException {
    assertThat(route("git.corp").certificate())
        .contains(new ClientCertificate("PEM of me.pem", "key at ~/me.key"));
    assertThat(route("docs.example.com").certificate()).isEmpty();
    assertThat(route("git.corp").timeouts())
        .isEqualTo(
            new Timeouts(
                Optional.of(Duration.ofSeconds(3)),
                Optional.of(Duration.ofSeconds(90)),
                Optional.of(Duration.ofMillis(1_500))));
  }

  @Test
  void aValueMayGoWhereItsHostsSayAndWithoutAnyEverywhere() throws ManifestException {
    assertThat(route("docs.example.com").scan().permitted())
        .containsExactlyInAnyOrder("EDITOR", "GITEA_URL", "GITEA_TOKEN");
    assertThat(route("deploy.example.com").scan().permitted()).contains("DEPLOY_KEY");
    assertThat(route("*.cdn.example.com").scan().permitted()).contains("DEPLOY_KEY");
  }

  @Test
  void aValueForOneHostMayNotGoToAWildcardAboveIt() throws ManifestException {
    Manifest manifest =
        Fixtures.read(
            "{\"bottles\":{\"b\":{\"env\":{\"K\":{\"value\":\"v\",\"hosts\":[\"a.x.example\"]}},"
                + "\"egress\":{\"allowlist\":[\"*.x.example\",\"a.x.example\"]}}}}");
    Policy policy = compile(manifest.bottle("b").orElseThrow());
    assertThat(policy.routes().get(0).scan().permitted()).isEmpty();
    assertThat(policy.routes().get(1).scan().permitted()).containsExactly("K");
  }

  @Test
  void scanningDeniesUnlessTheRouteSaysOtherwise() throws ManifestException {
    assertThat(route("docs.example.com").scan().request()).isEqualTo(ScanAction.DENY);
    assertThat(route("*.cdn.example.com").scan().request()).isEqualTo(ScanAction.REDACT);
    assertThat(route("*.cdn.example.com").scan().response()).isFalse();
  }
}
