package dev.botbottle.launcher.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentBundleTest {
  @TempDir private Path root;

  private Host host() {
    return Hosts.in(root);
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void refused(String place, String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> new AgentBundle(host()).read(place))
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.hint()).isNotEmpty());
  }

  @Test
  void aFileIsOneAgentAndAFolderItsMarkdownFiles() throws IOException {
    Path file = write("a/one.md", "1");
    assertThat(new AgentBundle(host()).read(file.toString())).containsOnlyKeys("one.md");
    write("a/README.md", "no agent");
    write("a/notes.txt", "no agent");
    write("a/agents/two.md", "2");
    write("a/.claude/agents/three.md", "3");
    write("a/deep/er/four.md", "4");
    assertThat(new AgentBundle(host()).read(root.resolve("a").toString()))
        .containsOnlyKeys("one.md", "two.md", "three.md");
  }

  @Test
  void aLinkInAFolderIsRefused() throws IOException {
    Path secret = write("secret.md", "mine");
    Files.createDirectories(root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/x.md"), secret);
    refused(root.resolve("a").toString(), "it is a symbolic link");
  }

  @Test
  void whatIsNotThereOrHasNoAgentIsRefused() throws IOException {
    Files.createDirectories(root.resolve("empty"));
    refused(root.resolve("empty").toString(), "could not find an agent");
    refused("nowhere", "could not find");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://git.example/x.git",
        "https://git.example/x.git@main",
        "https://git.example/x.git@1234567",
        "https://user@git.example/x.git",
        "git@git.example:x.git"
      })
  void aRepositoryWithoutAWholeCommitIsRefused(String place) {
    refused(place, "it names no commit");
  }

  @Test
  void otherProtocolsThanHttpsAndSshAreRefused() {
    String commit = "0".repeat(40);
    refused("file://" + root + "@" + commit, "git ended with exit code");
    refused("ext::sh -c true://@" + commit, "git ended with exit code");
  }

  @Test
  void exactlyTheCommitIsReadAndNothingOfTheRepositoryRuns() throws Exception {
    Path repository = Files.createDirectories(root.resolve("repository"));
    Path marker = root.resolve("ran");
    git(repository, "init", "-q");
    git(repository, "config", "user.name", "t");
    git(repository, "config", "user.email", "t@example.com");
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true");
    write("repository/agents/one.md", "first");
    write("repository/.gitattributes", "* filter=evil\n");
    Files.createSymbolicLink(repository.resolve("agents/link.md"), Path.of("/etc/passwd"));
    git(repository, "add", ".");
    git(repository, "commit", "-q", "-m", "x");
    String commit = git(repository, "rev-parse", "HEAD").strip();
    write("repository/agents/one.md", "second");
    git(repository, "commit", "-q", "-a", "-m", "y");
    git(repository, "config", "filter.evil.smudge", "touch " + marker);
    for (String hook : List.of("post-checkout", "post-update", "reference-transaction")) {
      Path script = write("repository/.git/hooks/" + hook, "#!/bin/sh\ntouch " + marker + "\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
    Map<String, byte[]> found =
        new AgentBundle(host(), List.of("file")).read("file://" + repository + "@" + commit);
    assertThat(found).containsOnlyKeys("one.md");
    assertThat(new String(found.getOrDefault("one.md", new byte[0]), StandardCharsets.UTF_8))
        .isEqualTo("first");
    assertThat(marker).doesNotExist();
  }

  private static String git(Path directory, String... words)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
    return output;
  }
}
