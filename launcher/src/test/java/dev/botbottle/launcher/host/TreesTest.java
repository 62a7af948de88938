package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
  @TempDir private Path directory;

  @Test
  void aTreeIsRemovedAndWhatItsLinksPointToIsNot() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "kept");
    Path tree = Files.createDirectories(directory.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.createSymbolicLink(directory.resolve("tree/top"), outside.resolve("kept"));
    Trees.remove(directory.resolve("tree"));
    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
  }

  @Test
  void directoriesWithoutPermissionsAreRemovedToo() throws IOException {
    for (String mode : new String[] {"---------", "r-x------", "-wx------", "rw-------"}) {
      Path inner = Files.createDirectories(directory.resolve("tree/closed/inner"));
      Files.writeString(inner.resolve("file"), "x");
      Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(mode));
      Files.setPosixFilePermissions(
          directory.resolve("tree/closed"), PosixFilePermissions.fromString(mode));
      Trees.remove(directory.resolve("tree"));
      assertThat(directory.resolve("tree")).as(mode).doesNotExist();
    }
  }

  @Test
  void aTreeDeeperThanAnyPathCanNameIsRemoved() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    String script =
        "i=0; while [ $i -lt 60 ]; do mkdir "
            + "d".repeat(200)
            + " && cd -P "
            + "d".repeat(200)
            + " || exit 1; : >file; i=$((i+1)); done";
    Process agent =
        new ProcessBuilder("/bin/bash", "-c", script).directory(tree.toFile()).inheritIO().start();
    assertThat(agent.waitFor()).isZero();
    Trees.remove(tree);
    assertThat(tree).doesNotExist();
  }

  @Test
  void namesThatLookLikeItsOwnAreNoObstacle() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("a/b/c"));
    Files.writeString(tree.resolve(".lifted0"), "mine");
    Files.createDirectories(tree.resolve(".lifted1/x"));
    Trees.remove(tree);
    assertThat(tree).doesNotExist();
  }

  @Test
  void aLinkInPlaceOfTheTreeIsRemovedAlone() throws IOException {
    Path outside = Files.createDirectories(directory.resolve("outside/inner"));
    Path link = Files.createSymbolicLink(directory.resolve("tree"), directory.resolve("outside"));
    Trees.remove(link);
    assertThat(outside).exists();
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void whatIsNotThereIsNoError() {
    assertThatCode(() -> Trees.remove(directory.resolve("none"))).doesNotThrowAnyException();
  }
}
