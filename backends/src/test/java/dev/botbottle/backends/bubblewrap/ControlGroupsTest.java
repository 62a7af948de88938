package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.manifest.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups as directories that look like them. */
class ControlGroupsTest {
  private static final ResourceSpec ASKED =
      new ResourceSpec(
          Optional.of(1L << 30), Optional.of(1500L), Optional.empty(), Optional.empty());
  private static final List<String> UNIFIED = List.of("0::/user.slice/app.slice/shell.scope");

  @TempDir private Path root;

  private Path group(String path, String... files) throws IOException {
    Path group = Files.createDirectories(root.resolve(path));
    for (String file : files) {
      Files.writeString(group.resolve(file), "");
    }
    return group;
  }

  private SessionDirectory session() throws IOException {
    return new SessionDirectory(Files.createDirectories(root.resolve("session")));
  }

  private static String text(Path group, String file) throws IOException {
    return Files.readString(group.resolve(file));
  }

  @Test
  void ofVersionOneEachControllerHasItsOwnHierarchy() throws IOException {
    group("memory/own", "cgroup.procs");
    group("cpu/own", "cgroup.procs");
    ControlGroups groups =
        ControlGroups.of(root, List.of("4:memory:/own", "2:cpu,cpuacct:/own", "0::/"));
    assertThat(groups.limitsMemory()).isTrue();
    assertThat(groups.limitsProcessors()).isTrue();
    groups.limit(session(), "a-00000", ASKED, 42);
    Path memory = root.resolve("memory/own/bot-bottle-a-00000");
    assertThat(text(memory, "memory.limit_in_bytes")).isEqualTo("1073741824");
    assertThat(text(memory, "cgroup.procs")).isEqualTo("42");
    Path processors = root.resolve("cpu/own/bot-bottle-a-00000");
    assertThat(text(processors, "cpu.cfs_period_us")).isEqualTo("100000");
    assertThat(text(processors, "cpu.cfs_quota_us")).isEqualTo("150000");
    assertThat(text(processors, "cgroup.procs")).isEqualTo("42");
    assertThat(text(root.resolve("session"), "control-groups"))
        .isEqualTo(memory + "\n" + processors + "\n");
  }

  @Test
  void ofVersionTwoTheNearestGroupThatHandsBothDownIsTaken() throws IOException {
    group("user.slice/app.slice/shell.scope", "cgroup.procs", "cgroup.subtree_control");
    Path slice = group("user.slice/app.slice", "cgroup.procs");
    Files.writeString(slice.resolve("cgroup.subtree_control"), "cpu memory pids\n");
    ControlGroups groups = ControlGroups.of(root, UNIFIED);
    groups.limit(session(), "a-00000", ASKED, 42);
    Path made = slice.resolve("bot-bottle-a-00000");
    assertThat(text(made, "memory.max")).isEqualTo("1073741824");
    assertThat(text(made, "cpu.max")).isEqualTo("150000 100000");
    assertThat(text(made, "cgroup.procs")).isEqualTo("42");
    assertThat(text(root.resolve("session"), "control-groups")).isEqualTo(made + "\n");
  }

  @Test
  void whereNothingIsHandedDownNothingIsLimited() throws IOException {
    group("user.slice/app.slice/shell.scope", "cgroup.procs", "cgroup.subtree_control");
    group("user.slice/app.slice", "cgroup.procs", "cgroup.subtree_control");
    group("user.slice", "cgroup.subtree_control"); // not to be written: nothing comes in
    Files.writeString(root.resolve("user.slice/cgroup.subtree_control"), "memory cpu");
    for (List<String> lines :
        List.of(UNIFIED, List.of("4:memory:/none"), List.of("no such line"), List.<String>of())) {
      ControlGroups groups = ControlGroups.of(root, lines);
      assertThat(groups.limitsMemory()).isFalse();
      assertThat(groups.limitsProcessors()).isFalse();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> groups.limit(session(), "a-00000", ASKED, 42));
    }
  }
}
