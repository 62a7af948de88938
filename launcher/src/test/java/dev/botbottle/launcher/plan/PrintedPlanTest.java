package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What of a plan is shown: as text, as JSON, and to the agent. */
class PrintedPlanTest extends PlanScene {
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

  /** Rows too long for a line are broken; here the temporary directory's length is left out. */
  private static String unbroken(String text) {
    StringBuilder rows = new StringBuilder();
    for (String line : text.lines().toList()) {
      boolean begins = ROWS.stream().anyMatch(line.strip()::startsWith);
      rows.append(rows.isEmpty() ? "" : begins ? "\n" : " ").append(begins ? line : line.strip());
    }
    return rows.append('\n').toString();
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
}
