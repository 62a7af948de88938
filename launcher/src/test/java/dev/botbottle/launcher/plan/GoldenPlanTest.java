package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Golden;
import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans and refusals word by word, with one of every kind of thing in them. */
class GoldenPlanTest {
  private static final List<String> REFUSED =
      List.of(
          "unlike",
          "runtimed",
          "sshing",
          "strict",
          "port",
          "unregistered",
          "piped",
          "unbound",
          "untold",
          "unskilled",
          "ungiven",
          "unset",
          "unrouted",
          "telling",
          "unserved",
          "everythin");

  @TempDir private Path root;
  private Host host;

  @BeforeEach
  void makeHome() throws IOException {
    host =
        Hosts.in(
            root,
            "ANTHROPIC_API_KEY",
            "a-key",
            "API_TOKEN",
            "the-token",
            "DEPLOY_KEY",
            "the-deploy-key");
    Hosts.program(root, "claude", "exit 0");
    Hosts.program(
        root,
        "npm",
        "echo '\"registry\": \"https://npm.example/\",';"
            + " echo '\"@a:registry\": \"https://art.example/api/npm/\",'");
    write(".npmrc", "//art.example/api/npm/:_authToken=npm-login\n");
    write(".config/bot-bottle/bottle.jsonc", Golden.source("user.jsonc"));
    write("value.txt", "the-value\n");
    write(".npm/_cacache/index-v5/x", "");
    write(".claude/CLAUDE.md", "Mind the gap.\n");
    write(".claude/settings.json", "{\"model\": \"opus\", \"hooks\": {}}");
    write(".claude/commands/hello.md", "Hello.");
    write(
        ".claude/skills/review/SKILL.md",
        "---\nhosts: [reviews.example.com]\nsecrets: [REVIEW_TOKEN]\n---\nReview.\n");
    write(
        ".claude.json",
        """
        {"mcpServers": {
          "local": {"command": "/bin/sh", "args": ["-c", "exec server"],
                    "env": {"STAND_IN": "x", "MODE": "fast", "SERVER_TOKEN": "server-token"}},
          "remote": {"type": "http", "url": "https://api.example.com/repos/mcp",
                     "headers": {"Authorization": "Bearer bearer-token", "X-Extra": "1"}},
          "secretive": {"command": "/bin/sh", "args": ["--token=argument-token"]}}}
        """);
    Files.createDirectories(host.directory().resolve(".git/hooks"));
    Files.writeString(host.directory().resolve(".envrc"), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "made", "bare"})
  void aPlanReadsAsItDid(String agent) throws IOException {
    Plan plan = plan(agent);
    Golden.check("plans/" + agent + ".txt", PlanText.of(plan), root);
    Golden.check("plans/" + agent + ".json", lines(PlanJson.of(plan)), root);
    if (!note(plan).isEmpty()) {
      Golden.check("plans/" + agent + ".note.md", note(plan), root);
    }
    assertThat(PlanText.of(plan) + PlanJson.of(plan) + note(plan))
        .doesNotContain(
            "the-token",
            "the-deploy-key",
            "npm-login",
            "the-value",
            "server-token",
            "bearer-token",
            "argument-token");
  }

  @Test
  void aRefusalReadsAsItDid() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String agent : REFUSED) {
      try {
        plan(agent);
        all.append(agent).append(": not refused\n");
      } catch (BottleException e) {
        all.append(agent)
            .append(": ")
            .append(e.getMessage())
            .append("\n  ")
            .append(e.hint())
            .append("\n  exit ")
            .append(e.exit())
            .append("\n");
      }
    }
    Golden.check("refusals.txt", all.toString(), root);
    assertThat(all.toString()).doesNotContain("not refused");
  }

  private Plan plan(String agent) {
    Named placeholders = new Named();
    StartOptions options =
        new StartOptions(
            Optional.of(agent),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            agent.equals("made") ? List.of(5173) : List.of(),
            false,
            false,
            List.of());
    AgentChoice choice = new AgentChoices(host, Manifests.read(host), placeholders).choose(options);
    BackendFacts facts =
        new BackendFacts(
            "bubblewrap",
            "namespaces",
            List.of("no capabilities", "syscall filter"),
            asked ->
                new ResourceSpec(
                    Optional.empty(), Optional.empty(), asked.processes(), Optional.empty()),
            List.of(
                new Gap("own-kernel", "the agent shares this host's kernel"),
                new Gap("resources", "memory, processor and disk use are not limited")));
    return new Planner(host, placeholders).plan("golden-00000", choice, options, facts);
  }

  /** What the agent is told; empty when its program reads no such file. */
  private static String note(Plan plan) {
    return plan.homeFiles().stream()
        .filter(file -> file.path().equals(".claude/CLAUDE.md"))
        .map(file -> file.content())
        .findFirst()
        .orElse("");
  }

  /** One member a line, so that a difference can be read. */
  private static String lines(String json) {
    return json.replace(",\"", ",\n\"").replace("},{", "},\n{");
  }

  private void write(String path, String text) throws IOException {
    Path file = host.home().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static final class Named implements Provider.PlaceholderSource {
    @Override
    public String placeholder(String secret, String shape) {
      return shape + "placeholder-" + secret;
    }
  }
}
