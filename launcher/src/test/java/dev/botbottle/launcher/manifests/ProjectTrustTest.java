package dev.botbottle.launcher.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.plan.AgentChoice;
import dev.botbottle.launcher.plan.AgentChoices;
import dev.botbottle.launcher.plan.StartOptions;
import dev.botbottle.manifest.BottleSpec;
import dev.botbottle.manifest.Imports;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests of projects, the hostile ones above all: what they gain before and after approval. */
class ProjectTrustTest {
  private static final String GRANTING =
      """
      {
        "bottles": {
          "work": {
            "env": { "MODE": "fast", "TOKEN": "${TOKEN}" },
            "egress": { "allowlist": [
              { "host": "api.example.com", "methods": ["GET", "POST"], "paths": ["/repos/**"],
                "secret": { "from": "env:GITHUB_TOKEN", "header": "x-key" }, "ca": "roots.pem" } ] }
          }
        },
        "agents": {
          "helper": { "provider": "shell", "bottle": "work", "prompt": { "file": "docs/p.md" },
                      "skills": ["tidy"] },
          "shell": { "provider": "command", "command": ["./evil"] }
        }
      }
      """;

  @TempDir private Path root;
  private Host host =
      new Host(Map.of(), Path.of("/"), Path.of("/"), 1000, Path.of("/"), Path.of("/"));

  @BeforeEach
  void place() {
    host = Hosts.in(root, "TOKEN", "t", "GITHUB_TOKEN", "g");
  }

  private Path project() {
    return host.directory();
  }

