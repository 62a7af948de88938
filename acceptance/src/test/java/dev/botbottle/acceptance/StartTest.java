package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.testkit.lab.LabProcess;
import dev.botbottle.testkit.lab.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can go wrong between the command and the agent's first byte. */
class StartTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Runner runner = Runner.first();

  @BeforeEach
  void canRun() {
    runner.assume();
  }

  /** More sockets than wait in the one they are handed over by. */
  @Test
  void aBottleThatGrantsAThousandPortsStartsAndServesTheLast() throws IOException {
    try (Scene scene = Scene.open(runner, Site.echo("docs.example.com"))) {
      String ports =
          IntStream.range(20_000, 21_000)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(","));
      scene.manifest(
          """
          { "bottles": { "default": { "egress": { "allowlist": [
              { "host": "docs.example.com", "ports": [443, %s] } ] } } } }
          """
              .formatted(ports));
      String command =
          "curl -s -o /dev/null -w '%{http_code} ' https://docs.example.com/;"
              + " curl -s -o /dev/null -w '%{http_code}' http://docs.example.com:20999/";
      try (LabProcess process =
          scene.bottle(Map.of(), "start", "shell", "--yes", "--", "-c", command)) {
        process.in().close();
        LabProcess.Result result = process.await(PATIENCE);
        // Nothing listens at the far end of that port: the answer is the gateway's own.
        assertThat(result.out()).as(result.err()).isEqualTo("200 502");
      }
    }
  }

  @Test
  void aFileThatRunsByItselfAndComesDuringTheQuestionIsNotForTheAgentToWrite() throws IOException {
    try (Scene scene = Scene.open(runner);
        UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            terminal.bottle(
                scene, Map.of(), "start", "shell", "--", "-c", "echo mine >.envrc; echo ended")) {
      terminal.await("[y/N]");
      Path file = scene.write(scene.project().resolve(".envrc"), "theirs\n");
      terminal.type("y\n");
      assertThat(process.await(PATIENCE).exit()).as(terminal.text()).isNotZero();
      assertThat(terminal.text()).contains("the plan has changed while you were asked");
      assertThat(terminal.text()).doesNotContain("\nended");
      assertThat(file).hasContent("theirs");
    }
  }

  @Test
  void anotherDirectoryInTheWorkspacesPlaceIsRefused() throws IOException {
    try (Scene scene = Scene.open(runner);
        UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            terminal.bottle(scene, Map.of(), "start", "shell", "--", "-c", "echo ended")) {
      terminal.await("[y/N]");
      Path project = scene.project();
      Files.move(project, project.resolveSibling("moved"));
      scene.write(project.resolve("file"), "of another project\n");
      terminal.type("y\n");
      assertThat(process.await(PATIENCE).exit()).as(terminal.text()).isNotZero();
      assertThat(terminal.text()).contains("the plan has changed while you were asked");
    }
  }
}
