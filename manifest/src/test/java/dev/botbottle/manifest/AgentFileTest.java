package dev.botbottle.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AgentFileTest {
  private static AgentSpec read(String text) throws ManifestException {
    return AgentFile.read("agents/some.md", text.getBytes(StandardCharsets.UTF_8), Scope.USER);
  }

  private static String problems(String text) {
    try {
      read(text);
      return "";
    } catch (ManifestException e) {
      return e.render();
    }
  }

  @Test
  void aSubAgentOfClaudeCodeWorksAsItIs() throws ManifestException {
    String file =
        """
        ---
        name: code-reviewer
        description: Expert code review. Use proactively after changes: always.
        tools: Read, Grep, Glob, Bash
        model: inherit
        color: blue
        hooks:
          PreToolUse:
            - matcher: "Bash"
              hooks:
                - type: command
                  command: "./x.sh"
        ---

        You are a senior code reviewer.

        ---
        1. Look.
        """;
    AgentSpec agent = read(file);
    assertThat(agent.name()).isEqualTo("code-reviewer");
    assertThat(agent.description())
        .contains("Expert code review. Use proactively after changes: always.");
    assertThat(agent.provider()).isEqualTo("claude");
    assertThat(agent.model()).isEmpty();
    assertThat(agent.prompt())
        .contains(new PromptSpec.Text("You are a senior code reviewer.\n\n---\n1. Look."));
    assertThat(AgentFile.leftOut("x.md", file.getBytes(StandardCharsets.UTF_8)))
        .containsExactly("tools", "color", "hooks");
  }

  @Test
  void anAgentSaysWhatComesAlongAsAListOrWithCommas() throws ManifestException {
    String list = "---\nname: a\nimport: [instructions, mcp:tracker]\n---\nDo.\n";
    AgentSpec agent = read(list);
    assertThat(agent.imports())
        .contains(new Imports(true, false, false, false, List.of("tracker")));
    assertThat(read(list.replace("[instructions, mcp:tracker]", "instructions, mcp:tracker")))
        .isEqualTo(agent);
    assertThat(read(AgentFile.print(agent, "Do.")).imports()).isEqualTo(agent.imports());
    assertThat(read("---\nname: a\n---\nDo.\n").imports()).isEmpty();
  }

  @Test
  void spacesAtTheEndsOfAQuotedValueAreItsOwn() throws ManifestException {
    AgentSpec agent = read("---\nname: a\nlabel: \" two \"\ndescription:   plain  \n---\n");
    assertThat(agent.label()).contains(" two ");
    assertThat(agent.description()).contains("plain");
    assertThat(read(AgentFile.print(agent, "")).label()).contains(" two ");
  }

  @Test
  void aProjectsAgentBringsNothingOfTheUsersAlong() {
    byte[] file =
        "---\nname: a\nimport: [instructions]\n---\nDo.\n".getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(ManifestException.class)
        .isThrownBy(() -> AgentFile.read("a.md", file, Scope.project(Map.of())))
        .satisfies(e ->
            assertThat(e.render())
                .contains("no \"import\" in a project's manifest", "your own manifest"));
  }

  @Test
  void theKeysOfAnAgentAreReadInTheFormsPeopleWriteThem() throws ManifestException {
    AgentSpec agent =
        read(
            """
            ---
            # a comment
            description: "quoted: \\"yes\\""
            bottle: default # where
            model: 'sonnet'
            skills:
              - review
              - "tdd"
            env:
              EDITOR: vim
              TOKEN: ${TOKEN}
            label: >
              two
              lines
            ---
            """);
    assertThat(agent.name()).isEqualTo("some");
    assertThat(agent.description()).contains("quoted: \"yes\"");
    assertThat(agent.bottle()).contains("default");
    assertThat(agent.model()).contains("sonnet");
    assertThat(agent.skills()).containsExactly("review", "tdd");
    assertThat(agent.env())
        .extracting(EnvEntry::value)
        .containsExactly(new EnvValue.Literal("vim"), new EnvValue.FromHost("TOKEN"));
    assertThat(agent.label()).contains("two lines");
    assertThat(agent.prompt()).isEmpty();
    assertThat(read("---\nskills: [a, 'b']\n---\r\nx").skills()).containsExactly("a", "b");
    assertThat(read("---\r\nskills: a, b\r\n---\r\nx\r\ny").skills()).containsExactly("a", "b");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put("no head", "agents/some.md:1:1: expected --- and the agent's keys");
    cases.put("---\nname: x\n", "1:1: expected a second ---");
    cases.put("---\nname: a b\n---\n", "2:7: expected a name for the agent, found \"a b\"");
    cases.put("---\nmodle: x\n---\n", "2:1: expected a known key, found \"modle\"");
    cases.put("---\nmodel: x\nmodel: y\n---\n", "3:1: expected each key once");
    cases.put("---\njust text\n---\n", "2:1: expected \"key: value\"");
    cases.put("---\nbottle: none\n---\n", "2:9: expected the name of a bottle of this file");
    cases.put("---\nskills: [../x]\n---\n", "2:10: expected the directory name of a skill");
    cases.put("---\nprovider: command\n---\n", "expected \"command\" beside");
    cases.put("---\nprompt: x\n---\n", "expected a known key, found \"prompt\"");
    cases.forEach((text, message) -> assertThat(problems(text)).as(text).contains(message));
  }

  @Test
  void whatIsPrintedReadsBackToTheSame() throws ManifestException {
    AgentSpec agent =
        read(
            """
            ---
            name: x
            description: "say \\"hi\\" \\\\ # and: more"
            provider: shell
            bottle: default
            model: m
            skills: [a]
            env:
              A: "b c"
            ---
            Do this.

            And that.
            """);
    String text =
        AgentFile.print(agent, agent.prompt().map(p -> ((PromptSpec.Text) p).text()).orElseThrow());
    assertThat(SameMeaning.unplaced(read(text))).isEqualTo(SameMeaning.unplaced(agent));
    assertThat(agent.description()).isEqualTo(Optional.of("say \"hi\" \\ # and: more"));
  }

  @Test
  void whateverTheBytesTheOutcomeIsAnAgentOrProblems() {
    List<String> words =
        List.of(
            "---\n",
            "name: x\n",
            "skills: [",
            "]",
            "\n",
            "- a\n",
            "  ",
            ": ",
            "env:\n",
            "|\n",
            "\"",
            "'",
            "#",
            "é",
            "\r\n",
            "model: ",
            "\u0000",
            ",",
            ">",
            "text");
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "---\n" : "");
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(words.get(random.nextInt(words.size())));
      }
      problems(text.toString()); // throws nothing else
    }
    assertThat(problems("---\n" + "a:\n".repeat(300_000))).contains("more");
  }
}
