package dev.botbottle.launcher.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceSurveyTest {
  @TempDir private Path temporary;

  @Test
  void socketsAndPipesAreFoundAtAnyDepthAndLinksAreNotFollowed() throws Exception {
    Path workspace = Files.createDirectories(temporary.resolve("w"));
    Path outside = Files.createDirectories(temporary.resolve("outside"));
    fifo(outside.resolve("pipe"));
    Files.createSymbolicLink(workspace.resolve("link"), outside);
    Files.createSymbolicLink(workspace.resolve("direct"), outside.resolve("pipe"));
    Files.writeString(workspace.resolve("file"), "");
    Path pipe = Files.createDirectories(workspace.resolve("a/b")).resolve("pipe");
    fifo(pipe);
    Path socket = workspace.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(WorkspaceSurvey.survey(workspace, SelfExecuting.builtIn(), false).special())
          .containsExactlyInAnyOrder(pipe, socket);
    }
  }

  @Test
  void aSelfExecutingFileMadeSinceIsNamedEvenWithItsTimeSetBack() throws IOException {
    Files.createDirectories(temporary.resolve("sub/.vscode"));
    Path tasks = Files.writeString(temporary.resolve("sub/.vscode/tasks.json"), "{}");
    Files.setLastModifiedTime(tasks, FileTime.from(Instant.EPOCH));
    Files.writeString(temporary.resolve("ordinary"), "");
    FileTime before = FileTime.from(Instant.now().minusSeconds(60));
    assertThat(changed(before, 10)).containsExactly(Path.of("sub/.vscode/tasks.json"));
  }

  @Test
  void whatWasThereBeforeIsNotNamed() throws IOException {
    Files.writeString(temporary.resolve(".envrc"), "");
    assertThat(changed(FileTime.from(Instant.now().plusSeconds(60)), 10)).isEmpty();
  }

  @Test
  void noMoreAreNamedThanAskedFor() throws IOException {
    Files.createDirectories(temporary.resolve(".vscode"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(temporary.resolve(".vscode/" + i), "");
    }
    assertThat(changed(FileTime.from(Instant.EPOCH), 3)).hasSize(3);
  }

  private java.util.List<Path> changed(FileTime since, int limit) {
    return WorkspaceSurvey.changedSelfExecuting(temporary, SelfExecuting.builtIn(), since, limit);
  }

  private static void fifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void aDirectoryThatCannotBeListedCountsAsSpecial(@TempDir Path workspace) throws IOException {
    Path locked = Files.createDirectory(workspace.resolve("locked"));
    Files.setPosixFilePermissions(
        locked, java.nio.file.attribute.PosixFilePermissions.fromString("---------"));
    try {
      List<Path> special =
          WorkspaceSurvey.survey(workspace, SelfExecuting.builtIn(), false).special();
      // root lists every directory; then there is nothing that could not be looked at
      assertThat(special).isEqualTo(Files.isReadable(locked) ? List.of() : List.of(locked));
    } finally {
      Files.setPosixFilePermissions(
          locked, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void whatExecutesByItselfIsFoundAtEveryDepthButBelowNodeModules(@TempDir Path workspace)
      throws IOException {
    for (String file :
        List.of(
            "packages/x/.vscode/tasks.json",
            "sub/.git/config",
            ".git/modules/m/config",
            ".git/modules/m/hooks/post-checkout",
            ".git/worktrees/w/config.worktree",
            "node_modules/y/.vscode/tasks.json",
            "src/config")) {
      Path path = workspace.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
    assertThat(WorkspaceSurvey.survey(workspace, SelfExecuting.builtIn(), false).selfExecuting())
        .map(path -> workspace.relativize(path).toString())
        .contains(
            "packages/x/.vscode",
            "sub/.git/config",
            ".git/modules/m/config",
            ".git/modules/m/hooks",
            ".git/worktrees/w/config.worktree")
        .doesNotContain("src/config", "node_modules/y/.vscode");
  }

  /** Root alone can give a directory to a group it is not in. */
  @Test
  void aSetGidDirectoryOfAnotherGroupIsFoundWhenAskedFor() throws IOException {
    assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "needs root");
    Path workspace = Files.createDirectories(temporary.resolve("w"));
    Path shared = Files.createDirectory(workspace.resolve("shared"));
    Path own = Files.createDirectory(workspace.resolve("own"));
    Files.createDirectory(workspace.resolve("plain"));
    Files.setAttribute(shared, "unix:gid", 4242);
    Files.setAttribute(shared, "unix:mode", 02775);
    Files.setAttribute(own, "unix:mode", 02775);
    assertThat(WorkspaceSurvey.survey(workspace, SelfExecuting.builtIn(), true).foreignGroups())
        .containsExactly(shared);
    assertThat(WorkspaceSurvey.survey(workspace, SelfExecuting.builtIn(), false).foreignGroups())
        .isEmpty();
  }
}
