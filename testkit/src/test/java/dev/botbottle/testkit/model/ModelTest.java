package dev.botbottle.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.botbottle.testkit.lab.Account;
import dev.botbottle.testkit.lab.Lab;
import dev.botbottle.testkit.lab.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  private static final String BASH_TOOL = "\"tools\":[{\"name\":\"Bash\"}]";

  @Test
  void aScriptComesBackAsItWas() {
    List<Turn> turns =
        List.of(new Turn.Bash("echo \"ä\"\nls"), new Turn.Text(""), new Turn.Text("a\nb"));
    assertThat(ModelScript.decode(ModelScript.encode(turns))).isEqualTo(turns);
  }

  @Test
  void followsTheConversationAndNotACounter() {
    try (Lab lab = open(new Turn.Bash("echo \"hi\""), new Turn.Text("fine"))) {
      String first = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
      for (int i = 0; i < 2; i++) {
        assertThat(ask(lab, "{" + BASH_TOOL + "," + first + "}"))
            .contains("\"type\":\"tool_use\"", "\"command\":\"echo \\\"hi\\\"\"")
            .contains("\"stop_reason\":\"tool_use\"");
      }
      String second =
          "\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
              + "{\"role\":\"assistant\",\"content\":[]},"
              + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":"
              + "[{\"type\":\"text\",\"text\":\"out\\u0021\"}]}]}]";
      assertThat(ask(lab, "{" + BASH_TOOL + "," + second + "}"))
          .contains("\"text\":\"fine\"", "\"stop_reason\":\"end_turn\"");
      assertThat(ModelCall.of(lab.requests(ModelScript.ANTHROPIC)))
          .hasSize(3)
          .last()
          .satisfies(call -> assertThat(call.lastToolResult()).isEqualTo("out!"));
    }
  }

  @Test
  void answersQuestionsWithoutAShellInAWordAndOptionalThingsWithNotFound() {
    try (Lab lab = open(new Turn.Bash("rm -rf /"))) {
      assertThat(ask(lab, "{\"messages\":[]}")).contains("\"text\":\"done\"");
      LabProcess.Result result =
          lab.run(
              Account.ROOT,
              "curl -sS -o /dev/null -w '%{http_code}' https://api.anthropic.com/policy_limits");
      assertThat(result.out()).isEqualTo("404");
    }
  }

  @Test
  void streamsTheEventsOfTheApiInOrder() {
    try (Lab lab = open(new Turn.Text("fine"))) {
      String events = ask(lab, "{\"stream\":true,\"messages\":[]," + BASH_TOOL + "}");
      assertThat(events.lines().filter(line -> line.startsWith("event: ")))
          .containsExactly(
              "event: message_start",
              "event: content_block_start",
              "event: content_block_delta",
              "event: content_block_stop",
              "event: message_delta",
              "event: message_stop");
      assertThat(events.lines().filter(line -> line.startsWith("data: ")))
          .allSatisfy(line -> Json.parse(line.substring(6)));
    }
  }

  @Test
  void eachAnswerIsAMessageOfItsOwn() {
    try (Lab lab = open()) {
      String question = "{\"messages\":[]}";
      assertThat(id(ask(lab, question))).startsWith("msg_").isNotEqualTo(id(ask(lab, question)));
    }
  }

  private static String id(String answer) {
    return String.valueOf(Json.member(Json.parse(answer), "id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\"", "[1,", "\"a", "tru", "{} x", "-", "\"\\u12"})
  void brokenJsonIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
  }

  @ParameterizedTest
  @EnumSource
  void theRealClaudeCodeRunsTheScriptedCommandAndSendsItsOutput(Lab.Kind kind) throws IOException {
    assumeLab(kind);
    Path program = ClaudeProgram.fetch(Path.of("target", "agents", "claude").toAbsolutePath());
    try (Lab lab =
        Lab.open(
            kind,
            ModelScript.anthropic(
                new Turn.Bash("echo $((6*7))-from-the-shell; id -u"),
                new Turn.Text("the end of the script")))) {
      Path claude = Files.createFile(lab.directory().resolve("claude"));
      lab.mount(program, claude);
      // The agent refuses a folder there that another account left behind. Last, because it hides
      // the program too where the checkout itself lies below /tmp.
      lab.privateTmp();
      Path root = Files.writeString(lab.directory().resolve("root.pem"), lab.rootPem());
      Path home = lab.home(Account.USER);
      try (LabProcess agent =
          lab.start(
              List.of(claude.toString(), "-p", "hi", "--dangerously-skip-permissions"),
              Map.of(
                  "HOME",
                  home.toString(),
                  "CLAUDE_CODE_OAUTH_TOKEN",
                  "sk-ant-oat01-dummy",
                  "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                  "1",
                  "NODE_EXTRA_CA_CERTS",
                  root.toString()),
              home,
              Account.USER)) {
        agent.in().close();
        LabProcess.Result result = agent.await(Duration.ofMinutes(2));
        assertThat(result.out()).as(result.err()).contains("the end of the script");
      }
      List<ModelCall> calls = ModelCall.of(lab.requests(ModelScript.ANTHROPIC));
      assertThat(calls)
          .anySatisfy(
              call -> assertThat(call.lastToolResult()).contains("42-from-the-shell", "1000"));
      assertThat(calls)
          .allSatisfy(call ->
              assertThat(call.request().header("Authorization"))
                  .contains("Bearer sk-ant-oat01-dummy"));
    }
  }

  private static Lab open(Turn... turns) {
    Lab.Kind kind = Lab.unavailable(Lab.Kind.ROOT).isEmpty() ? Lab.Kind.ROOT : Lab.Kind.USER;
    assumeLab(kind);
    return Lab.open(kind, ModelScript.anthropic(turns));
  }

  private static void assumeLab(Lab.Kind kind) {
    Optional<String> why = Lab.unavailable(kind);
    assumeTrue(why.isEmpty(), () -> why.orElse(""));
  }

  private static String ask(Lab lab, String body) {
    LabProcess.Result result =
        lab.run(Account.ROOT, "curl -sS https://api.anthropic.com/v1/messages -d '" + body + "'");
    assertThat(result.err()).isEmpty();
    return result.out();
  }
}
