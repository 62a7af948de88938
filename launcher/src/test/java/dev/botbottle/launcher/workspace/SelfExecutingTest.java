package dev.botbottle.launcher.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfExecutingTest {
  private final SelfExecuting names = SelfExecuting.builtIn();
  @TempDir private Path temporary;
  private Path workspace = Path.of("");

  @BeforeEach
  void make() throws IOException {
    workspace = Files.createDirectory(temporary.resolve("workspace"));
  }

  @Test
  void theListHoldsTheKnownOnesOnceAndRelative() {
    assertThat(names.names())
        .doesNotHaveDuplicates()
        .contains(".git/config", ".git/hooks", ".envrc", ".vscode", ".idea", ".husky", ".mcp.json")
        .contains(".claude/settings.json", ".yarnrc.yml", "bottle.jsonc", "claude-bottle.json")
        .allSatisfy(name -> assertThat(Path.of(name)).isRelative());
  }

  @Test
  void whatExistsIsFound() throws IOException {
    Files.createDirectories(workspace.resolve(".git/hooks"));
    Files.writeString(workspace.resolve(".git/config"), "");
    Files.writeString(workspace.resolve("README"), "");
    assertThat(names.existing(workspace))
        .containsExactlyInAnyOrder(
            workspace.resolve(".git/config"), workspace.resolve(".git/hooks"));
    assertThat(names.behindLinks(workspace)).isEmpty();
  }

  @Test
  void anEmptyWorkspaceHasNone() {
    assertThat(names.existing(workspace)).isEmpty();
  }

  @Test
  void whatIsALinkOrBehindOneIsToldApart() throws IOException {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere/hooks"));
    Files.createSymbolicLink(workspace.resolve(".git"), elsewhere.getParent());
    Files.createSymbolicLink(workspace.resolve(".envrc"), elsewhere);
    assertThat(names.existing(workspace)).isEmpty();
    assertThat(names.behindLinks(workspace))
        .containsExactlyInAnyOrder(workspace.resolve(".git"), workspace.resolve(".envrc"));
  }

  @Test
  void theFileOfALinkedWorkTreeIsFoundOnce() throws IOException {
    Files.writeString(workspace.resolve(".git"), "gitdir: /elsewhere");
    assertThat(names.existing(workspace)).containsExactly(workspace.resolve(".git"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    ".envrc, true",
    "sub/.envrc, true",
    ".git/hooks/pre-commit, true",
    "vendor/lib/.git/hooks/post-checkout, true",
    ".vscode/tasks.json, true",
    "a/b/mvnw, true",
    "README.md, false",
    "my.envrc, false",
    "mvnw.txt, false",
    ".git/index, false",
    "x.git/hooks, false"
  })
  void aNameIsOneOfThemAtAnyDepth(String path, boolean expected) {
    assertThat(names.matches(Path.of(path))).isEqualTo(expected);
  }
}
