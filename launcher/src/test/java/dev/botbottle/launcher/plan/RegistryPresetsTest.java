package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.manifest.PresetSpec;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryPresetsTest {
  @TempDir private Path root;

  private List<Route> routes(String name) {
    PresetSpec preset =
        new PresetSpec(name, false, Optional.empty(), new Origin("bottle.jsonc", 4, 7));
    return RegistryPresets.routes(preset, preset.registry().orElseThrow(), Hosts.in(root));
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
}
