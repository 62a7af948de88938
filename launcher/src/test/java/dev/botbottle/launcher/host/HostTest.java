package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
  @TempDir private Path directory;

  @Test
  void theProductsOwnVariableStandsForTheWholePlace() {
    Host host =
        host(
            Map.of(
                "BOTTLE_CONFIG_HOME", "/c", "BOTTLE_STATE_HOME", "/s", "BOTTLE_CACHE_HOME", "/k"));
    assertThat(host.configuration()).isEqualTo(Path.of("/c"));
    assertThat(host.state()).isEqualTo(Path.of("/s"));
    assertThat(host.cache()).isEqualTo(Path.of("/k"));
  }

  @Test
  void theXdgVariablesStandForTheirDirectory() {
    Host host =
        host(Map.of("XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "/s", "XDG_CACHE_HOME", "/k"));
    assertThat(host.configuration()).isEqualTo(Path.of("/c/bot-bottle"));
    assertThat(host.state()).isEqualTo(Path.of("/s/bot-bottle"));
    assertThat(host.cache()).isEqualTo(Path.of("/k/bot-bottle"));
  }

  @Test
  void withoutVariablesThePlacesAreBelowTheHome() {
    Host host = host(Map.of("XDG_STATE_HOME", "")); // empty counts as not set
    assertThat(host.configuration()).isEqualTo(Path.of("/home/u/.config/bot-bottle"));
    assertThat(host.state()).isEqualTo(Path.of("/home/u/.local/state/bot-bottle"));
    assertThat(host.cache()).isEqualTo(Path.of("/home/u/.cache/bot-bottle"));
  }

  @Test
  void aProgramIsFoundInTheFirstAbsoluteDirectoryThatHasIt() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.createDirectory(first.resolve("tool")); // a directory is no program
    Files.writeString(second.resolve("tool"), "");
    Files.setPosixFilePermissions(
        second.resolve("tool"), PosixFilePermissions.fromString("rwx------"));
    Host host = host(Map.of("PATH", ":relative:" + first + ":" + second));
    assertThat(host.path()).containsExactly(first, second);
    assertThat(host.find("tool")).contains(second.resolve("tool"));
    assertThat(host.find("other")).isEmpty();
  }

  @Test
  void thisProcessHasAHost() {
    assertThat(Host.current().directory()).isAbsolute().isDirectory();
  }

  private static Host host(Map<String, String> environment) {
    return new Host(
        environment,
        Path.of("/home/u/project"),
        Path.of("/home/u"),
        1000,
        Path.of("/runtime"),
        Path.of("/installation"));
  }
}
