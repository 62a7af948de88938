package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
  void aProgramInTheUsersDirectoryIsNotFoundWhateverLeadsThere() throws IOException {
    Path project = Files.createDirectories(directory.resolve("home/project"));
    Path planted = tool(Files.createDirectories(project.resolve("node_modules/.bin")));
    Path linked = Files.createDirectory(directory.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("tool"), planted);
    Path good = tool(Files.createDirectory(directory.resolve("good")));
    String path = planted.getParent() + ":" + linked + ":" + good.getParent();
    assertThat(standing(project, path).find("tool")).contains(good);
    assertThat(standing(project, path.replace(":" + good.getParent(), "")).find("tool")).isEmpty();
    // A home is no workspace, and the programs below it are the user's own.
    assertThat(standing(directory.resolve("home"), path).find("tool")).contains(planted);
    assertThat(standing(Path.of("/"), path).find("tool")).contains(planted);
  }

  @Test
  void aProgramInAWorkspaceNamedElsewhereIsNotFoundEither() throws IOException {
    Path project = Files.createDirectories(directory.resolve("home/project"));
    Path other = Files.createDirectories(directory.resolve("home/other"));
    Path planted = tool(Files.createDirectories(other.resolve("node_modules/.bin")));
    Host host = standing(project, String.valueOf(planted.getParent()));
    assertThat(host.find("tool")).contains(planted);
    assertThat(host.withWorkspace(other).find("tool")).isEmpty();
    Path link = Files.createSymbolicLink(directory.resolve("link"), other);
    assertThat(host.withWorkspace(link).find("tool")).isEmpty();
    assertThat(host.withWorkspace(host.resolve("~/other")).find("tool")).isEmpty();
    assertThat(host.withWorkspace(host.resolve("../other")).find("tool")).isEmpty();
    assertThat(host.withWorkspace(directory.resolve("none")).find("tool")).contains(planted);
  }

  @Test
  void theSystemsOwnProgramGoesFirst() throws IOException {
    Path shadow = Files.createDirectory(directory.resolve("shadow"));
    Files.copy(tool(shadow), shadow.resolve("sh"), StandardCopyOption.COPY_ATTRIBUTES);
    Host host = standing(directory, shadow.toString());
    assertThat(host.findSystem("sh")).contains(Path.of("/usr/bin/sh"));
    assertThat(standing(Path.of("/"), shadow.toString()).findSystem("tool"))
        .contains(shadow.resolve("tool"));
  }

  private static Path tool(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("tool"), "");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Host standing(Path where, String path) throws IOException {
    Path root = directory.toRealPath();
    return new Host(
        Map.of("PATH", path), where, root.resolve("home"), 1000, Path.of("/r"), Path.of("/i"));
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
