package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that read and write manifests and agents. */
class ManifestCommandsTest extends CommandTest {
  private static final String AGENT =
      """
      ---
      name: writer
      description: Writes.
      provider: shell
      tools: Read
      skills: [tidy]
      ---
      Write \u001b[2Jwell.
      """;

  private int run(String... words) {
    results.reset();
    messages.reset();
    return Cli.run(List.of(words), this::host);
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.toRealPath().resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void fails(ExitCode exit, String why, String... words) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run(words))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.exit()).isEqualTo(exit));
  }

  @Test
  void checkTellsWhatIsThereAndThatItIsGood() throws IOException {
    assertThat(run("check")).isZero();
    assertThat(results()).isEqualTo("no manifest here; 'bottle init' makes one\n");
    write("home/.config/bot-bottle/bottle.jsonc", "{ \"bottles\": { \"a\": {} } }");
    write("home/.config/bot-bottle/agents/writer.md", AGENT);
    write("home/project/bottle.jsonc", "{ \"agents\": { \"b\": {} } }");
    assertThat(run("check")).isZero();
    assertThat(results().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("ok   "))
        .anyMatch(line -> line.endsWith("bottle.jsonc: 1 bottle, 0 agents"))
        .anyMatch(line -> line.endsWith("agent writer"))
        .anyMatch(line -> line.endsWith("project: 0 bottles, 1 agent"));
  }

  @Test
  void checkTellsEveryProblemOfEveryFileAndEndsWithItsCode() throws IOException {
    write("home/.config/bot-bottle/bottle.jsonc", "{ \"botles\": {},\n \"agents\": [] }");
    write("home/project/claude-bottle.json", "{ \"agents\": { \"b\": { \"prompt\": 1 } } }");
    assertThat(run("check")).isEqualTo(ExitCode.MANIFEST.code());
    assertThat(results())
        .contains("bottle.jsonc:1:3: expected a known key", "fix: did you mean \"bottles\"?")
        .contains("bottle.jsonc:2:12: expected an object of agents")
        .contains("claude-bottle.json:1:32: expected a text")
        .doesNotContain("Exception");
    assertThat(run("check", "--format", "json")).isEqualTo(ExitCode.MANIFEST.code());
    assertThat(results())
        .startsWith("{\"files\":[{\"file\":\"")
        .contains(
            "\"ok\":false",
            "\"line\":1,\"column\":3,\"message\":\"expected a known key, found \\\"botles\\\"\","
                + "\"fix\":\"did you mean \\\"bottles\\\"?\"");
  }

  @Test
  void checkReadsOneFileWhereverItLies() throws IOException {
    Path good = write("x/some.jsonc", "{}");
    Path bad = write("x/bad.jsonc", "{");
    assertThat(run("check", good.toString())).isZero();
    assertThat(run("check", bad.toString())).isEqualTo(65);
    assertThat(run("check", root.resolve("none").toString())).isEqualTo(65);
    assertThat(results()).contains("it is no file");
  }

  @Test
  void checkPrintsTheManifestWithExtendsWorkedIn() throws IOException {
    write(
        "home/.config/bot-bottle/bottle.jsonc",
        "{ \"bottles\": { \"a\": { \"workspace\": \"w\" }, \"b\": { \"extends\": \"a\" } } }");
    assertThat(run("check", "--resolved")).isZero();
    assertThat(results().split("\"workspace\": \"w\"", -1)).hasSize(3);
    assertThat(results()).doesNotContain("extends");
  }

  @Test
  void anAddedAgentIsShownFirstAndThenOnesOwn() throws IOException {
    Path file = write("shared/writer.md", AGENT);
    fails(ExitCode.NOT_CONFIRMED, "no terminal", "add", file.toString());
    assertThat(results())
        .contains(
            "agent writer: Writes.",
            "runs shell in your bottle default",
            "needs the skill tidy, which you do not have",
            "| Write \\u001b[2Jwell.",
            "without effect here: tools");
    assertThat(root.resolve("home/.config/bot-bottle/agents")).doesNotExist();
    assertThat(run("add", file.toString(), "--yes")).isZero();
    fails(ExitCode.MANIFEST, "there is one of this name", "add", file.toString(), "--yes");
    assertThat(run("add", file.toString(), "--yes", "--replace")).isZero();
    assertThat(run("export", "writer")).isZero();
    assertThat(results()).contains("name: \"writer\"", "Write ").doesNotContain("tools");
  }

  @Test
  void anAgentThatIsWrongIsNotAdded() throws IOException {
    Path file = write("shared/x.md", "---\nbottle: nobody\n---\n");
    fails(
        ExitCode.MANIFEST, "x.md:2:9: expected the name of a bottle", "add", file.toString(), "-y");
    fails(ExitCode.USAGE, "names no commit", "add", "https://git.example/x@main", "-y");
  }

  @Test
  void anAddedAgentTakesNeitherABuiltInNameNorOneTwice() throws IOException {
    Path claude = Files.writeString(root.resolve("x.md"), "---\nname: claude\n---\nBe bad.\n");
    fails(ExitCode.MANIFEST, "the built-in agent of this name", "add", claude.toString(), "--yes");
    Path folder = Files.createDirectories(root.resolve("shared/agents"));
    Files.writeString(folder.resolve("a.md"), "---\nname: twin\n---\nGood.\n");
    Files.writeString(folder.resolve("b.md"), "---\nname: twin\n---\nEvil.\n");
    fails(
        ExitCode.MANIFEST,
        "two of these files have this name",
        "add",
        root.resolve("shared").toString(),
        "--yes");
  }

  @Test
  void exportSaysWhatAFileCannotSay() throws IOException {
    write(
        "home/.config/bot-bottle/bottle.jsonc",
        "{ \"agents\": { \"c\": { \"provider\": \"command\", \"command\": [\"x\"] },"
            + " \"e\": { \"env\": { \"A\": { \"value\": \"x\", \"hosts\": [] } } },"
            + " \"m\": { \"mcp\": { \"s\": { \"command\": [\"x\"] } } },"
            + " \"f\": { \"prompt\": { \"file\": \"p.md\" } } } }");
    write("home/.config/bot-bottle/p.md", "From a file.");
    fails(ExitCode.USAGE, "it runs a command", "export", "c");
    fails(ExitCode.USAGE, "its variable A", "export", "e");
    fails(ExitCode.USAGE, "its MCP servers", "export", "m");
    fails(ExitCode.USAGE, "could not find the agent none", "export", "none");
    assertThat(run("export", "f")).isZero();
    assertThat(results()).endsWith("---\n\nFrom a file.\n");
    assertThat(run("export", "reviewer")).isZero();
    assertThat(results()).contains("You review the changes");
  }

  @Test
  void initWritesAProposalThatIsGoodAndNotYetApproved() throws IOException {
    write("home/project/pom.xml", "<project/>");
    fails(ExitCode.NOT_CONFIRMED, "no terminal", "init");
    assertThat(results()).contains("{ \"preset\": \"maven\" }, // pom.xml");
    assertThat(root.resolve("home/project/bottle.jsonc")).doesNotExist();
    assertThat(run("init", "--yes")).isZero();
    assertThat(messages()).contains("bottle trust");
    assertThat(run("check")).isZero();
    assertThat(run("trust", "--format", "json")).isZero();
    assertThat(results()).contains("\"state\":\"unapproved\"");
    fails(ExitCode.MANIFEST, "there is", "init", "--yes");
  }

  @Test
  void editOpensTheUsersManifestAndTellsItsProblems() throws IOException {
    Path editor = write("programs/ed", "#!/bin/sh\nprintf '{ \"botles\": 1 }' >\"$2\"\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("EDITOR", "ed --wait");
    assertThat(run("edit")).isEqualTo(ExitCode.MANIFEST.code());
    assertThat(messages()).contains("bottle.jsonc:1:3: expected a known key");
    Files.writeString(editor, "#!/bin/sh\nexit 3\n");
    fails(ExitCode.USAGE, "exit code 3", "edit");
    environment.put("VISUAL", "nowhere");
    fails(ExitCode.USAGE, "could not find the editor nowhere", "edit");
  }

  @Test
  void editBeginsWithAManifestThatIsGood() throws IOException {
    Path editor = write("programs/ed", "#!/bin/sh\ntrue\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("EDITOR", "ed");
    assertThat(run("edit")).isZero();
    assertThat(messages()).contains("1 bottle, 0 agents");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionKnowsCommandsOptionsAndWhereNamesComeFrom(String shell) {
    assertThat(run("completion", shell)).isZero();
    assertThat(results())
        .contains("start", "trust", "dry-run", "--words agents", "--words sessions")
        .doesNotContain("KIND");
  }

  @Test
  void completionListsAgentsBottlesAndSessions() throws IOException {
    write(
        "home/.config/bot-bottle/bottle.jsonc",
        "{ \"bottles\": { \"mine\": {} }, \"agents\": { \"own\": {} } }");
    assertThat(run("completion", "--words", "agents")).isZero();
    assertThat(results().lines()).contains("claude", "shell", "own", "reviewer");
    assertThat(run("completion", "--words", "bottles")).isZero();
    assertThat(results().lines()).contains("default", "mine", "jvm");
    assertThat(run("completion", "--words", "sessions")).isZero();
    assertThat(results()).isEmpty();
    fails(ExitCode.USAGE, "could not complete for the shell csh", "completion", "csh");
  }

  @Test
  void bashCompletesByTheScript() throws Exception {
    run("completion", "bash");
    Path script = write("completion.bash", results());
    assertThat(completed(script, "bottle", "tr")).containsExactly("trust");
    assertThat(completed(script, "bottle", "start", "--dr")).containsExactly("--dry-run");
    assertThat(completed(script, "bottle", "start", "ag")).containsExactly("agents-word");
    assertThat(completed(script, "bottle", "start", "--bottle", "bo"))
        .containsExactly("bottles-word");
    assertThat(completed(script, "bottle", "stop", "''")).containsExactly("sessions-word");
    assertThat(completed(script, "bottle", "logs", "--fo")).contains("--format");
    assertThat(completed(script, "bottle", "list", "--format", "j")).containsExactly("json");
  }

  /** What bash offers for the last word, with a stand-in of the program for names. */
  private static List<String> completed(Path script, String... words)
      throws IOException, InterruptedException {
    String program =
        "bottle() { printf '%s-word\\n' \"$3\"; }; . "
            + script
            + "; COMP_WORDS=("
            + String.join(" ", words)
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; COMPREPLY=(); _bottle; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process process =
        new ProcessBuilder("bash", "--norc", "-c", program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }

  @Test
  void trustWarnsOfAgentsThatWillNotBeUsed() throws IOException {
    write("home/.config/bot-bottle/bottle.jsonc", "{ \"agents\": { \"mine\": {} } }");
    write(
        "home/project/bottle.jsonc",
        "{ \"agents\": { \"claude\": {}, \"mine\": {}, \"reviewer\": {}, \"other\": {} } }");
    fails(ExitCode.NOT_CONFIRMED, "no terminal", "trust");
    assertThat(results())
        .contains(
            "warning: agent claude will not be used: the built-in one of this name is started",
            "warning: agent mine will not be used: you have one of this name, and yours is started",
            "warning: agent reviewer will be started here in the place of the library's")
        .doesNotContain("warning: agent other");
    assertThat(run("trust", "--format", "json")).isZero();
    assertThat(results()).contains("\"warnings\":[\"agent claude will not be used");
  }
}
