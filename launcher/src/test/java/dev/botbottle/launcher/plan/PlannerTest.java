package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.GrantedHosts;
import dev.botbottle.launcher.grant.PlannedSecret;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.grant.SecretOrigin;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.manifest.ResourceSpec;
import dev.botbottle.policy.ClientCertificate;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class PlannerTest {
  private static final String PLACEHOLDER = "bottle-placeholder-";
  private static final BackendFacts FACTS =
      new BackendFacts(
          "bubblewrap",
          "namespaces",
          List.of("no capabilities", "syscall filter"),
          BackendFacts.Limits.NONE,
          List.of(new Gap("own-kernel", "the agent shares this host's kernel")));

  private static final String MANIFEST =
      """
      {
        "bottles": {
          "work": {
            "env": {
              "EDITOR": "literal-value-1",
              "DEPLOY_KEY": { "value": "${DEPLOY_KEY}", "hosts": ["deploy.example.com"] },
            },
            "egress": {
              "allowlist": [
                "docs.example.com",
                { "host": "api.example.com", "methods": ["GET"], "paths": ["/repos/**"],
                  "secret": { "from": "env:API_TOKEN", "header": "Authorization",
                              "format": "Bearer {}" } },
                { "host": "raw.example.com", "tls": "passthrough" },
              ],
              "deny": [{ "host": "api.example.com", "methods": ["DELETE"] }],
            },
          },
          "strict": { "require": ["own-kernel"] },
          "gitty": { "ssh": [{ "Host": "git.example.com", "IdentityFile": "~/.ssh/id" }] },
          "gvisor": { "runtime": "runsc" },
          "small": { "extends": "work", "resources": { "memory": "4g", "cpus": 1.5 },
                     "env": { "API_TOKEN": { "secret": "API_TOKEN" },
                              "MORE": { "from": "env:DEPLOY_KEY" } } },
          "boxed": { "backend": "docker" },
          "crowded": { "resources": { "memory": "2g", "processes": 64 },
                       "egress": { "allowlist": [{ "host": "a.example.com", "ports": [8443] }] } },
          "known": { "egress": { "allowlist": [
                     { "host": "git.example.com", "timeouts": { "idle": "5s" },
                       "clientCert": { "chain": "me.pem", "key": "me.key" } } ] } },
          "capped": { "egress": { "limits": { "bytesOut": "10m" }, "allowlist": [
                      { "host": "a.example.com", "limits": { "requestsPerMinute": 60 } }] } },
          "named": { "egress": { "allowlist": [{ "host": "ns.example.com", "ports": [53, 443] }] } },
        },
        "agents": {
          "shell": { "provider": "command", "command": ["make", "all"], "bottle": "work",
                     "label": "builds" },
          "strict": { "provider": "shell", "bottle": "strict" },
          "gitty": { "provider": "shell", "bottle": "gitty" },
          "gvisor": { "provider": "shell", "bottle": "gvisor" },
          "boxed": { "provider": "shell", "bottle": "boxed" },
          "crowded": { "provider": "shell", "bottle": "crowded" },
          "small": { "provider": "shell", "bottle": "small" },
          "unbound": { "provider": "shell", "env": { "T": { "secret": "API_TOKEN" } } },
          "known": { "provider": "shell", "bottle": "known" },
          "capped": { "provider": "shell", "bottle": "capped" },
          "told": { "provider": "shell", "prompt": { "file": "none.md" } },
          "named": { "provider": "shell", "bottle": "named" },
          "skilled": { "provider": "shell", "skills": ["none-such"], "bottle": "work" },
        },
      }
      """;

  /** How each row of the preflight begins. */
  private static final List<String> ROWS =
      List.of(
          "agent ",
          "backend ",
          "no cap",
          "workspace ",
          "env ",
          "values ",
          "DEPLOY_KEY ",
          "secrets ",
          "egress ",
          "api.",
          "raw.",
          "never ",
          "gaps ",
          "files that");

  @TempDir private Path root;

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
  void limitsAreShownWithTheirRouteAndForAllOfThem() throws IOException {
    Plan plan = plan("capped");
    assertThat(PlanText.of(plan))
        .contains("a.example.com port 80,443, at most 60 requests a minute")
        .contains("all together at most 10m bytes out");
    assertThat(PlanText.help(plan)).contains("at most 60 requests", "at most 10m bytes out");
    assertThat(PlanJson.of(plan))
        .contains(
            "\"limits\":{\"requests_per_minute\":null,\"connections\":null,"
                + "\"bytes_out\":10485760,\"bytes_in\":null}")
        .contains("\"limits\":{\"requests_per_minute\":60,");
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
  void thePreflightReadsAsThisOne() throws IOException {
    Files.createDirectories(host().directory().resolve(".git/hooks"));
    String manifest = host().configuration().resolve("bottle.jsonc").toString();
    String text =
        unbroken(PlanText.of(plan("shell"))).replaceAll("(?m)^  env .*$", "  env         …");
    assertThat(text)
        .isEqualTo(
            """
              agent       shell (command) in bottle work
              backend     bubblewrap, rung namespaces
                          no capabilities, syscall filter
              workspace   %s (read-only in it: .git/hooks)
              env         …
              values      EDITOR from the manifest, visible inside, may go to the bottle's own allowlist: docs.example.com, api.example.com, raw.example.com
                          DEPLOY_KEY from env:DEPLOY_KEY, visible inside, may go to deploy.example.com only
              secrets     API_TOKEN from env:API_TOKEN, put in by the gateway for api.example.com only
              egress      docs.example.com port 80,443  [%s:10:11]
                          api.example.com port 443 GET /repos/** with API_TOKEN  [%s:11:11]
                          raw.example.com port 443  [%s:14:11]
                          never DELETE api.example.com  [%s:16:18]
              gaps        the agent shares this host's kernel
                          files that execute by themselves (git hooks, editor tasks, build wrappers) are read-only where they exist now; ones the agent makes anew are only named when the session ends, and below node_modules they are writable
                          raw.example.com passes through encrypted and unscanned
            """
                .formatted(host().directory(), manifest, manifest, manifest, manifest));
  }

  @Test
  void neitherPreflightNorJsonNorHelpPrintsAPlaceholderOrAValue() throws IOException {
    Plan plan = plan("shell");
    assertThat(plan.policy().routes().toString()).contains(PLACEHOLDER);
    for (String printed : List.of(PlanText.of(plan), PlanJson.of(plan), PlanText.help(plan))) {
      assertThat(printed)
          .doesNotContain(PLACEHOLDER)
          .doesNotContain("literal-value-1")
          .doesNotContain("the-api-token")
          .doesNotContain("the-deploy-key");
    }
    assertThat(plan.environment().toString()).doesNotContain("literal-value-1");
  }

  @Test
  void theHelpInsideNamesNoSourceOfASecret() throws IOException {
    assertThat(PlanText.help(plan("shell"))).contains("docs.example.com").doesNotContain(" from ");
  }

  @Test
  void theJsonHasTheFieldsOfTheContract() throws IOException {
    String json = PlanJson.of(plan("shell"));
    assertThat(json).startsWith("{\"plan\":{").endsWith("}}").doesNotContain("\n");
    assertThat(paths(json))
        .contains(
            "plan.agent",
            "plan.bottle",
            "plan.backend",
            "plan.rung",
            "plan.properties",
            "plan.workspace",
            "plan.env",
            "plan.values",
            "plan.values.name",
            "plan.values.from",
            "plan.values.hosts",
            "plan.values.hosts_named",
            "plan.secrets",
            "plan.secrets.name",
            "plan.secrets.from",
            "plan.secrets.hosts",
            "plan.routes",
            "plan.routes.host",
            "plan.routes.ports",
            "plan.routes.origin",
            "plan.gaps",
            "plan.gaps.clause",
            "plan.gaps.why")
        .allMatch(path -> path.matches("[a-z_.]+"));
    assertThat(json)
        .contains("\"agent\":\"shell\"", "\"rung\":\"namespaces\"", "\"ports\":[80,443]")
        .contains(
            "{\"name\":\"EDITOR\",\"from\":\"the manifest\",\"hosts\":"
                + "[\"docs.example.com\",\"api.example.com\",\"raw.example.com\"],"
                + "\"hosts_named\":false}",
            "{\"name\":\"DEPLOY_KEY\",\"from\":\"env:DEPLOY_KEY\",\"hosts\":"
                + "[\"deploy.example.com\"],\"hosts_named\":true}")
        .contains("{\"clause\":\"own-kernel\",\"why\":\"the agent shares this host's kernel\"}")
        .contains("\"from\":\"env:API_TOKEN\",\"hosts\":[\"api.example.com\"]");
  }

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

  /** Rows too long for a line are broken; here the temporary directory's length is left out. */
  private static String unbroken(String text) {
    StringBuilder rows = new StringBuilder();
    for (String line : text.lines().toList()) {
      boolean begins = ROWS.stream().anyMatch(line.strip()::startsWith);
      rows.append(rows.isEmpty() ? "" : begins ? "\n" : " ").append(begins ? line : line.strip());
    }
    return rows.append('\n').toString();
  }

  private List<Path> tree() throws IOException {
    try (var files = Files.walk(root)) {
      return files.sorted().toList();
    }
  }

  private Host host() {
    return Hosts.in(
        root, "API_TOKEN", "the-api-token", "DEPLOY_KEY", "the-deploy-key", "TERM", "xterm");
  }

  private void manifest() throws IOException {
    Files.createDirectories(host().configuration());
    Files.writeString(host().configuration().resolve("bottle.jsonc"), MANIFEST);
  }

  private Plan plan(String agent, String... arguments) throws IOException {
    manifest();
    return plan(host(), options(agent, arguments));
  }

  private static Plan plan(Host host, StartOptions options) {
    return plan(host, options, FACTS);
  }

  private static Plan plan(Host host, StartOptions options, BackendFacts facts) {
    var placeholders = new Numbered();
    AgentChoice choice = new AgentChoices(host, Manifests.read(host), placeholders).choose(options);
    return new Planner(host, placeholders).plan("shell-00000", choice, options, facts);
  }

  private static StartOptions options(String agent, String... arguments) {
    return StartOptions.of(agent, arguments);
  }

  /** The dotted names of every field. */
  private static List<String> paths(String json) throws IOException {
    List<String> paths = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of(""));
    try (var parser =
        new JsonFactory().createParser(ObjectReadContext.empty(), new StringReader(json))) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          names.add(names.getLast());
        } else if (token == JsonToken.END_OBJECT) {
          names.removeLast();
        } else if (token == JsonToken.PROPERTY_NAME) {
          String above = names.get(names.size() - 2);
          names.set(
              names.size() - 1,
              above.isEmpty() ? parser.currentName() : above + "." + parser.currentName());
          paths.add(names.getLast());
        }
      }
    }
    return paths;
  }

  /** Placeholders that a test recognises. */
  private static final class Numbered
      implements dev.botbottle.launcher.provider.Provider.PlaceholderSource {
    @Override
    public String placeholder(String secret, String shape) {
      return shape + PLACEHOLDER + secret;
    }
  }
}
