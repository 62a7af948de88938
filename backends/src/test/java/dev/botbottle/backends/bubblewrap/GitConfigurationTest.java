package dev.botbottle.backends.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GitConfigurationTest {
  private static final String BEFORE =
      """
      [core]
      	bare = false
      	editor = vim
      [remote "origin"]
      	url = https://git.example/x
      """;

  /** What an agent may write → the name under which git knows the setting. */
  private static final Map<String, String> HIDDEN =
      Map.ofEntries(
          Map.entry("[core]\n\tfsmonitor = evil\n", "core.fsmonitor"),
          Map.entry("[core] fsmonitor = evil\n", "core.fsmonitor"),
          Map.entry("[x] [core]\tFsMonitor=evil\n", "core.fsmonitor"),
          Map.entry("[filter \"a]b\"] smudge = evil\n", "filter.a]b.smudge"),
          Map.entry("[filter \"a\\\"]b\"] clean = evil\n", "filter.a\"]b.clean"),
          Map.entry("[diff]\n\texternal = evil\n", "diff.external"),
          Map.entry("[diff \"d\"]\n\ttextconv = evil\n", "diff.d.textconv"),
          Map.entry("[pager]\n\tlog = evil\n", "pager.log"),
          Map.entry("[interactive]\n\tdiffFilter = evil\n", "interactive.difffilter"),
          Map.entry("[alias]\n\tst = \"!evil\"\n", "alias.st"),
          Map.entry("[alias]\n\ta = b \\\n[core]\n\tst = !evil\n", "alias.st"),
          Map.entry("[alias]\n# c\r[core]\n\tst = !evil\n", "alias.st"),
          Map.entry("[alias]\n[core] fsmonitor = evil\nst = !evil2\n", "core.fsmonitor"),
          Map.entry("[include]\n\tpath = /evil\n", "include.path"),
          Map.entry("[includeIf \"gitdir:/\"]\n\tpath = /evil\n", "includeif.gitdir:/.path"),
          Map.entry("[credential]\n\thelper = \\\n!evil\n", "credential.helper"),
          Map.entry("[protocol \"ext\"]\n\tallow = always\n", "protocol.ext.allow"),
          Map.entry("[url \"ext::evil \"]\n\tinsteadOf = https://\n", "url.ext::evil .insteadof"),
          Map.entry("[gpg \"ssh\"]\n\tdefaultKeyCommand = evil\n", "gpg.ssh.defaultkeycommand"));

  @TempDir private Path directory;

  @BeforeEach
  void aRepositoryHasHooks() throws IOException {
    Files.createDirectories(directory.resolve("hooks"));
  }

  @TestFactory
  Stream<DynamicTest> aNewSettingThatRunsAProgramIsTakenOutHoweverItIsWritten() {
    return HIDDEN.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey().replace("\n", "⏎").replace("\r", "␍"),
                () -> {
                  Path file = directory.resolve("config");
                  Files.writeString(file, BEFORE);
                  GitConfiguration before = GitConfiguration.remember(file);
                  Files.writeString(file, BEFORE + entry.getKey());
                  assertThat(names(file)).as("git sees it").contains(entry.getValue());
                  assertThat(before.restore()).isNotEmpty();
                  assertThat(names(file))
                      .doesNotContain(entry.getValue())
                      .contains("core.editor", "remote.origin.url");
                  assertThat(values(file)).doesNotContain("evil");
                }));
  }

  @Test
  void aByteOrderMarkHidesNothing() throws Exception {
    Path file = directory.resolve("config");
    Files.writeString(file, "");
    GitConfiguration before = GitConfiguration.remember(file);
    Files.write(
        file, "\u00ef\u00bb\u00bf[core] fsmonitor = evil\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(names(file)).contains("core.fsmonitor");
    assertThat(before.restore()).hasSize(1);
    assertThat(names(file)).isEmpty();
  }

  @Test
  void whatWasThereBeforeAndWhatRunsNothingStaysAsItWas() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, BEFORE);
    GitConfiguration before = GitConfiguration.remember(file);
    String after =
        BEFORE + "[branch \"main\"]\n\tremote = origin ; fsmonitor = x\n# [core] fsmonitor = y\n";
    Files.writeString(file, after);
    assertThat(before.restore()).isEmpty();
    assertThat(file).hasContent(after);
  }

  @Test
  void theSameKeyWithAnotherValueIsNew() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, BEFORE);
    GitConfiguration before = GitConfiguration.remember(file);
    Files.writeString(file, BEFORE.replace("vim", "evil"));
    assertThat(before.restore()).containsExactly("editor = evil");
  }

  @Test
  void aLinkInItsPlaceIsReplacedAndWhatItLedToStaysAsItWas() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, BEFORE);
    GitConfiguration before = GitConfiguration.remember(file);
    Path profile = Files.writeString(directory.resolve("profile"), "EDITOR=vim\n");
    Files.delete(file);
    Files.createSymbolicLink(file, profile);
    assertThat(before.restore()).isNotEmpty();
    assertThat(profile).hasContent("EDITOR=vim\n");
    assertThat(file).isRegularFile().hasContent(BEFORE);
    assertThat(Files.isSymbolicLink(file)).isFalse();
  }

  @Test
  void anOpenHandleOnTheReplacedFileReachesNothing() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, BEFORE);
    GitConfiguration before = GitConfiguration.remember(file);
    try (var held = Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND)) {
      before.restore();
      held.write("[core]\n\tfsmonitor = evil\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(file).hasContent(BEFORE);
  }

  private static List<String> names(Path file) throws Exception {
    List<String> names = new ArrayList<>();
    for (String entry : values(file).split("\0", -1)) {
      if (!entry.isEmpty()) {
        names.add(entry.split("\n", 2)[0]);
      }
    }
    return names;
  }

  /** What git itself reads in the file; includes are not followed. */
  private static String values(Path file) throws Exception {
    Process git =
        new ProcessBuilder("git", "config", "--file", file.toString(), "--no-includes", "-z", "-l")
            .directory(file.toAbsolutePath().getRoot().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).isZero();
    return output;
  }
}
