package dev.botbottle.launcher.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
      assertThat(WorkspaceSurvey.specialFiles(workspace)).containsExactlyInAnyOrder(pipe, socket);
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
}
