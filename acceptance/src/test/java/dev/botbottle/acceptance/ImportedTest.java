package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.McpHandler;
import dev.botbottle.testkit.model.ModelCall;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The real Claude Code in a bottle with what its user has at home. */
class ImportedTest {
  private static final String INSTRUCTION = "always-mention-the-chrysanthemum";
  private static final String LANGUAGE = "Volapuek";
  private static final String HOOKED = "said-by-the-hook-of-the-user";
  private static final String COMMAND = "told-by-the-command-of-the-user";
  private static final String SUB_AGENT = "checks-what-the-user-has-written";
  private static final String REMOTE = "mcp.example.com";

  private static final String MANIFEST =
      """
      {
        "bottles": {
          "default": {
            "env": { "TRACKER_TOKEN": { "secret": "tracker" },
                     "ENABLE_TOOL_SEARCH": "false" },
            "egress": { "allowlist": [
              { "host": "mcp.example.com",
                "secret": { "from": "env:TRACKER", "name": "tracker",
                            "header": "Authorization", "format": "Bearer {}" } } ] }
          }
        },
        "agents": {
          "all": { "import": ["instructions", "settings", "commands", "agents",
                              "mcp:tracker", "mcp:remote", "mcp:elsewhere"] },
          "given": { "import": [],
                     "env": { "TRACKER_MODE": "loud" },
                     "mcp": {
                       "tracker": { "command": ["tracker"],
                                    "env": ["TRACKER_MODE", "TRACKER_TOKEN"] },
                       "remote": { "url": "https://mcp.example.com/mcp" } } },
          "bare": { "import": [] }
        }
      }
      """;

  @Test
  void theUsersInstructionsAndSettingsCountInsideAndTheirHooksDoNot() throws IOException {
    try (Scene scene = scene(new Turn.Text("done"))) {
      Run usual = run(scene, "claude", "go");
      assertThat(usual.result().exit()).as(usual.result().err()).isZero();
      assertThat(usual.said()).contains(INSTRUCTION, LANGUAGE);
      assertThat(usual.said()).doesNotContain(HOOKED, SUB_AGENT, "hidden-in-the-settings");
      assertThat(usual.result().err())
          .contains("instructions from " + scene.home() + "/.claude/CLAUDE.md")
          .contains("language")
          .contains("outside stay hooks, env");
      Run bare = run(scene, "bare", "go");
      assertThat(bare.said()).isNotEmpty().doesNotContain(INSTRUCTION, LANGUAGE, HOOKED);
    }
  }

