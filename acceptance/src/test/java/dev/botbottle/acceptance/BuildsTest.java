package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.Site;
import dev.botbottle.testkit.model.AnthropicHandler;
import dev.botbottle.testkit.model.ModelCall;
import dev.botbottle.testkit.model.ModelScript;
import dev.botbottle.testkit.model.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The real Claude Code builds a Maven and an npm project in one bottle, with the tools of this
 * machine and from its registries. Outside the lab: it reaches those and a model on loopback.
 */
class BuildsTest {
  private static final String MODEL = "model.example.com";
  private static final String LAST_WORDS = "both are built";

  private static final Turn NPM =
      new Turn.Bash(
          "(cd npm && npm install --no-audit --no-fund && npm run -s build && npm test"
              + " && echo \"npm says $(cat built.txt)\")");

  private static final Turn MAVEN =
      new Turn.Bash(
          "(cd maven && mvn -B -ntp -q package && java -cp"
              + " \"target/probe-1.jar:$(find ~/.m2 -name 'commons-cli-1.5.0.jar')\" Probe)");

  @Test
  void theRealClaudeCodeBuildsAnNpmAndAMavenProjectFromTheRegistries() throws IOException {
    String key = Secrets.deployToken();
    try (ThisMachine machine = ThisMachine.open(model())) {
      machine.manifest(manifest(machine, "\"extends\": [\"web\", \"jvm\"],", ""));
      Path project = machine.folder("project");

      ThisMachine.Session session = run(machine, key);

      assertThat(session.exit()).as(session.err() + session.out()).isZero();
      assertThat(session.out()).contains(LAST_WORDS);
      // Claude Code ran it: its model was told. And what was built is there.
      List<ModelCall> calls = ModelCall.of(machine.requests(MODEL));
      assertThat(calls.getLast().toolResults()).hasSize(2);
      assertThat(calls.getLast().toolResults().getFirst())
          .contains("the test of npm ran", "npm says true");
      assertThat(calls.getLast().toolResults().getLast()).contains("built with 0 options");
      assertThat(project.resolve("npm/built.txt")).hasContent("true");
      assertThat(project.resolve("maven/target/probe-1.jar")).isNotEmptyFile();
      assertThat(machine.requests(MODEL))
          .allMatch(call -> call.header("Authorization").orElse("").equals("Bearer " + key));
      // Each dependency came through the gateway from a registry of this machine's clients.
      Set<String> npm = machine.hosts(project, Map.of(), "shell", "--bottle", "web").keySet();
      Set<String> maven = machine.hosts(project, Map.of(), "shell", "--bottle", "jvm").keySet();
      fetched(session, npm, "/is-number-7.0.0.tgz");
      fetched(session, maven, "/commons-cli-1.5.0.jar");
      List<String> allowed = new ArrayList<>(List.of(MODEL));
      allowed.addAll(npm);
      allowed.addAll(maven);
      assertThat(session.requests()).extracting(ThisMachine.Entry::host).isSubsetOf(allowed);
      assertThat(session.denials()).isEmpty();
      assertThat(session.findings()).isEmpty();
    }
  }

  /**
   * A bottle with a model behind a gateway of the company's.
   *
   * @param members members of the bottle, with a comma behind them
   * @param routes routes and presets that come first, with a comma behind each
   */
  static String manifest(ThisMachine machine, String members, String routes) {
    return """
    {
      "bottles": {
        "builds": {
          $MEMBERS
          "env": { "ANTHROPIC_BASE_URL": "https://model.example.com",
                   "ANTHROPIC_AUTH_TOKEN": { "secret": "model" } },
          "egress": {
            "allowlist": [
              $ROUTES
              { "host": "model.example.com", $TO, "scan": { "request": "redact" },
                "secret": { "from": "env:MODEL_KEY", "name": "model",
                            "header": "Authorization", "format": "Bearer {}" } } ],
            "deny": ["api.anthropic.com"]
          }
        }
      },
      "agents": { "builder": { "bottle": "builds", "import": [] } }
    }
    """
        .replace("$MEMBERS", members)
        .replace("$ROUTES", routes)
        .replace("$TO", machine.route());
  }

  /** Claude Code builds both, in that bottle. */
  static ThisMachine.Session run(ThisMachine machine, String key) throws IOException {
    Path project = projects(machine);
    Path tools = machine.folder("tools");
    Files.createSymbolicLink(tools.resolve("claude"), Product.claude());
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", tools + ":" + System.getenv("PATH"));
    environment.put("MODEL_KEY", key);
    environment.put("CLAUDE_BOTTLE_OAUTH_TOKEN", Secrets.claudeToken());
    return machine.bottle(
        project,
        environment,
        Duration.ofMinutes(4),
        "start",
        "builder",
        "--yes",
        "-p",
        "build both");
  }

  private static void fetched(ThisMachine.Session session, Set<String> hosts, String file) {
    assertThat(session.requests())
        .filteredOn(entry -> hosts.contains(entry.host()) && entry.method().equals("GET"))
        .extracting(ThisMachine.Entry::path)
        .anyMatch(path -> path.endsWith(file));
  }

  /**
   * The model: it has both built.
   *
   * @param then what it wants done behind that
   */
  static Site model(Turn... then) {
    List<Turn> turns = new ArrayList<>(List.of(NPM, MAVEN));
    turns.addAll(Arrays.asList(then));
    turns.add(new Turn.Text(LAST_WORDS));
    Site site = ModelScript.anthropic(turns);
    return new Site(
        MODEL, List.of(), AnthropicHandler.class, site.argument(), Site.Certificate.VALID);
  }

  private static Path projects(ThisMachine machine) throws IOException {
    Path project = machine.folder("project");
    for (String file : List.of("npm/package.json", "maven/pom.xml", "maven/Probe.java")) {
      Path to = project.resolve(file.replace("Probe.java", "src/main/java/Probe.java"));
      Files.createDirectories(to.getParent());
      Files.writeString(to, resource("builds/" + file));
    }
    return project;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = BuildsTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
