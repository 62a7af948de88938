package dev.botbottle.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.grant.HomeFile;
import dev.botbottle.launcher.grant.Mount;
import dev.botbottle.launcher.grant.PlannedVariable;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.GitSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan takes from the user's environment and home: variables, tools, the git identity. */
class HostFilesTest {
  @TempDir private Path root;

  @Test
  void onlyVariablesOfTheTerminalAndTheToolsArePassed() {
    Map<String, String> passed =
        passed(
            Hosts.in(
                root,
                "TERM",
                "xterm",
                "LC_ALL",
                "C.UTF-8",
                "TZ",
                "Europe/Berlin",
                "AWS_SECRET_ACCESS_KEY",
                "x",
                "SSH_AUTH_SOCK",
                "/run/agent",
                "https_proxy",
                "http://proxy",
                "JAVA_TOOL_OPTIONS",
                "-verbose",
                "LD_PRELOAD",
                "/evil.so",
                "SHELL",
                "/home/u/evil"));
    assertThat(passed)
        .containsEntry("TERM", "xterm")
        .containsEntry("LC_ALL", "C.UTF-8")
        .containsEntry("TZ", "Europe/Berlin")
        .containsEntry("SHELL", "/bin/sh")
        .containsEntry("USER", "agent")
        .containsEntry("BOTTLE", "1")
        .doesNotContainKeys(
            "AWS_SECRET_ACCESS_KEY",
            "SSH_AUTH_SOCK",
            "https_proxy",
            "JAVA_TOOL_OPTIONS",
            "LD_PRELOAD");
  }

  @Test
  void theToolsOfAVersionManagerAreShownWithoutItsCredentials() throws IOException {
    Path home = root.toRealPath().resolve("home");
    for (String name :
        new String[] {".cargo/bin", ".rustup/toolchains", ".nvm/versions/node/v1/bin", "bin"}) {
      Files.createDirectories(home.resolve(name));
    }
    Files.writeString(home.resolve(".cargo/credentials.toml"), "token");
    Host host =
        Hosts.in(
            root,
            "PATH",
            String.join(
                ":",
                "/usr/bin",
                home + "/.cargo/bin",
                home + "/.nvm/versions/node/v1/bin",
                home + "/bin",
                home + "/gone",
                home.toString()));
    assertThat(ToolFolders.mounts(host))
        .containsExactlyInAnyOrder(
            Mount.readOnly(home.resolve(".cargo/bin")),
            Mount.readOnly(home.resolve(".rustup/toolchains")),
            Mount.readOnly(home.resolve(".nvm/versions")),
            Mount.readOnly(home.resolve("bin")));
  }

  @Test
  void aToolFolderThatIsALinkIsNotShown() throws IOException {
    Path home = root.toRealPath().resolve("home");
    Files.createDirectories(home.resolve(".ssh"));
    Files.createSymbolicLink(home.resolve("bin"), home.resolve(".ssh"));
    assertThat(ToolFolders.mounts(Hosts.in(root, "PATH", home + "/bin"))).isEmpty();
  }

  @Test
  void theGitIdentityAndNothingElseIsTakenOver() throws IOException {
    Host host = Hosts.in(root);
    Files.createDirectories(host.home().resolve(".config/git"));
    Files.writeString(
        host.home().resolve(".config/git/config"), "[user]\nname = Old\nemail = a@b.example\n");
    Files.writeString(
        host.home().resolve(".gitconfig"),
        """
        [credential]
          helper = store
          name = wrong
        [ user ]
          Name = "Ada \\"A\\" #L" ; the author
        [core]
          email = wrong
        [include]
          path = ~/project/.evil
        """);
    assertThat(GitIdentity.homeFile(host, GitSpec.NONE))
        .contains(
            new HomeFile(
                ".gitconfig",
                "[user]\n\tname = \"Ada \\\"A\\\" #L\"\n\temail = \"a@b.example\"\n"));
  }

  @Test
  void aBottlesIdentityComesBeforeTheUsers() throws IOException {
    Host host = Hosts.in(root);
    Files.writeString(
        host.home().resolve(".gitconfig"), "[user]\nname = Ada\nemail = a@b.example\n");
    GitSpec bottle = new GitSpec(Optional.of("Bot"), Optional.empty());
    assertThat(GitIdentity.homeFile(host, bottle))
        .contains(
            new HomeFile(".gitconfig", "[user]\n\tname = \"Bot\"\n\temail = \"a@b.example\"\n"));
  }

  @Test
  void withoutAGitIdentityThereIsNoFile() {
    assertThat(GitIdentity.homeFile(Hosts.in(root), GitSpec.NONE)).isEmpty();
  }

  @Test
  void aSessionsIdIsTheAgentAndFiveCharacters() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(SessionId.of("claude", SessionId.mark(random)));
    }
    assertThat(ids).allMatch(id -> id.matches("claude-[0-9a-z]{5}")).doesNotHaveDuplicates();
  }

  private static Map<String, String> passed(Host host) {
    Map<String, String> passed = new HashMap<>();
    for (PlannedVariable variable : PassedEnvironment.of(host)) {
      passed.put(variable.name(), ((PlannedVariable.Value.Plain) variable.value()).text());
    }
    return passed;
  }
}
