package dev.botbottle.manifest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.Assertions;

/**
 * The readers of manifests and of agents in files: they take bytes or refuse them with problems
 * that can be printed, and what they take means the same once it was printed and read again.
 */
class ManifestFuzz {
  @FuzzTest
  void aUsersManifest(byte[] content) {
    manifest(content, Scope.USER);
  }

  @FuzzTest
  void aProjectsManifest(byte[] content) {
    manifest(content, Scope.project(Map.of()));
  }

  private static void manifest(byte[] content, Scope scope) {
    Manifest manifest;
    try {
      manifest = ManifestReader.read("bottle.jsonc", content, scope);
    } catch (ManifestException e) {
      printable(e);
      return;
    }
    String printed = ManifestPrinter.print(manifest);
    try {
      Manifest again =
          ManifestReader.read("bottle.jsonc", printed.getBytes(StandardCharsets.UTF_8), scope);
      Assertions.assertThat(ManifestPrinter.print(again)).isEqualTo(printed);
    } catch (ManifestException e) {
      throw new AssertionError(printed + "\nis refused:\n" + e.render(), e);
    }
  }

  @FuzzTest
  void anAgentsFile(byte[] content) {
    try {
      AgentSpec agent = AgentFile.read("agent.md", content, Scope.USER);
      String prompt =
          agent.prompt().isPresent() && agent.prompt().get() instanceof PromptSpec.Text(String text)
              ? text
              : "";
      String printed = AgentFile.print(agent, prompt);
      AgentSpec again =
          AgentFile.read("agent.md", printed.getBytes(StandardCharsets.UTF_8), Scope.USER);
      Assertions.assertThat(AgentFile.print(again, prompt)).isEqualTo(printed);
      AgentFile.leftOut("agent.md", content);
    } catch (ManifestException e) {
      printable(e);
    }
  }

  /** A picture is made of every problem, and none brings a control character to the terminal. */
  private static void printable(ManifestException e) {
    Assertions.assertThat(e.problems()).isNotEmpty();
    String text = e.render();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && c != '\n') {
        throw new AssertionError("a control character in: " + text);
      }
    }
  }
}
