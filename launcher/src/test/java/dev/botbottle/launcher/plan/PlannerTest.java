package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest extends PlanScene {
  @Test
  void theManifestsAgentComesBeforeTheBuiltInOfItsName() throws IOException {
    Plan plan = plan("shell", "x y");
    assertThat(plan.provider()).isEqualTo("command");
    assertThat(plan.bottle()).isEqualTo("work");
    assertThat(plan.label()).contains("builds");
    assertThat(plan.command()).containsExactly("make", "all", "x y");
  }

  @Test
  void offlineNothingLeavesAndNoSecretIsRead() throws IOException {
    manifest();
    StartOptions options =
        new StartOptions(
            Optional.of("shell"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            true,
            false,
            List.of());
    Plan plan = plan(host(), options);
    assertThat(plan.bottle()).isEqualTo("work");
    assertThat(plan.policy()).isEqualTo(Policy.OFFLINE);
    assertThat(plan.secrets()).isEmpty();
    assertThat(plan.gaps()).extracting(Gap::clause).doesNotContain("egress.unscanned");
    assertThat(PlanText.of(plan))
        .contains("egress      nothing: the session is offline (--offline)", "may go nowhere")
        .doesNotContain("docs.example.com", "deploy.example.com");
    assertThat(PlanJson.of(plan)).contains("\"offline\":true", "\"routes\":[]");
    assertThat(PlanText.help(plan)).contains("offline");
    assertThat(PlanJson.of(plan("shell"))).contains("\"offline\":false");
  }

  @Test
  void aClientCertificatesKeyIsASecretByReference() throws IOException {
    manifest();
    Path folder = host().configuration();
    Files.writeString(folder.resolve("me.pem"), "a chain");
    Plan plan = plan(host(), options("known"));
    assertThat(plan.policy().routes().getFirst().certificate())
        .contains(new ClientCertificate("a chain", "client key " + folder.resolve("me.key")));
    assertThat(plan.secrets())
        .containsExactly(
            new PlannedSecret(
                "client key " + folder.resolve("me.key"),
                new SecretOrigin.PrivateKey(folder.resolve("me.key")),
                List.of("git.example.com")));
    assertThat(PlanText.of(plan)).contains("git.example.com port 443 with a client certificate");
    assertThat(PlanText.help(plan)).doesNotContain("me.key");
    assertThat(PlanJson.of(plan))
        .contains("\"client_certificate\":true")
        .contains("\"timeouts_ms\":{\"connect\":null,\"first_byte\":null,\"idle\":5000}")
        .doesNotContain("a chain");
  }

  @Test
  void aBuiltInAgentNeedsNoManifest() {
    Plan plan = plan(host(), options("shell"));
    assertThat(plan.provider()).isEqualTo("shell");
    assertThat(plan.policy().routes()).isEmpty();
    assertThat(plan.workspace()).contains(host().directory());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "nobody,  USAGE,      could not find the agent nobody",
    "strict,  NO_BACKEND, it requires own-kernel",
    "gitty,   MANIFEST,   SSH identities",
    "gvisor,  NO_BACKEND, runtime runsc",
    "boxed,   NO_BACKEND, backend docker",
    "unbound, MANIFEST,   could not set T",
    "told,    MANIFEST,   prompt none.md",
    "named,   MANIFEST,   ns.example.com be reached on port 53",
    "skilled, MANIFEST,   skill none-such"
  })
  void whatCannotBeHadIsRefused(String agent, ExitCode exit, String why) throws IOException {
    manifest();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), options(agent)))
        .withMessageContaining(why)
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(exit);
          assertThat(e.hint()).isNotEmpty();
        });
  }

  @Test
  void aBottleThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
    manifest();
    StartOptions options =
        new StartOptions(
            Optional.of("shell"),
            Optional.of("nowhere"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            List.of());
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), options))
        .withMessageContaining("nowhere")
        .satisfies(e -> assertThat(e.hint()).contains("work").contains("strict"));
  }

  @Test
  void aProjectsManifestHasNoEffectUnlessApproved() throws IOException {
    Files.writeString(host().directory().resolve("bottle.jsonc"), MANIFEST);
    Files.writeString(host().directory().resolve("claude-bottle.json"), MANIFEST);
    Plan plan = plan(host(), options("shell"));
    assertThat(plan.provider()).isEqualTo("shell");
    assertThat(plan.protectedPaths())
        .containsExactlyInAnyOrder(
            host().directory().resolve("bottle.jsonc"),
            host().directory().resolve("claude-bottle.json"));
  }

  @Test
  void aVariableMayHoldTheStandInOfABoundSecret() throws IOException {
    Plan plan = plan("small");
    assertThat(plan.environment())
        .contains(PlannedVariable.plain("API_TOKEN", PLACEHOLDER + "API_TOKEN"))
        .anySatisfy(variable ->
            assertThat(variable)
                .isEqualTo(
                    new PlannedVariable(
                        "MORE",
                        new PlannedVariable.Value.Given(
                            new SecretOrigin.Variable("DEPLOY_KEY"),
                            new GrantedHosts(
                                List.of("docs.example.com", "api.example.com", "raw.example.com"),
                                false)))));
    assertThat(plan.policy().routes()).hasSize(3);
    assertThat(plan.policy().denials()).hasSize(1);
  }

  @Test
  void thePredecessorsFileInTheHomeIsReadWhereThereIsNoOther() throws IOException {
    Files.writeString(
        host().home().resolve("claude-bottle.json"),
        "{ \"bottles\": { \"old\": { \"egress\": { \"allowlist\": [\"old.example.com\"] } } },"
            + " \"agents\": { \"x\": { \"bottle\": \"old\", \"provider\": \"shell\" } } }");
    assertThat(plan(host(), options("x")).policy().routes())
        .extracting(Route::host)
        .containsExactly("old.example.com");
    manifest();
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), options("x")))
        .withMessageContaining("could not find the agent x");
  }

  @Test
  void socketsOfTheWorkspaceAreMasked() throws Exception {
    Path pipe = host().directory().resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(plan(host(), options("shell")).maskedPaths()).containsExactly(pipe);
  }

  @Test
  void aPackageClientInAWorkspaceTheManifestNamesIsNotAsked() throws IOException {
    Path other = Files.createDirectories(host().home().resolve("other/bin"));
    Path planted = other.resolve("npm");
    Files.writeString(planted, "#!/bin/sh\ntouch " + root.resolve("executed") + "\n");
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxr-xr-x"));
    Host host = Hosts.in(root, "PATH", other.toString());
    Files.createDirectories(host.configuration());
    Files.writeString(
        host.configuration().resolve("bottle.jsonc"),
        """
        { "bottles": { "default": { "workspace": "~/other",
            "egress": { "allowlist": [ { "preset": "npm" } ] } } } }
        """);
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host, options("shell")))
        .withMessageContaining("npm");
    assertThat(root.resolve("executed")).doesNotExist();
  }

  @Test
  void theTourTakesNoArguments() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan(host(), options("demo", "--fast")))
        .withMessageContaining("takes neither arguments nor a prompt")
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void theSessionsMarkIsInTheEnvironment() {
    Plan plan = plan(host(), options("shell"));
    assertThat(mark(plan)).isEqualTo("shell-00000");
  }

  private static String mark(Plan plan) {
    return plan.environment().stream()
        .filter(variable -> variable.name().equals("BOTTLE_SESSION"))
        .map(variable -> ((PlannedVariable.Value.Plain) variable.value()).text())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlanChangesNothing() throws IOException {
    Host host = host();
    manifest();
    List<Path> before = tree();
    PlanText.of(plan(host, options("shell")));
    assertThat(tree()).isEqualTo(before);
  }

  private List<Path> tree() throws IOException {
    try (var files = Files.walk(root)) {
      return files.sorted().toList();
    }
  }
}
