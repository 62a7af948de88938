package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostMountsTest {
  private static final List<String> TABLE =
      List.of(
          "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
          "31 22 0:27 / /home/u/project rw - ext4 /dev/sdb1 rw",
          "32 31 0:28 / /home/u/project/data\\040of\\134mine rw shared:4 - nfs host:/x rw",
          "33 31 0:29 / /home/u/project/data\\040of\\134mine rw - tmpfs tmpfs rw",
          "34 22 0:30 / /home/u/project-two rw - tmpfs tmpfs rw",
          "short");

  @Test
  void whatIsMountedInsideIsFoundOnceByItsName() {
    assertThat(HostMounts.below(Path.of("/home/u/project"), TABLE))
        .containsExactly(Path.of("/home/u/project/data of\\mine"));
  }

  @Test
  void aDirectoryThatIsItselfAMountHasNoneInside() {
    assertThat(HostMounts.below(Path.of("/home/u/project-two"), TABLE)).isEmpty();
  }

  @Test
  void thisHostHasMountsBelowItsRoot() {
    assertThat(HostMounts.below(Path.of("/"))).contains(Path.of("/proc"));
  }
}
