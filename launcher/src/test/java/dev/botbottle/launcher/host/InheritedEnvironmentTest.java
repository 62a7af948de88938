package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InheritedEnvironmentTest {
  private static final Set<String> ALWAYS_WITHHELD =
      Set.of(
          "CLAUDE_BOTTLE_OAUTH_TOKEN",
          "BOTTLE_CLAUDE_OAUTH_TOKEN",
          "CLAUDE_CODE_OAUTH_TOKEN",
          "ANTHROPIC_API_KEY",
          "OTEL_EXPORTER_OTLP_HEADERS",
          "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
          "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
          "OTEL_EXPORTER_OTLP_TRACES_HEADERS");

  @Test
  void aSecretsCommandKeepsItsVaultsSessionButNoAgentsCredential() {
    assertThat(left(InheritedEnvironment.OF_A_SECRETS_COMMAND))
        .contains("PATH", "HOME", "VAULT_TOKEN", "GITHUB_TOKEN")
        .doesNotContainAnyElementsOf(ALWAYS_WITHHELD);
  }

  @Test
  void withoutSecretsNothingNamedLikeOneIsLeft() {
    assertThat(left(InheritedEnvironment.WITHOUT_SECRETS))
        .containsExactlyInAnyOrder("PATH", "HOME", "HTTPS_PROXY", "LANG");
  }

  @Test
  void aClientKeepsItsOwnSettingsAndWhatItsConfigurationNames() {
    InheritedEnvironment npm =
        InheritedEnvironment.ofAClient(
            List.of("NPM_"), "//r.example/:_authToken=${ACME_TOKEN}\nx=${ANTHROPIC_API_KEY}");
    assertThat(left(npm))
        .contains("npm_config__auth", "NPM_TOKEN", "ACME_TOKEN", "HTTPS_PROXY")
        .doesNotContain("GITHUB_TOKEN", "VAULT_TOKEN", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD")
        .doesNotContainAnyElementsOf(ALWAYS_WITHHELD);
  }

  @Test
  void whatTheManifestCallsASecretGoesToNoneButAClientWhoseConfigurationNamesIt() {
    Set<String> names = Set.of("LANG", "ACME_TOKEN", "NPM_TOKEN");
    assertThat(left(InheritedEnvironment.OF_A_SECRETS_COMMAND.without(names)))
        .contains("PATH", "VAULT_TOKEN")
        .doesNotContainAnyElementsOf(names);
    assertThat(left(InheritedEnvironment.WITHOUT_SECRETS.without(names))).doesNotContain("LANG");
    assertThat(
            left(
                InheritedEnvironment.ofAClient(List.of("NPM_"), "_authToken=${ACME_TOKEN}")
                    .without(names)))
        .contains("ACME_TOKEN", "npm_config__auth")
        .doesNotContain("NPM_TOKEN", "LANG");
  }

  private static Set<String> left(InheritedEnvironment inherited) {
    Map<String, String> environment = new HashMap<>();
    for (String name :
        List.of(
            "PATH",
            "HOME",
            "LANG",
            "HTTPS_PROXY",
            "NPM_TOKEN",
            "npm_config__auth",
            "ACME_TOKEN",
            "GITHUB_TOKEN",
            "VAULT_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "DB_PASSWORD")) {
      environment.put(name, "value");
    }
    for (String name : ALWAYS_WITHHELD) {
      environment.put(name, "value");
    }
    inherited.clean(environment);
    return environment.keySet();
  }
}