  private void write(String path, String text) throws IOException {
    Path file = project().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void writeAll() throws IOException {
    write("bottle.jsonc", GRANTING);
    write("roots.pem", "PEM");
    write("docs/p.md", "Be nice.");
    write(".bot-bottle/skills/tidy/SKILL.md", "Tidy up.");
    write(".bot-bottle/agents/writer.md", "---\nprovider: shell\nbottle: work\n---\nWrite.\n");
  }

  private void user(String manifest) throws IOException {
    Files.createDirectories(host.configuration());
    Files.writeString(host.configuration().resolve("bottle.jsonc"), manifest);
  }

  private ProjectManifest read() {
    return ProjectManifest.read(project(), UserManifest.read(host).bottles());
  }

  private void approve() {
    ProjectManifest manifest = read();
    new Pins(host).keep(project(), new Pins.Pin(manifest.digest(), GrantWords.of(manifest)));
  }

  private AgentChoice choose(String agent) {
    return new AgentChoices(host, Manifests.read(host), (secret, shape) -> shape + secret)
        .choose(StartOptions.of(agent));
  }

  @Test
  void nothingOfTheUsersComesAlongWithAProjectsAgent() throws IOException {
    write("bottle.jsonc", "{ \"agents\": { \"theirs\": {} } }");
    approve();
    user("{ \"agents\": { \"mine\": {}, \"listed\": { \"import\": [\"agents\", \"mcp:x\"] } } }");
    assertThat(choose("theirs").imports()).isEqualTo(Imports.NONE);
    assertThat(choose("mine").imports()).isEqualTo(Imports.USUAL);
    assertThat(choose("claude").imports()).isEqualTo(Imports.USUAL);
    assertThat(choose("listed").imports())
        .isEqualTo(new Imports(false, false, false, true, List.of("x")));
  }

  private void isRefused(String agent, String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> choose(agent))
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.NOT_TRUSTED);
          assertThat(e.hint()).contains(why).contains("bottle trust");
        });
  }

  @Test
  void beforeApprovalAManifestHasNoEffectAndCannotEvenBeInTheWay() throws IOException {
    for (String manifest : List.of(GRANTING, "{ this is no manifest", "\0".repeat(3_000_000))) {
      write("bottle.jsonc", manifest);
      AgentChoice choice = choose("shell");
      assertThat(choice.provider().name()).isEqualTo("shell");
      assertThat(choice.routes()).isEmpty();
      assertThat(choice.notes()).singleElement().asString().contains("has not been approved");
      isRefused("helper", "has not been approved");
    }
  }

  @Test
  void onceApprovedItsAgentsRunInItsBottles() throws IOException {
    writeAll();
    approve();
    AgentChoice choice = choose("helper");
    assertThat(choice.bottle()).isEqualTo("work");
    assertThat(choice.routes()).extracting(Route::host).containsExactly("api.example.com");
    assertThat(choice.routes().getFirst().roots()).contains("PEM");
    assertThat(choice.systemPrompt()).contains("Be nice.");
    assertThat(choice.homeFiles())
        .containsExactly(new HomeFile(".claude/skills/tidy/SKILL.md", "Tidy up.", true));
    assertThat(choice.skills()).isEmpty();
    assertThat(choose("writer").systemPrompt()).contains("Write.");
    assertThat(Manifests.read(host).agentNames()).contains("helper", "writer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bottle.jsonc",
        "roots.pem",
        "docs/p.md",
        ".bot-bottle/skills/tidy/SKILL.md",
        ".bot-bottle/skills/tidy/more.md",
        ".bot-bottle/agents/writer.md",
        ".bot-bottle/agents/new.md"
      })
  void aChangeOfAnyFileItRefersToTakesTheApprovalAway(String changed) throws IOException {
    writeAll();
    approve();
    assertThat(choose("helper").agent()).isEqualTo("helper");
    Path file = project().resolve(changed);
    Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "---\n---\n") + "\n");
    isRefused("helper", "changed since it was approved");
    approve();
    assertThat(choose("helper").agent()).isEqualTo("helper");
  }

  @Test
  void whatWasReadIsWhatIsUsedWhateverIsWrittenMeanwhile() throws IOException {
    writeAll();
    approve();
    Manifests manifests = Manifests.read(host);
    write("roots.pem", "EVIL");
    write("docs/p.md", "Be evil.");
    write(".bot-bottle/skills/tidy/SKILL.md", "Evil.");
    AgentChoice choice =
        new AgentChoices(host, manifests, (secret, shape) -> shape + secret)
            .choose(StartOptions.of("helper"));
    assertThat(choice.routes().getFirst().roots()).contains("PEM");
    assertThat(choice.systemPrompt()).contains("Be nice.");
    assertThat(choice.homeFiles()).extracting(HomeFile::content).containsExactly("Tidy up.");
  }

  @Test
  void theSameFilesThatCameToGrantMoreAreAskedAboutAgain() throws IOException {
    write(
        "bottle.jsonc",
        "{ \"bottles\": { \"b\": { \"egress\": { \"allowlist\": [{ \"preset\": \"npm\" }] } } } }");
    ProjectManifest manifest = read();
    List<String> words = GrantWords.of(manifest);
    assertThat(words)
        .contains("bottle b is logged in there as your own npm is, without seeing the login");
    // As an earlier version had it, which did not use the client's login.
    List<String> fewer = words.stream().filter(word -> !word.contains("logged in")).toList();
    new Pins(host).keep(project(), new Pins.Pin(manifest.digest(), fewer));
    assertThat(Manifests.read(host).unapproved().orElseThrow())
        .contains("it grants more than was approved");
    approve();
    assertThat(Manifests.read(host).unapproved()).isEmpty();
  }

  @Test
  void anApprovalIsOfOneDirectoryOnly() throws IOException {
    writeAll();
    approve();
    Path copy = host.home().resolve("copy");
    Files.createDirectories(copy);
    Files.copy(project().resolve("bottle.jsonc"), copy.resolve("bottle.jsonc"));
    assertThat(Manifests.read(host, Optional.of(copy.toString())).projectAgent("helper")).isEmpty();
    assertThat(Manifests.read(host, Optional.of("~/project")).projectAgent("helper")).isPresent();
  }

  @Test
  void aProjectsAgentNeverTakesTheNameOfABuiltInOrAUsersAgent() throws IOException {
    writeAll();
    approve();
    AgentChoice builtIn = choose("shell");
    assertThat(builtIn.provider().name()).isEqualTo("shell");
    assertThat(builtIn.notes()).singleElement().asString().contains("agent shell is not used");
    user("{ \"agents\": { \"helper\": { \"provider\": \"shell\" } } }");
    AgentChoice users = choose("helper");
    assertThat(users.bottle()).isEqualTo("default");
    assertThat(users.notes()).singleElement().asString().contains("yours has the same name");
  }

  @Test
  void aProjectsDefaultBottleIsForBuiltInAgentsOnly() throws IOException {
    write(
        "bottle.jsonc",
        "{ \"bottles\": { \"default\": { \"egress\": { \"allowlist\": [\"evil.example\"] } } } }");
    user(
        "{ \"agents\": { \"mine\": { \"provider\": \"shell\", \"env\": { \"T\": \"${TOKEN}\" } } } }");
    approve();
    assertThat(choose("shell").routes()).hasSize(1);
    assertThat(choose("mine").routes()).isEmpty();
  }

  @Test
  void aProjectUsesExtendsAndReplacesAUsersBottleOnlyWhereThatSaysSo() throws IOException {
    String use = "{ \"agents\": { \"a\": { \"provider\": \"shell\", \"bottle\": \"mine\" } } }";
    String extend = "{ \"bottles\": { \"b\": { \"extends\": \"mine\" } } }";
    String replace = "{ \"bottles\": { \"mine\": { \"workspace\": \".\" } } }";
    for (String manifest : List.of(use, extend, replace)) {
      write("bottle.jsonc", manifest);
      user("{ \"bottles\": { \"mine\": {} } }");
      assertThatExceptionOfType(BottleException.class)
          .as(manifest)
          .isThrownBy(this::read)
          .withMessageContaining("\"projects\": [");
      user("{ \"bottles\": { \"mine\": { \"projects\": [\"use\", \"extend\", \"replace\"] } } }");
      assertThat(read().manifest()).isNotNull();
    }
    write("bottle.jsonc", replace);
    approve();
    Optional<BottleSpec> replaced = Manifests.read(host).bottle("mine", Optional.empty());
    assertThat(replaced.orElseThrow().workspace()).contains(project().toString());
    user("{ \"bottles\": { \"mine\": {} } }"); // closed again: the approval counts no more
    assertThat(Manifests.read(host).bottle("mine", Optional.empty()).orElseThrow().workspace())
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"host\":\"e.example\",\"secret\":{\"from\":\"command:id\",\"basic\":true}}]}}}}",
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"host\":\"e.example\",\"secret\":{\"from\":\"file:/etc/passwd\",\"basic\":true}}]}}}}",
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"preset\":\"github\",\"secret\":{\"from\":\"command:id\"}}]}}}}",
        "{\"bottles\":{\"b\":{\"env\":{\"A\":{\"from\":\"file:~/.ssh/id\"}}}}}",
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"host\":\"e.example\",\"ca\":\"../x.pem\"}]}}}}",
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"host\":\"e.example\",\"ca\":\"~/x.pem\"}]}}}}",
        "{\"bottles\":{\"b\":{\"workspace\":\"/\"}}}",
        "{\"bottles\":{\"b\":{\"workspace\":\"a/../../b\"}}}",
        "{\"bottles\":{\"b\":{\"workspace\":\"~\"}}}",
        "{\"bottles\":{\"b\":{\"projects\":[\"use\"]}}}",
        "{\"bottles\":{\"b\":{\"ssh\":[{\"Host\":\"h\",\"IdentityFile\":\"~/.ssh/id\"}]}}}",
        "{\"bottles\":{\"b\":{\"egress\":{\"allowlist\":[{\"host\":\"a.example\","
            + "\"clientCert\":{\"chain\":\"c.pem\",\"key\":\"k.pem\"}}]}}}}",
        "{\"agents\":{\"a\":{\"prompt\":{\"file\":\"/etc/passwd\"}}}}",
        "{\"agents\":{\"a\":{\"prompt\":{\"file\":\"a//b\"}}}}",
        "{\"agents\":{\"a\":{\"skills\":[\"../../x\"]}}}"
      })
  void aProjectNamesNoCommandAndNoFileOutsideItself(String manifest) throws IOException {
    write("bottle.jsonc", manifest);
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::read)
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.MANIFEST))
        .withMessageContaining("bottle.jsonc:1:");
  }

  @ParameterizedTest(name = "a link at {0}")
  @ValueSource(
      strings = {
        "bottle.jsonc",
        "docs",
        "docs/p.md",
        ".bot-bottle",
        ".bot-bottle/agents",
        ".bot-bottle/agents/writer.md",
        ".bot-bottle/skills/tidy",
        ".bot-bottle/skills/tidy/deep"
      })
  void aLinkOnTheWayToAnyFileIsRefused(String link) throws IOException {
    writeAll();
    Path outside = Files.createDirectories(root.resolve("outside"));
    Path place = project().resolve(link);
    if (Files.exists(place)) {
      Files.move(place, outside.resolve("moved"));
    }
    Files.createSymbolicLink(place, outside.resolve("moved"));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::read)
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NOT_TRUSTED))
        .withMessageContaining("it is a symbolic link");
  }

  @Test
  void aWorkspaceThatIsALinkOutOfTheProjectIsRefused() throws IOException {
    write("bottle.jsonc", "{ \"bottles\": { \"b\": { \"workspace\": \"sub\" } } }");
    approve();
    Files.createDirectories(root.resolve("outside"));
    Files.createSymbolicLink(project().resolve("sub"), root.resolve("outside"));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> Manifests.read(host).bottle("b", Optional.empty()))
        .withMessageContaining("not a directory inside the project");
    Files.delete(project().resolve("sub"));
    Files.createDirectories(project().resolve("sub"));
    assertThat(Manifests.read(host).bottle("b", Optional.empty()).orElseThrow().workspace())
        .contains(project().resolve("sub").toString());
  }

  @Test
  void whatIsNoFileOrTooLargeOrTooManyIsRefused() throws Exception {
    writeAll();
    Path skill = project().resolve(".bot-bottle/skills/tidy");
    assertThat(new ProcessBuilder("mkfifo", skill.resolve("pipe").toString()).start().waitFor())
        .isZero();
    refuses("it is no file"); // and does not wait for a writer
    Files.delete(skill.resolve("pipe"));
    Files.write(skill.resolve("big"), new byte[(1 << 20) + 1]);
    refuses("it is too large");
    Files.delete(skill.resolve("big"));
    for (int i = 0; i < 300; i++) {
      Files.createFile(skill.resolve("f" + i));
    }
    refuses("more than 256 files");
  }

  private void refuses(String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::read)
        .withMessageContaining(why);
  }

  @Test
  void theGrantIsToldInPlainWords() throws IOException {
    writeAll();
    assertThat(GrantWords.of(read()))
        .contains(
            "bottle work sees env MODE = \"fast\"",
            "bottle work sees env TOKEN: the value of your variable TOKEN, and may send it wherever"
                + " it may send anything",
            "bottle work may GET, POST at api.example.com (port 443), paths /repos/**",
            "bottle work uses your variable GITHUB_TOKEN at api.example.com, in the header x-key as"
                + " \"{}\", without seeing it",
            "agent helper runs shell in bottle work",
            "agent helper is told \"Be nice.\"",
            "agent shell runs the command \"./evil\" in bottle default",
            "agent writer is told \"Write.\"")
        .anyMatch(line -> line.startsWith("bottle work believes certificates of roots.pem for"))
        .anyMatch(line -> line.startsWith("agent helper has the project's skill tidy (1 file, "));
  }

  @Test
  void findingsThatMayPassAreTold() throws IOException {
    String fingerprint = "sha256:" + "0123456789abcdef".repeat(2);
    write(
        "bottle.jsonc",
        """
        { "bottles": { "b": { "egress": { "allowlist": [
          { "host": "a.example", "scan": {
            "detectors": { "jwt": "warn", "groq-key": "deny" },
            "allow": [{ "finding": "%s", "reason": "a fixture", "until": "2027-01-31" }] } }
        ] } } } }
        """
            .formatted(fingerprint));
    assertThat(GrantWords.of(read()))
        .contains(
            "bottle b may send what looks like jwt to a.example, with a warning only",
            "bottle b may send the finding "
                + fingerprint
                + " to a.example until 2027-01-31: a fixture")
        .noneMatch(line -> line.contains("groq"));
  }

  @Test
  void aNameThatLooksLikeAnotherIsToldInItsPlainSpelling() throws IOException {
    write(
        "bottle.jsonc",
        "{ \"bottles\": { \"b\": { \"egress\": { \"allowlist\": [\"g\u0456thub.com\"] } } } }");
    assertThat(GrantWords.of(read()))
        .singleElement()
        .asString()
        .contains("at xn--gthub-")
        .doesNotContain("\u0456");
    write("bottle.jsonc", "{ \"agents\": { \"\u0441laude\": {} } }");
    refuses("expected a name for the agent");
  }

  @Test
  void aChangeIsToldAsItsDifference() throws IOException {
    writeAll();
    approve();
    write(
        "bottle.jsonc",
        GRANTING
            .replace("[\"GET\", \"POST\"]", "[\"GET\", \"DELETE\"]")
            .replace("\"fast\"", "\"slow\\u001b[2J\\u202e\""));
    List<String> difference =
        GrantWords.difference(new Pins(host).of(project()), GrantWords.of(read()));
    assertThat(difference)
        .containsExactlyInAnyOrder(
            "- bottle work sees env MODE = \"fast\"",
            "+ bottle work sees env MODE = \"slow\\u001b[2J\\u202e\"",
            "- bottle work may GET, POST at api.example.com (port 443), paths /repos/**",
            "+ bottle work may DELETE, GET at api.example.com (port 443), paths /repos/**");
  }

  @Test
  void aChangeAtTheEndOfALongTextShowsToo() throws IOException {
    String template = "{ \"agents\": { \"a\": { \"prompt\": \"%s\" } } }";
    write("bottle.jsonc", template.formatted("x".repeat(3_000)));
    approve();
    write("bottle.jsonc", template.formatted("x".repeat(2_999) + "y"));
    assertThat(GrantWords.difference(new Pins(host).of(project()), GrantWords.of(read())))
        .hasSize(2);
  }

  @Test
  void thePredecessorsFileOfAProjectIsReadWhereThereIsNoOther() throws IOException {
    write(
        "claude-bottle.json",
        "{ \"agents\": { \"old\": { \"provider\": \"shell\" } } } // with a comment");
    approve();
    assertThat(choose("old").agent()).isEqualTo("old");
    write("bottle.jsonc", "{}");
    isRefused("old", "changed since it was approved");
  }

  @Test
  void theHomeIsNoProject() throws IOException {
    Files.writeString(host.home().resolve("bottle.jsonc"), GRANTING);
    Host home =
        new Host(Map.of(), host.home(), host.home(), 1000, host.runtime(), host.installation());
    assertThat(Manifests.read(home).unapproved()).isEmpty();
  }

  @Test
  void aPinSomebodyTamperedWithIsNone() throws IOException {
    writeAll();
    approve();
    try (var pins = Files.newDirectoryStream(host.configuration().resolve("trust"))) {
      for (Path pin : pins) {
        assertThat(Files.getPosixFilePermissions(pin)).hasSize(2);
        Files.write(pin, "garbage\u0000".getBytes(StandardCharsets.UTF_8));
      }
    }
    isRefused("helper", "has not been approved");
    approve();
    assertThat(new Pins(host).forget(project())).isTrue();
    isRefused("helper", "has not been approved");
    assertThat(new Pins(host).forget(project())).isFalse();
  }

  @Test
  void anAgentInAFileBesideTheUsersManifestIsTheUsers() throws IOException {
    user("{ \"bottles\": { \"mine\": { \"egress\": { \"allowlist\": [\"a.example\"] } } } }");
    Path agents = Files.createDirectories(host.configuration().resolve("agents"));
    Files.writeString(
        agents.resolve("doc.md"), "---\nname: doc\nprovider: shell\nbottle: mine\n---\nHi.\n");
    Files.writeString(agents.resolve("broken.md"), "nothing");
    Files.writeString(agents.resolve("other.md"), "---\nname: else\n---\n");
    assertThat(choose("doc").routes()).hasSize(1);
    assertThat(choose("shell").agent()).isEqualTo("shell"); // the broken one is not in the way
    for (String name : List.of("broken", "other")) {
      assertThatExceptionOfType(BottleException.class)
          .isThrownBy(() -> choose(name))
          .withMessageContaining(name + ".md");
    }
  }
}
