package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Decision;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.PolicyEngine;
import dev.botbottle.policy.Request;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.ScanAction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class ServicePresetsTest {
  @SuppressWarnings("unused") // read by name
  private static final List<String> NAMES = ServicePresets.NAMES;

  private static List<Route> routes(String entry) throws ManifestException {
    BottleSpec bottle = Fixtures.read(Fixtures.allowing(entry)).bottle("default").orElseThrow();
    return PolicyCompiler.compile(
            bottle.egress(),
            bottle.env(),
            name -> "stand-in",
            route -> "",
            route -> new ClientCertificate("", ""),
            preset -> List.of())
        .routes();
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyServiceHasAFileWithItsSourceThatTheEngineTakes(String name) throws ManifestException {
    ServicePresets.Content content = ServicePresets.read(name);
    assertThat(content.source()).startsWith("https://");
    List<Route> routes =
        routes(
            "{ \"preset\": \""
                + name
                + "\", \"access\": \"write\", \"secret\": { \"from\": \"env:T\" } }");
    assertThat(routes).isNotEmpty().hasSize(content.lines().size());
    assertThat(PolicyEngine.of(new Policy(routes, List.of())).ports()).containsExactly(443);
    assertThat(routes).allMatch(route -> !route.methods().isEmpty() && !route.paths().isEmpty());
    assertThat(routes.getFirst().origin().toString())
        .startsWith("preset " + name + " at bottle.jsonc:1:");
  }

  @ParameterizedTest(name = "{0} {1}{2}: {3}, {4}")
  @CsvSource({
    "GET,    github.com,     /a/b.git/info/refs,          allow, allow",
    "POST,   github.com,     /a/b.git/git-upload-pack,    allow, allow",
    "POST,   github.com,     /a/b.git/git-receive-pack,   deny,  allow",
    "GET,    api.github.com, /repos/a/b,                  allow, allow",
    "POST,   api.github.com, /repos/a/b/issues,           deny,  allow",
    "POST,   github.com,     /login,                      deny,  deny",
    "GET,    gist.github.com, /,                          deny,  deny"
  })
  void aCodeHostIsForReadingUnlessWritingIsGranted(
      String method, String host, String path, String reading, String writing)
      throws ManifestException {
    String secret = "\"secret\": { \"from\": \"env:T\" }";
    assertThat(verdict("{ \"preset\": \"github\", " + secret + " }", method, host, path))
        .isEqualTo(reading);
    assertThat(
            verdict(
                "{ \"preset\": \"github\", \"access\": \"write\", " + secret + " }",
                method,
                host,
                path))
        .isEqualTo(writing);
  }

  private static String verdict(String entry, String method, String host, String path)
      throws ManifestException {
    PolicyEngine engine = PolicyEngine.of(new Policy(routes(entry), List.of()));
    Decision decision =
        engine.request(new Request("https", host, 443, method, path, "", List.of(), false));
    return decision.verdict() == Verdict.ALLOW ? "allow" : "deny";
  }

  @Test
  void aSecretGoesIntoTheFieldTheServiceTakesItIn() throws ManifestException {
    List<Route> routes = routes("{ \"preset\": \"github\", \"secret\": { \"from\": \"env:T\" } }");
    assertThat(routes)
        .filteredOn(route -> route.host().equals("api.github.com"))
        .singleElement()
        .satisfies(
            route -> assertThat(route.bindings().getFirst().format()).isEqualTo("Bearer {}"));
    assertThat(routes)
        .filteredOn(route -> route.host().equals("codeload.github.com"))
        .singleElement()
        .satisfies(route -> assertThat(route.bindings()).isEmpty());
    assertThat(routes("{ \"preset\": \"github\" }")).allMatch(route -> route.bindings().isEmpty());
  }

  @Test
  void whatAModelIsSentIsRedactedNotRefused() throws ManifestException {
    assertThat(routes("{ \"preset\": \"openai\", \"secret\": { \"from\": \"env:T\" } }"))
        .allMatch(route -> route.scan().request() == ScanAction.REDACT);
    assertThat(routes("{ \"preset\": \"gitlab\" }"))
        .allMatch(route -> route.scan().request() == ScanAction.DENY);
  }

  @Test
  void theSecretsHostsAreThoseOfTheAccessGranted() throws ManifestException {
    BottleSpec bottle =
        Fixtures.read(
                Fixtures.allowing(
                    "{ \"preset\": \"github\", \"secret\": { \"from\": \"env:T\" } }"))
            .bottle("default")
            .orElseThrow();
    assertThat(ServicePresets.boundHosts(bottle.egress().presets().getFirst()))
        .containsExactly("github.com", "api.github.com", "raw.githubusercontent.com");
  }
}
