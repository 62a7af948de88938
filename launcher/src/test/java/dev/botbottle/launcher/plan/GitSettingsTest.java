package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GitSettingsTest {
  private static final Binding BINDING =
      new Binding("token", new Slot.BasicPassword(), "{}", "placeholder");

  private static Route route(String host, int port, TlsMode tls, Binding... bindings) {
    return new Route(
        host,
        Set.of(port),
        Set.of(),
        List.of(),
        tls,
        List.of(bindings),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Origin.builtIn("test"));
  }

  private static Map<String, String> settings(Route... routes) {
    Map<String, String> values = new LinkedHashMap<>();
    for (PlannedVariable variable : GitSettings.of(List.of(routes))) {
      values.put(variable.name(), ((PlannedVariable.Value.Plain) variable.value()).text());
    }
    return values;
  }

  @Test
  void aBoundHostIsAskedOverHttpsHoweverItsRemoteIsWritten() {
    assertThat(settings(route("git.example", 443, TlsMode.INTERCEPT, BINDING)))
        .containsEntry("GIT_CONFIG_COUNT", "4")
        .containsEntry("GIT_CONFIG_KEY_2", "url.https://git.example/.insteadOf")
        .containsEntry("GIT_CONFIG_VALUE_2", "git@git.example:")
        .containsEntry("GIT_CONFIG_KEY_3", "url.https://git.example/.insteadOf")
        .containsEntry("GIT_CONFIG_VALUE_3", "ssh://git@git.example/");
  }

  @Test
  void gitInsideDoesNotWriteItsReadOnlyConfiguration() {
    assertThat(settings())
        .isEqualTo(
            Map.of(
                "GIT_CONFIG_KEY_0", "branch.autoSetupMerge",
                "GIT_CONFIG_VALUE_0", "false",
                "GIT_CONFIG_KEY_1", "safe.directory",
                "GIT_CONFIG_VALUE_1", "*",
                "GIT_CONFIG_COUNT", "2"));
  }

  @Test
  void anotherPortStandsInWhatTakesTheRemotesPlace() {
    assertThat(settings(route("git.example", 8443, TlsMode.INTERCEPT, BINDING)))
        .containsValue("url.https://git.example:8443/.insteadOf");
  }

  @Test
  void whatIsNotBoundUnreadOrAWildcardIsLeftAsItIs() {
    assertThat(
            settings(
                route("open.example", 443, TlsMode.INTERCEPT),
                route("raw.example", 443, TlsMode.PASSTHROUGH, BINDING),
                route("*.wild.example", 443, TlsMode.INTERCEPT, BINDING)))
        .containsEntry("GIT_CONFIG_COUNT", "2")
        .hasSize(5);
  }
}
