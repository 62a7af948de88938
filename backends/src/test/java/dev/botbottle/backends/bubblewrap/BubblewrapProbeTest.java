package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BubblewrapProbeTest {
  @TempDir private Path programs;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0.8.0, true",
    "0.8.1, true",
    "0.11.0, true",
    "1.0, true",
    "1, true",
    "0.8, true",
    "0.7.9, false",
    "0.4.1, false",
    "0.8.0-rc1, true",
    "'', false",
    "unknown, false"
  })
  void aVersionIsComparedNumberByNumber(String version, boolean enough) {
    assertThat(BubblewrapProbe.atLeast(version, BubblewrapProbe.MINIMUM)).isEqualTo(enough);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "apt-get, sudo apt-get install bubblewrap",
    "dnf, sudo dnf install bubblewrap",
    "pacman, sudo pacman -S bubblewrap",
    "other, install bubblewrap 0.8.0 or later"
  })
  void withoutBubblewrapTheSystemsOwnWayToItIsNamed(String client, String command)
      throws IOException {
    program(client, "");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> programs(1000))
        .withMessage("could not make a bottle: bubblewrap is not installed")
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.NO_BACKEND);
          assertThat(e.hint()).contains(command);
        });
  }

  @Test
  void anOldBubblewrapIsRefusedWithTheVersionNeeded() throws IOException {
    program("bwrap", "echo bubblewrap 0.4.1");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> BubblewrapProbe.check(programs(1000)))
        .withMessageContaining("0.4.1")
        .satisfies(e -> assertThat(e.hint()).contains("0.8.0"));
  }

  @Test
  void onlyRootNeedsAProgramThatGivesIdsUp() throws IOException {
    program("bwrap", "echo bubblewrap 0.8.0");
    assertThat(programs(1000).setIds()).isEmpty();
    assertThat(programs(0).setIds()).isPresent();
  }

  @Test
  void whatBubblewrapSaidIsPartOfTheRefusal() {
    BottleException refused = BubblewrapProbe.refused("bwrap: No permissions to create\n");
    assertThat(refused.exit()).isEqualTo(ExitCode.NO_BACKEND);
    assertThat(refused.getMessage() + refused.hint()).contains("bwrap").doesNotEndWith("\n");
    assertThat(refused.hint()).isNotEmpty();
  }

  @Test
  void aContainerThatHidesPartsOfProcIsRecognised() {
    BottleException refused =
        BubblewrapProbe.refused(
            "bwrap: Can't mount proc on /newroot/proc: Operation not permitted");
    assertThat(refused).hasMessageContaining("parts of /proc are hidden here");
    assertThat(refused.hint()).contains("systempaths=unconfined");
  }

  @Test
  void whatASmallSandboxComplainsOfIsHeard() throws IOException {
    program("bwrap", "echo 'bwrap: no room' >&2; exit 1");
    assertThat(BubblewrapProbe.complaint(programs(1000))).isEqualTo("bwrap: no room\n");
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What is on PATH alone, whatever the machine has. */
  private BubblewrapProbe.Programs programs(int uid) {
    return BubblewrapProbe.programs(host(uid), host(uid).find("bwrap"));
  }

  private Host host(int uid) {
    return new Host(
        Map.of("PATH", programs.toString()), programs, programs, uid, programs, programs);
  }
}
