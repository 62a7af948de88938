package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.manifest.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the user's comes along, as plans have and show it. */
class ImportedPlanTest {
  private static final String MANIFEST =
      """
      { "bottles": { "default": { "caches": ["maven"] } },
        "agents": {
          "all": { "import": ["instructions", "settings", "commands", "agents"] },
          "none": { "import": [] },
          "served": { "import": ["mcp:nobody"] } } }
      """;

  @TempDir private Path root;
  private Host host;

  @BeforeEach
  void makeHome() throws IOException {
    host = Hosts.in(root, "ANTHROPIC_API_KEY", "a-key");
    Hosts.program(root, "claude", "exit 0");
    write(".config/bot-bottle/bottle.jsonc", MANIFEST);
    write(".claude/CLAUDE.md", "Mind the gap.\n");
    write(".claude/rules/tests.md", "Test first.");
    write(".claude/settings.json", "{\"model\": \"opus\", \"hooks\": {}, \"e\\u001bvil\": 1}");
    write(".claude/commands/hello.md", "Hello.");
    write(".claude/.credentials.json", "{}");
    Files.createDirectories(host.home().resolve(".m2/repository"));
  }

  @Test
  void instructionsStandBelowTheNoteOnTheBottleAndSettingsAreFiltered() {
    Plan plan = plan("claude");
    assertThat(content(plan, ".claude/CLAUDE.md"))
        .startsWith("# You run in a bottle")
        .endsWith("\n# The user's own instructions\n\nMind the gap.\n");
    assertThat(content(plan, ".claude/rules/tests.md")).isEqualTo("Test first.");
    assertThat(content(plan, ".claude/settings.json")).contains("\"opus\"").doesNotContain("hooks");
    assertThat(plan.homeFiles())
        .extracting(HomeFile::path)
        .doesNotContain(".claude/commands/hello.md");
  }

  @Test
  void aTextWithACredentialInItStaysOutsideAndIsNamed() throws IOException {
    String key = "AKIA" + "Q3EGRJX7Y2LKZPDM";
    write(".claude/CLAUDE.md", "Deploy with " + key + ".\n");
    write(".claude/rules/tests.md", "Use " + key);
    write(".claude/commands/hello.md", "curl -H 'x-key: " + key + "'");
    write(".claude/settings.json", "{\"permissions\": {\"deny\": [\"Bash(aws " + key + ")\"]}}");
    Plan plan = plan("all");
    assertThat(plan.homeFiles()).allSatisfy(file -> assertThat(file.content()).doesNotContain(key));
    assertThat(PlanText.of(plan)).doesNotContain(key);
    for (String file : List.of("CLAUDE.md", "rules/tests.md", "commands/hello.md")) {
      assertThat(plan.notes())
          .anyMatch(note ->
              note.startsWith("~/.claude/" + file + " stays outside: it holds what looks like"));
    }
    assertThat(plan.notes())
        .anyMatch(note -> note.startsWith("~/.claude/settings.json stays outside: what would"));
  }

  @Test
  void anEmptyListBringsNothingAndAWholeOneEverything() {
    Plan none = plan("none");
    assertThat(none.imports()).isEmpty();
    assertThat(content(none, ".claude/CLAUDE.md")).doesNotContain("gap");
    assertThat(content(none, ".claude/settings.json")).doesNotContain("opus");
    Plan all = plan("all");
    assertThat(content(all, ".claude/commands/hello.md")).isEqualTo("Hello.");
    assertThat(all.notes()).contains("there are no sub-agents of yours to bring along");
  }

  @Test
  void preflightAndJsonShowItHarmlessForATerminal() {
    Plan plan = plan("claude");
    assertThat(PlanText.of(plan).replaceAll("\\s+", " "))
        .contains("imports instructions from " + host.home() + "/.claude/CLAUDE.md ")
        .contains("settings.json: model; outside stay hooks, e\\u001bvil")
        .contains("caches maven: " + host.home() + "/.m2/repository, read below a layer");
    assertThat(PlanJson.of(plan))
        .contains(
            "{\"what\":\"settings\",\"from\":\""
                + host.home()
                + "/.claude/settings.json\",\"parts\":[\"model\"],\"left_out\":[\"hooks\",")
        .contains("\"caches\":[{\"client\":\"maven\",");
  }

  @Test
  void aServerThatIsNotThereIsARefusal() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> plan("served"))
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.MANIFEST);
          assertThat(e.hint()).contains("claude mcp add --scope user", "mcp:nobody");
        });
  }

  private static String content(Plan plan, String path) {
    return plan.homeFiles().stream()
        .filter(file -> file.path().equals(path))
        .map(HomeFile::content)
        .reduce((one, other) -> {
          throw new IllegalStateException("two files " + path);
        })
        .orElseThrow();
  }

  private Plan plan(String agent) {
    AgentChoice choice =
        new AgentChoices(host, Manifests.read(host), (secret, shape) -> shape + secret)
            .choose(StartOptions.of(agent));
    BackendFacts facts =
        new BackendFacts(
            "bubblewrap",
            "namespaces",
            List.of(),
            asked ->
                new ResourceSpec(
                    Optional.empty(), Optional.empty(), asked.processes(), Optional.empty()),
            List.of());
    return new Planner(host, (secret, shape) -> shape + secret)
        .plan("x-00000", choice, StartOptions.of(agent), facts);
  }

  private void write(String path, String text) throws IOException {
    Path file = host.home().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
