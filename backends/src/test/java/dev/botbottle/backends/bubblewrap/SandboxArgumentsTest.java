package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.botbottle.launcher.plan.Mount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxArgumentsTest {
  private static final Path WORK = Path.of("/home/u/project");

  /** One mount among the options. */
  private record Bound(String option, String source, String target) {}

  @Test
  void whatIsMountedBehindTheSystemIsThisInThisOrder() {
    List<Bound> bound = bound(SandboxArguments.of(layout()));
    int home = bound.indexOf(new Bound("--bind", "/state/home/user", "/home/u"));
    assertThat(bound.subList(home, bound.size()))
        .containsExactly(
            new Bound("--bind", "/state/home/user", "/home/u"),
            new Bound("--ro-bind", "/stage/agent", "/bottle/agent/claude"),
            new Bound("--ro-bind", "/home/u/.sdkman/candidates", "/home/u/.sdkman/candidates"),
            new Bound(
                "--ro-bind",
                "/state/files/trust/cacerts",
                "/home/u/.sdkman/candidates/java/21/lib/security/cacerts"),
            new Bound("--bind", "/stage/work", "/home/u/project"),
            new Bound("--bind", "/stage/work/.git", "/home/u/project/.git"),
            new Bound("--bind", "/stage/work/gradle", "/home/u/project/gradle"),
            new Bound("--ro-bind", "/stage/work/.git/config", "/home/u/project/.git/config"),
            new Bound("--ro-bind", "/stage/work/.git/hooks", "/home/u/project/.git/hooks"),
            new Bound("--ro-bind", "/stage/work/gradle/wrapper", "/home/u/project/gradle/wrapper"),
            new Bound("--ro-bind", "/stage/work/mvnw", "/home/u/project/mvnw"),
            new Bound("--ro-bind", "/state/files/empty", "/home/u/project/run/app.sock"));
  }

  @Test
  void theOptionsThatIsolateAreAllThere() {
    assertThat(SandboxArguments.of(layout()))
        .contains(
            "--unshare-user",
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--disable-userns",
            "--die-with-parent")
        .containsSequence("--uid", "1000", "--gid", "1000")
        .containsSequence("--cap-drop", "ALL")
        .containsSequence("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys")
        .containsSequence("--remount-ro", "/", "--chdir", "/home/u/project")
        .doesNotContain("--cap-add", "--share-net", "--dev-bind", "--setenv", "--unshare-net");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/run", "/var", "/home", "/root", "/mnt", "/media", "/srv", "/etc", "/", "/sys"})
  void aWholePlaceOfTheHostIsNeverBound(String place) {
    assertThat(bound(SandboxArguments.of(layout())))
        .noneMatch(bound -> bound.source().equals(place))
        .noneMatch(bound -> bound.option().contains("bind") && bound.target().equals(place));
  }

  @Test
  void onlyHomeTemporaryAndWorkspaceAreWritable() {
    assertThat(bound(SandboxArguments.of(layout())))
        .filteredOn(bound -> bound.option().equals("--bind"))
        .extracting(Bound::target)
        .containsExactlyInAnyOrder(
            "/tmp", "/home/u", "/home/u/project", "/home/u/project/.git", "/home/u/project/gradle");
  }

  @Test
  void everyDirectoryAboveAProtectedNameIsAMountPointAndCannotBeMoved() {
    List<String> targets =
        bound(SandboxArguments.of(layout())).stream().map(Bound::target).toList();
    for (Path path : layout().protectedPaths()) {
      for (Path up = path; up != null && !up.equals(WORK); up = up.getParent()) {
        assertThat(targets).as(path.toString()).contains(up.toString());
      }
    }
  }

  @Test
  void withoutAWorkspaceTheAgentStandsInItsHome() {
    SandboxLayout with = layout();
    SandboxLayout without =
        new SandboxLayout(
            with.homeSource(),
            with.home(),
            with.temporary(),
            with.etc(),
            with.trust(),
            with.mounts(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            with.empty());
    List<String> args = SandboxArguments.of(without);
    assertThat(args)
        .containsSequence("--chdir", "/home/u")
        .noneMatch(arg -> arg.contains("project"));
  }

  @Test
  void optionsAreEncodedWithAZeroByteBehindEach() {
    assertThat(SandboxArguments.encoded(List.of("--bind", "/ü", "/x y")))
        .isEqualTo("--bind\0/ü\0/x y\0".getBytes(StandardCharsets.UTF_8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SandboxArguments.encoded(List.of("a\0--bind")));
  }

  private static SandboxLayout layout() {
    return new SandboxLayout(
        Path.of("/state/home/user"),
        Path.of("/home/u"),
        Path.of("/state/home/tmp"),
        List.of(new Mount(Path.of("/state/files/passwd"), Path.of("/etc/passwd"), false)),
        List.of(
            new Mount(
                Path.of("/state/files/trust/cacerts"),
                Path.of("/home/u/.sdkman/candidates/java/21/lib/security/cacerts"),
                false)),
        List.of(
            Mount.readOnly(Path.of("/home/u/.sdkman/candidates")),
            new Mount(Path.of("/stage/agent"), Path.of("/bottle/agent/claude"), false)),
        Optional.of(Path.of("/stage/work")),
        Optional.of(WORK),
        List.of(
            WORK.resolve(".git/config"),
            WORK.resolve(".git/hooks"),
            WORK.resolve("gradle/wrapper"),
            WORK.resolve("mvnw")),
        List.of(WORK.resolve("run/app.sock")),
        Path.of("/state/files/empty"));
  }

  private static List<Bound> bound(List<String> args) {
    List<Bound> bound = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).contains("bind")) {
        bound.add(new Bound(args.get(i), args.get(i + 1), args.get(i + 2)));
      }
    }
    return bound;
  }
}
