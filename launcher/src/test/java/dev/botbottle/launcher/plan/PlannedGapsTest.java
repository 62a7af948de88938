package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan cannot have enforced, and what it opens itself. */
class PlannedGapsTest extends PlanScene {
  @Test
  void limitsThatAreNotEnforcedAreAGapThatNamesThem() throws IOException {
    manifest();
    BackendFacts facts =
        new BackendFacts(
            "b",
            "r",
            List.of(),
            BackendFacts.Limits.NONE,
            List.of(new Gap("resources", "no limits")));
    assertThat(plan(host(), options("small"), facts).gaps())
        .contains(
            new Gap(
                "resources",
                "the bottle's limits (memory 4g, processors 1.5) are not enforced here"));
    assertThat(plan(host(), options("shell"), facts).gaps())
        .contains(new Gap("resources", "no limits"));
  }

  @Test
  void theLimitThatIsEnforcedIsNoGapAndThePlanSaysWhichItIs() throws IOException {
    manifest();
    BackendFacts facts =
        new BackendFacts(
            "b",
            "r",
            List.of(),
            asked ->
                new ResourceSpec(
                    Optional.empty(), Optional.empty(), asked.processes(), Optional.empty()),
            List.of(new Gap("resources", "no limits")));
    Plan crowded = plan(host(), options("crowded"), facts);
    assertThat(crowded.limits().names()).containsExactly("processes");
    assertThat(crowded.gaps())
        .contains(new Gap("resources", "the bottle's limits (memory 2g) are not enforced here"));
    assertThat(PlanText.of(crowded)).contains("memory 2g, processes 64 (enforced: processes)");
    assertThat(PlanJson.of(crowded))
        .contains(
            "\"resources\":{\"memory_bytes\":2147483648,\"milli_cpus\":null,\"processes\":64,"
                + "\"disk_bytes\":null,\"enforced\":[\"processes\"]}");
    Plan elsewhere = plan(host(), options("crowded"), FACTS);
    assertThat(elsewhere.limits().names()).isEmpty();
    assertThat(PlanText.of(elsewhere)).contains("(none enforced)");
  }

  private static StartOptions publishing(Integer... ports) {
    return publishing(false, ports);
  }

  private static StartOptions publishing(boolean export, Integer... ports) {
    return new StartOptions(
        Optional.of("crowded"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(ports),
        false,
        export,
        List.of());
  }

  @Test
  void aPublishedPortIsShownAsAWayOut() throws IOException {
    manifest();
    Plan plan = plan(host(), publishing(5173, 3000, 5173), FACTS);
    assertThat(plan.publish()).containsExactly(3000, 5173);
    assertThat(plan.gaps())
        .filteredOn(gap -> gap.clause().equals("publish"))
        .hasSize(2)
        .allSatisfy(gap -> assertThat(gap.why()).contains("a browser", "is a way out"));
    assertThat(PlanText.of(plan)).contains("127.0.0.1:5173 of this host leads to the same port");
    assertThat(PlanJson.of(plan)).contains("\"publish\":[3000,5173]");
    assertThat(PlanJson.of(plan(host(), publishing(), FACTS))).contains("\"publish\":[]");
  }

  @ParameterizedTest
  @CsvSource({"0", "65536", "53", "80", "443", "3128", "8443"})
  void whereTheGatewayStandsNothingIsPublished(int port) throws IOException {
    manifest();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), publishing(port), FACTS))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE));
  }

  /** The agent would take the ledger, and the token that goes with it. */
  @Test
  void aCollectorAtAPublishedPortIsRefused() throws IOException {
    manifest();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), publishing(true, 5173, 4318), FACTS))
        .withMessageContaining("port 4318 of this host is published")
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE));
    assertThat(plan(host(), publishing(true, 5173), FACTS).collector()).isPresent();
  }

  @Test
  void rootsWorkspaceListsSetGidDirectoriesAsGaps() throws IOException {
    Host user = host();
    Path shared = Files.createDirectory(user.directory().resolve("shared"));
    assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "needs root");
    Files.setAttribute(shared, "unix:gid", 4242);
    Files.setAttribute(shared, "unix:mode", 02775);
    Host root =
        new Host(
            user.environment(),
            user.directory(),
            user.home(),
            0,
            user.runtime(),
            user.installation());
    assertThat(plan(root, options("shell")).gaps())
        .filteredOn(gap -> gap.clause().equals("workspace-groups"))
        .extracting(Gap::why)
        .containsExactly(
            "shared is set-gid: what the agent makes in it belongs to that directory's group on"
                + " this host");
    assertThat(plan(user, options("shell")).gaps())
        .extracting(Gap::clause)
        .doesNotContain("workspace-groups");
  }
}
