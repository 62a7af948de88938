package dev.botbottle.launcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.Imported;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.McpSpec;
import dev.botbottle.policy.Binding;
import dev.botbottle.policy.Origin;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import dev.botbottle.policy.ScanSettings;
import dev.botbottle.policy.Slot;
import dev.botbottle.policy.TlsMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeServersTest {
  @TempDir private Path root;
  private ClaudeServers servers;

  @BeforeEach
  void makeBottle() throws Exception {
    Host host = Hosts.in(root);
    Hosts.program(root, "tracker", "exit 0");
    Route bound = route("mcp.example.com", new Slot.Header("Authorization"));
    servers =
        new ClaudeServers(
            host,
            new Provider.Granted(
                new Policy(List.of(bound), List.of()),
                Set.of("TRACKER_TOKEN"),
                List.of(root.toRealPath().resolve("programs"))),
            "/home/u/.claude.json");
  }

  @Test
  void aLocalServerKeepsItsPlainVariablesAndGetsTheBottlesOwn() {
    add(
        """
        { "command": "tracker", "args": ["--stdio", "--token", "${TRACKER_TOKEN}", "-e", "MODE=x"],
          "env": { "LOG_LEVEL": "debug", "TRACKER_TOKEN": "real-one-0123", "DB_PASS": "tiger",
                   "WHERE": "${HOME}", "LONG": "a sentence of the user's" } }
        """);
    assertThat(servers.json())
        .isEqualTo(
            "{\"t\":{\"type\":\"stdio\",\"command\":\"tracker\","
                + "\"args\":[\"--stdio\",\"--token\",\"${TRACKER_TOKEN}\",\"-e\",\"MODE=x\"],"
                + "\"env\":{\"LOG_LEVEL\":\"debug\",\"TRACKER_TOKEN\":\"${TRACKER_TOKEN}\"}}}");
    assertThat(servers.told())
        .containsExactly(
            new Imported(
                "mcp:t",
                "/home/u/.claude.json",
                List.of("runs tracker inside", "LOG_LEVEL", "TRACKER_TOKEN as the bottle has it"),
                List.of("DB_PASS", "WHERE", "LONG")));
    assertThat(servers.notes()).hasSize(3).allMatch(note -> !note.contains("tiger"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"command\": \"none-such\"}",
        "{\"command\": \"/etc/hostname\"}",
        "{\"command\": \"./here\"}",
        "{\"command\": \"\"}",
        "{\"command\": \"tracker\", \"args\": [\"--api-key\", \"abc\"]}",
        "{\"command\": \"tracker\", \"args\": [\"--api-key=abc\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-e\", \"DB_TOKEN=abc\"]}",
        "{\"command\": \"tracker\", \"args\": [\"https://u:pw@example.com/\"]}",
        "{\"command\": \"tracker\", \"args\": [\"q8Zt2Lk90sVb3Xw71Mn5\"]}",
        "{\"command\": \"tracker\", \"args\": [\"--header\", \"Authorization: Bearer abc\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-H\", \"X-Api-Key:abc\"]}",
        "{\"command\": \"tracker\", \"args\": [\"https://a.example/s/q8Zt2Lk90sVb3Xw71Mn5/mcp\"]}",
        "{\"command\": \"tracker\", \"args\": [\"--key=abc=${TRACKER_TOKEN}\"]}",
        "{\"command\": \"tracker\", \"args\": [\"{ 'token': 'abc' }\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-p\", \"hunter2\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-p\", \"hunter\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-phunter2\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-p=hunter2\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-P\", \"Hunter\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-t\", \"abc123\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-u\", \"scott:tiger\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-uscott:tiger\"]}",
        "{\"command\": \"tracker\", \"args\": [\"-password\", \"tiger\"]}",
        "{\"command\": \"tracker\", \"args\": [\"postgres://scott:tiger@db.example/x\"]}",
        "{\"command\": \"tracker\", \"args\": [\"x\", \"--dsn\", \"scott/tiger@db\"]}",
        "{\"type\": \"http\", \"url\": \"https://other.example.com/mcp\"}",
        "{\"type\": \"http\", \"url\": \"https://mcp.example.com:8443/mcp\"}",
        "{\"type\": \"http\", \"url\": \"https://u:p@mcp.example.com/mcp\"}",
        "{\"type\": \"http\", \"url\": \"https://mcp.example.com/s/q8Zt2Lk90sVb3Xw71Mn5/mcp\"}",
        "{\"type\": \"http\", \"url\": \"https://mcp.example.com/mcp?api_key=abc\"}",
        "{\"type\": \"http\", \"url\": \"file:///etc/passwd\"}",
        "{\"type\": \"ws\", \"url\": \"wss://mcp.example.com/\"}"
      })
  void whatCannotRunOrWouldCarryASecretStaysOutsideWithALine(String server) {
    add(server);
    assertThat(servers.notes()).singleElement().asString().contains("t stays outside: ");
    assertThat(servers.told()).isEmpty();
    assertThat(servers.json()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer ${TRACKER_TOKEN}",
        "Authorization:${TRACKER_TOKEN}",
        "--token=${TRACKER_TOKEN}",
        "https://auth.example:8443/mcp?mode=read",
        "@acme/tracker-mcp@1.2.3",
        "key-value"
      })
  void anArgumentThatHoldsNoSecretComesAlong(String argument) {
    add("{\"command\": \"tracker\", \"args\": [\"" + argument + "\"]}");
    assertThat(servers.notes()).isEmpty();
    assertThat(servers.json()).contains(argument);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"-p\", \"8080\"",
        "\"-p\", \"127.0.0.1:8080:80\"",
        "\"-p\", \"@acme/tracker\"",
        "\"-p\", \"${TRACKER_TOKEN}\"",
        "\"-port\", \"8080\"",
        "\"-port=8080\"",
        "\"-t\", \"stdio\"",
        "\"-u\", \"scott\"",
        "\"-u\", \"scott:${TRACKER_TOKEN}\"",
        "\"-y\", \"@acme/tracker\"",
        "\"-m\", \"tracker\""
      })
  void anOptionWithAPlainValueComesAlong(String arguments) {
    add("{\"command\": \"tracker\", \"args\": [" + arguments + "]}");
    assertThat(servers.notes()).isEmpty();
  }

  @Test
  void aServerOfTheManifestIsGivenTheBottlesVariablesAndTheRoutesSecrets() {
    Origin origin = new Origin("bottle.jsonc", 4, 7);
    servers.give(
        new McpSpec.Local(
            "local", List.of("tracker", "--mode", "read"), List.of("TRACKER_TOKEN"), origin));
    servers.give(new McpSpec.Remote("remote", "https://mcp.example.com/mcp", false, origin));
    assertThat(servers.told())
        .containsExactly(
            new Imported(
                "mcp:local",
                "bottle.jsonc:4:7",
                List.of("runs tracker inside", "TRACKER_TOKEN as the bottle has it"),
                List.of()),
            new Imported(
                "mcp:remote",
                "bottle.jsonc:4:7",
                List.of("https://mcp.example.com", "Authorization put in by the gateway"),
                List.of()));
    assertThat(servers.json())
        .contains(
            "\"args\":[\"--mode\",\"read\"],\"env\":{\"TRACKER_TOKEN\":\"${TRACKER_TOKEN}\"}",
            "\"headers\":{\"Authorization\":\"Bearer stand-in\"}");
  }

  @Test
  void aServerOfTheManifestThatCannotBeHadIsARefusalWithTheWayOut() {
    Origin origin = new Origin("bottle.jsonc", 4, 7);
    refused(new McpSpec.Local("t", List.of("none-such"), List.of(), origin), "its program");
    refused(
        new McpSpec.Local("t", List.of("tracker"), List.of("NONE"), origin),
        "it is given the variable NONE");
    refused(
        new McpSpec.Local("t", List.of("tracker", "-p", "hunter2"), List.of(), origin),
        "its argument 2 may be a secret");
    refused(
        new McpSpec.Remote("t", "https://other.example.com/mcp", false, origin),
        "no route of the bottle leads to other.example.com");
    refused(
        new McpSpec.Remote("t", "https://mcp.example.com/?api_key=abc", false, origin),
        "its address holds");
  }

  private void refused(McpSpec server, String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> servers.give(server))
        .withMessageContaining("could not give the MCP server t (bottle.jsonc:4:7): " + why)
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.MANIFEST);
          assertThat(e.getMessage()).doesNotContain("hunter2", "abc");
          assertThat(e.hint()).isNotEmpty();
        });
  }

  @Test
  void aRemoteServersBoundHeaderHoldsTheStandInAndItsOthersStayOutside() {
    add(
        """
        { "type": "http", "url": "https://mcp.example.com/mcp?readonly=true",
          "headers": { "authorization": "Bearer real-one-0123", "X-Tenant": "hidden" },
          "headersHelper": "/bin/evil", "oauth": { "clientId": "hidden" } }
        """);
    assertThat(servers.told())
        .containsExactly(
            new Imported(
                "mcp:t",
                "/home/u/.claude.json",
                List.of("https://mcp.example.com", "authorization put in by the gateway"),
                List.of("headersHelper", "oauth", "X-Tenant")));
    assertThat(servers.notes()).singleElement().asString().contains("X-Tenant");
    assertThat(servers.json())
        .isEqualTo(
            "{\"t\":{\"type\":\"http\",\"url\":\"https://mcp.example.com/mcp?readonly=true\","
                + "\"headers\":{\"authorization\":\"Bearer stand-in\"}}}");
  }

  @Test
  void aServerIsFoundInTheUsersScopeOnly() {
    String state =
        """
        { "projects": { "/w": { "mcpServers": { "p": { "command": "x" } } } },
          "mcpServers": { "t": { "command": "x" } } }
        """;
    assertThat(McpServer.find("t", state)).isPresent();
    assertThat(McpServer.find("p", state)).isEmpty();
    assertThat(McpServer.find("t", "{}")).isEmpty();
    for (String wrong :
        List.of("{\"mcpServers\":{\"t\":[]}}", "{\"mcpServers\":{\"t\":{\"env\":1}}}", "{")) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> McpServer.find("t", wrong));
    }
  }

  private void add(String server) {
    servers.add("t", McpServer.find("t", "{\"mcpServers\":{\"t\":" + server + "}}").orElseThrow());
  }

  private static Route route(String host, Slot slot) {
    return new Route(
        host,
        Set.of(443),
        Set.of(),
        List.of(),
        TlsMode.INTERCEPT,
        List.of(new Binding("tracker", slot, "Bearer {}", "stand-in")),
        ScanSettings.DEFAULT,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Origin.builtIn("test"));
  }
}
