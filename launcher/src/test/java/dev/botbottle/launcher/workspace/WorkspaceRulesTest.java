package dev.botbottle.launcher.workspace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceRulesTest {
  @TempDir private Path root;
  private Host host;

  @BeforeEach
  void invent() throws IOException {
    host = Hosts.in(root);
    for (String name :
        new String[] {
          "home/.config/bot-bottle",
          "home/.local/state/bot-bottle/sessions",
          "installation/cli",
          "home/.claude/commands"
        }) {
      Files.createDirectories(root.resolve(name));
    }
    Files.writeString(root.resolve("file"), "");
  }

  @Test
  void aProjectBelowTheHomeIsTaken() {
    assertThat(WorkspaceRules.check(host.directory(), host)).isEqualTo(host.directory());
  }

  @Test
  void aLinkToAProjectIsTakenAsTheProject() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link"), host.directory());
    assertThat(WorkspaceRules.check(link, host)).isEqualTo(host.directory());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "home, it is a home directory",
    ".,   it contains",
    "home/.config, bot-bottle itself",
    "home/.config/bot-bottle, bot-bottle itself",
    "home/.local/state/bot-bottle/sessions, bot-bottle itself",
    "installation, bot-bottle itself",
    "home/.claude, your own Claude Code",
    "home/.claude/commands, your own Claude Code",
    "installation/cli, bot-bottle itself",
    "none, there is no such directory",
    "file, it is not a directory"
  })
  void aDirectoryOfTheUsersIsRefused(String name, String why) throws IOException {
    refused(root.resolve(name).normalize(), why);
    if (Files.exists(root.resolve(name))) {
      refused(Files.createSymbolicLink(root.resolve("link"), root.resolve(name)), why);
    }
  }

  @Test
  void aFolderThatTheUsersOwnClaudeCodeIsLinkedIntoIsRefused() throws IOException {
    Path dotfiles = root.resolve("home/dotfiles");
    Files.createDirectories(dotfiles.resolve("claude"));
    Files.delete(root.resolve("home/.claude/commands"));
    Files.delete(root.resolve("home/.claude"));
    Files.createSymbolicLink(root.resolve("home/.claude"), dotfiles.resolve("claude"));
    refused(dotfiles, "your own Claude Code");
  }

  @ParameterizedTest
  @CsvSource({
    ".claude/settings.json, claude/settings.json",
    ".claude/commands/x.md, claude/x.md",
    ".claude/skills/tidy,   skills",
    ".claude.json,          claude.json",
    ".bashrc,               not-there-yet",
    ".config/editor,        .",
    ".config/editor,        .."
  })
  void aFolderThatAFileOfTheUsersIsLinkedIntoIsRefused(String link, String target)
      throws IOException {
    Path dotfiles = root.toRealPath().resolve("home/all/dotfiles");
    Files.createDirectories(dotfiles.resolve("claude"));
    Files.createDirectories(dotfiles.resolve("skills"));
    for (String file : new String[] {"claude/settings.json", "claude/x.md", "claude.json"}) {
      Files.writeString(dotfiles.resolve(file), "{}");
    }
    assertThat(WorkspaceRules.check(dotfiles, host)).isEqualTo(dotfiles);
    Path place = host.home().resolve(link);
    Path folder = requireNonNull(place.getParent());
    Files.createDirectories(folder);
    Files.createSymbolicLink(place, folder.relativize(dotfiles.resolve(target)));
    refused(dotfiles, place + " leads there");
    assertThat(WorkspaceRules.check(host.directory(), host)).isEqualTo(host.directory());
  }

  @Test
  void aLinkOfTheHomeToWhatContainsAProjectIsNoneOfIts() throws IOException {
    Path projects = Files.createDirectories(root.toRealPath().resolve("projects/one"));
    Files.createSymbolicLink(host.home().resolve(".projects"), projects.getParent());
    assertThat(WorkspaceRules.check(projects, host)).isEqualTo(projects);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/", "/root", "/home", "/etc", "/etc/ssl", "/usr", "/usr/lib", "/usr/bin", "/proc",
        "/proc/self", "/dev", "/sys", "/run", "/tmp", "/var", "/var/tmp", "/mnt", "/opt"
      })
  void aPlaceOfTheSystemIsRefused(String place) throws IOException {
    refused(Path.of(place), "");
    Path link = root.resolve("link");
    Files.createSymbolicLink(link, Path.of(place));
    refused(link, "");
  }

  @Test
  void aDirectoryThatContainsThePlaceOfSessionsIsRefusedBeforeThatExists() {
    Host other = Hosts.in(root, "BOTTLE_STATE_HOME", host.directory() + "/state");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> WorkspaceRules.check(host.directory(), other));
  }

  private void refused(Path directory, String why) {
    assertThatExceptionOfType(BottleException.class)
        .as(directory.toString())
        .isThrownBy(() -> WorkspaceRules.check(directory, host))
        .withMessageContaining(why)
        .satisfies(e -> {
          assertThat(e.exit()).isEqualTo(ExitCode.BAD_WORKSPACE);
          assertThat(e.hint()).contains("--workspace");
        });
  }
}