  @Test
  void withoutABottleTheSameHomesHookRuns() throws IOException {
    try (Scene scene = scene(new Turn.Text("done"))) {
      try (LabProcess claude =
          scene.start(
              List.of(
                  scene.tools().resolve("claude").toString(), "--strict-mcp-config", "-p", "go"),
              Map.of(
                  "CLAUDE_CODE_OAUTH_TOKEN",
                  Secrets.claudeToken(),
                  "NODE_EXTRA_CA_CERTS",
                  "/etc/ssl/certs/ca-certificates.crt",
                  "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                  "1"))) {
        claude.in().close();
        claude.await(Duration.ofMinutes(1));
      }
      assertThat(said(scene, 0)).contains(INSTRUCTION, LANGUAGE, HOOKED);
    }
  }

  @Test
  void commandsAgentsAndServersOfTheListComeAlongWithoutTheirCredentials() throws IOException {
    String tracker = "a1B2c3" + "D4e5F6g7H8i9J0k1L2";
    try (Scene scene =
        scene(
            new Turn.Tool("mcp__tracker__seen", "{}"),
            new Turn.Tool("mcp__remote__ask", "{}"),
            new Turn.Bash(Secrets.countOf(tracker)),
            new Turn.Bash(Secrets.countOf("TRACKER_MODE")),
            new Turn.Text("done"))) {
      Run run = run(scene, Map.of("TRACKER", tracker), "all", "/hello");
      assertThat(run.result().exit()).as(run.result().err()).isZero();
      assertThat(run.said())
          .contains(COMMAND, SUB_AGENT, INSTRUCTION)
          .doesNotContain("hidden-of-the-tracker", "hidden-of-the-remote", tracker);
      assertThat(run.results())
          .anySatisfy(result ->
              assertThat(result)
                  // the stand-in is for its own host only, and redacted towards the model's
                  .contains("TRACKER_MODE=quiet TRACKER_TOKEN=[redacted")
                  .contains("TRACKER_PASSWORD=none"))
          .contains(McpHandler.ANSWER)
          .endsWith("counted 0", "counted 1");
      assertThat(run.result().err().replaceAll("\\s+", " "))
          .contains("mcp:tracker from", "runs tracker inside")
          .contains("mcp:remote from")
          .contains("the MCP server elsewhere stays outside: no route of the bottle leads to")
          .contains("runs without its variable TRACKER_PASSWORD");
      assertThat(scene.lab().requests(REMOTE))
          .isNotEmpty()
          .extracting(request -> request.header("Authorization").orElse(""))
          .containsOnly("Bearer " + tracker);
      assertThat(scene.lab().requests("elsewhere.example.com")).isEmpty();
    }
  }

  @Test
  void serversOfTheManifestAreGivenTheBottlesVariablesAndTheRoutesSecrets() throws IOException {
    String tracker = "a1B2c3" + "D4e5F6g7H8i9J0k1L2";
    try (Scene scene =
        scene(
            new Turn.Tool("mcp__tracker__seen", "{}"),
            new Turn.Tool("mcp__remote__ask", "{}"),
            new Turn.Bash(Secrets.countOf(tracker)),
            new Turn.Text("done"))) {
      Run run = run(scene, Map.of("TRACKER", tracker), "given", "go");
      assertThat(run.result().exit()).as(run.result().err()).isZero();
      assertThat(run.said()).doesNotContain(INSTRUCTION, COMMAND, "hidden-of-the", tracker);
      assertThat(run.results())
          .anySatisfy(result ->
              assertThat(result)
                  .contains("TRACKER_MODE=loud TRACKER_TOKEN=[redacted")
                  .contains("TRACKER_PASSWORD=none"))
          .contains(McpHandler.ANSWER)
          .endsWith("counted 0");
      assertThat(scene.lab().requests(REMOTE))
          .isNotEmpty()
          .extracting(request -> request.header("Authorization").orElse(""))
          .containsOnly("Bearer " + tracker);
    }
  }

  /**
   * One session.
   *
   * @param said what the agent told its model in it
   * @param results what its tools answered
   */
  private record Run(LabProcess.Result result, String said, List<String> results) {}

  private static Run run(Scene scene, String agent, String prompt) throws IOException {
    return run(scene, Map.of("TRACKER", "not-used-in-this-session"), agent, prompt);
  }

  private static Run run(Scene scene, Map<String, String> more, String agent, String prompt)
      throws IOException {
    int before = ModelCall.of(scene.lab().requests(ModelScript.ANTHROPIC)).size();
    Map<String, String> environment = new TreeMap<>(more);
    environment.put("CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken());
    environment.put(
        "PATH", scene.home().resolve(".local/bin") + ":" + scene.environment().get("PATH"));
    try (LabProcess process = scene.bottle(environment, "start", agent, "--yes", "-p", prompt)) {
      process.in().close();
      LabProcess.Result result = process.await(Duration.ofMinutes(1));
      List<ModelCall> calls = ModelCall.of(scene.lab().requests(ModelScript.ANTHROPIC));
      return new Run(
          result,
          said(scene, before),
          calls.size() > before ? calls.getLast().toolResults() : List.of());
    }
  }

  private static String said(Scene scene, int from) {
    StringBuilder said = new StringBuilder();
    List<ModelCall> calls = ModelCall.of(scene.lab().requests(ModelScript.ANTHROPIC));
    for (ModelCall call : calls.subList(from, calls.size())) {
      said.append(call.request().text()).append('\n');
    }
    return said.toString();
  }

  private static Scene scene(Turn... turns) throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    List<Site> sites = new ArrayList<>();
    sites.add(ModelScript.anthropic(turns));
    sites.add(
        new Site(
            REMOTE,
            List.of(),
            McpHandler.class,
            "Bearer a1B2c3" + "D4e5F6g7H8i9J0k1L2",
            Site.Certificate.VALID));
    sites.add(Site.echo("elsewhere.example.com"));
    Scene scene = Scene.open(runner, sites.toArray(Site[]::new));
    Path claude = Product.claude();
    scene.lab().mount(claude, Files.createFile(scene.tools().resolve("claude")));
    scene.manifest(MANIFEST);
    Path home = scene.home();
    scene.write(home.resolve("dotfiles/CLAUDE.md"), "In every answer, " + INSTRUCTION + ".\n");
    Files.createDirectories(home.resolve(".claude"));
    Files.createSymbolicLink(home.resolve(".claude/CLAUDE.md"), Path.of("../dotfiles/CLAUDE.md"));
    scene.write(
        home.resolve(".claude/settings.json"),
        """
        {
          "language": "%s",
          "hooks": { "SessionStart": [{ "hooks": [{ "type": "command", "command": "echo %s" }] }] },
          "env": { "SOME_TOKEN": "hidden-in-the-settings" }
        }
        """
            .formatted(LANGUAGE, HOOKED));
    scene.write(home.resolve(".claude/commands/hello.md"), "Say that you were " + COMMAND + ".\n");
    scene.write(
        home.resolve(".claude/agents/checker.md"),
        "---\nname: checker\ndescription: " + SUB_AGENT + "\n---\nYou check.\n");
    scene.write(
        home.resolve(".claude.json"),
        """
        {
          "hasCompletedOnboarding": true,
          "mcpServers": {
            "tracker": { "command": "tracker", "args": [],
              "env": { "TRACKER_MODE": "quiet", "TRACKER_TOKEN": "hidden-of-the-tracker",
                       "TRACKER_PASSWORD": "hidden-of-the-tracker" } },
            "remote": { "type": "http", "url": "https://mcp.example.com/mcp",
              "headers": { "Authorization": "Bearer hidden-of-the-remote" } },
            "elsewhere": { "type": "http", "url": "https://elsewhere.example.com/mcp" }
          }
        }
        """);
    Path tracker = scene.write(home.resolve(".local/bin/tracker"), resource("tracker.py"));
    Files.setPosixFilePermissions(tracker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return scene;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ImportedTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
