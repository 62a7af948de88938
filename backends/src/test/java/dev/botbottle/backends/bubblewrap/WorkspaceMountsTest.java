package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.posix.MountTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkspaceMountsTest {
  private static final Path WORKSPACE = Path.of("/home/u/w");
  private static final WorkspaceMounts MOUNTS =
      new WorkspaceMounts(
          WORKSPACE,
          List.of(WORKSPACE.resolve(".git/config"), WORKSPACE.resolve(".vscode")),
          List.of(WORKSPACE.resolve("s.sock")));

  private static MountTable.Entry entry(String root, String point, String options) {
    return new MountTable.Entry("8:1", Path.of(root), Path.of(point), options);
  }

  /** As it is in a good launch; the workspace lies on a file system mounted at /home. */
  private static List<MountTable.Entry> good() {
    return new ArrayList<>(
        List.of(
            entry("/u/w", "/home/u/w", "rw"),
            entry("/u/w/.git", "/home/u/w/.git", "rw"),
            entry("/u/w/.git/config", "/home/u/w/.git/config", "ro"),
            entry("/u/w/.vscode", "/home/u/w/.vscode", "ro"),
            entry("/u/state/files/empty", "/home/u/w/s.sock", "ro")));
  }

  @Test
  void whatWasPlannedIsAccepted() {
    assertThat(MOUNTS.wrong(good())).isEmpty();
    assertThat(MOUNTS.unprotected(good())).isEmpty();
  }

  @Test
  void onlyTheDirectoriesBetweenAreAnchors() {
    assertThat(MOUNTS.anchors()).containsExactly(WORKSPACE.resolve(".git"));
  }

  @Test
  void anAnchorSwappedForALinkOutOfTheWorkspaceIsWrong() {
    List<MountTable.Entry> mounted = good();
    mounted.set(1, entry("/u", "/home/u/w/.git", "rw"));
    assertThat(MOUNTS.wrong(mounted)).containsExactly(WORKSPACE.resolve(".git"));
  }

  @Test
  void aMountThatLandedElsewhereIsWrong() {
    List<MountTable.Entry> mounted = good();
    mounted.set(2, entry("/u/w/.git/config", "/home/u/config", "ro"));
    assertThat(MOUNTS.wrong(mounted)).containsExactly(WORKSPACE.resolve(".git/config"));
  }

  @Test
  void anotherFileSystemUnderTheSameNameIsWrong() {
    List<MountTable.Entry> mounted = good();
    mounted.set(
        3,
        new MountTable.Entry("8:2", Path.of("/u/w/.vscode"), WORKSPACE.resolve(".vscode"), "ro"));
    assertThat(MOUNTS.wrong(mounted)).containsExactly(WORKSPACE.resolve(".vscode"));
  }

  @Test
  void aMaskThatIsNotThereIsWrong() {
    List<MountTable.Entry> mounted = good();
    mounted.removeLast();
    assertThat(MOUNTS.wrong(mounted)).containsExactly(WORKSPACE.resolve("s.sock"));
  }

  @Test
  void aDroppedOrWritableProtectionIsUnprotected() {
    List<MountTable.Entry> mounted = good();
    mounted.set(3, entry("/u/w/.vscode", "/home/u/w/.vscode", "rw"));
    mounted.remove(2);
    assertThat(MOUNTS.unprotected(mounted))
        .containsExactly(WORKSPACE.resolve(".git/config"), WORKSPACE.resolve(".vscode"));
  }

  @Test
  void withoutTheWorkspaceEverythingIsWrong() {
    assertThat(MOUNTS.wrong(List.of())).containsExactly(WORKSPACE);
  }
}
