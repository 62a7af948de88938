package dev.botbottle.launcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserTextsTest {
  @TempDir private Path root;
  private Path home;
  private UserTexts texts;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(root.toRealPath().resolve("home"));
    Files.createDirectory(home.resolve(".claude"));
    write("dotfiles/claude/CLAUDE.md", "linked");
    write("notes/private.md", "of the user alone");
    write(".ssh/id", "a key");
    texts = new UserTexts(home);
  }

  @Test
  void aPlainFileIsRead() throws IOException {
    write(".claude/CLAUDE.md", "plain");
    assertThat(texts.text(".claude/CLAUDE.md")).contains("plain");
    assertThat(texts.text(".claude/settings.json")).isEmpty();
    assertThat(texts.notes()).isEmpty();
  }

  @Test
  void oneLinkIsFollowedWhetherOfTheFileOrOfAFolder() throws IOException {
    link(".claude/CLAUDE.md", "../dotfiles/claude/CLAUDE.md");
    assertThat(texts.text(".claude/CLAUDE.md")).contains("linked");
    Files.delete(home.resolve(".claude/CLAUDE.md"));
    Files.delete(home.resolve(".claude"));
    link(".claude", home.resolve("dotfiles/claude").toString());
    assertThat(texts.text(".claude/CLAUDE.md")).contains("linked");
    assertThat(texts.notes()).isEmpty();
  }

  @Test
  void aLinkThatAnAgentMayHaveLeftInALinkedFolderIsNotFollowed() throws IOException {
    Files.delete(home.resolve(".claude"));
    link(".claude", "dotfiles/claude");
    Files.delete(home.resolve("dotfiles/claude/CLAUDE.md"));
    link("dotfiles/claude/CLAUDE.md", home.resolve("notes/private.md").toString());
    assertThat(texts.text(".claude/CLAUDE.md")).isEmpty();
    assertThat(texts.notes())
        .containsExactly(
            "~/.claude/CLAUDE.md stays outside: it is a link in a folder that is itself behind a"
                + " link");
  }

  @Test
  void aLinkToALinkIsNotFollowed() throws IOException {
    link(".claude/CLAUDE.md", "../dotfiles/claude/CLAUDE.md");
    Files.delete(home.resolve("dotfiles/claude/CLAUDE.md"));
    link("dotfiles/claude/CLAUDE.md", home.resolve("notes/private.md").toString());
    assertThat(texts.text(".claude/CLAUDE.md")).isEmpty();
    assertThat(texts.notes()).singleElement().asString().contains("a link to a link");
  }

  @Test
  void aLinkOutOfTheHomeToNothingOrToAnotherKindOfFileIsNotFollowed() throws IOException {
    Files.writeString(root.resolve("elsewhere.md"), "outside");
    link(".claude/a.md", root.toRealPath().resolve("elsewhere.md").toString());
    link(".claude/b.md", "none.md");
    link(".claude/c.md", "../.ssh/id");
    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(texts.text(".claude/" + name + ".md")).isEmpty();
    }
    assertThat(texts.notes())
        .containsExactly(
            "~/.claude/a.md stays outside: it is a link that leads out of your home",
            "~/.claude/b.md stays outside: it is a link that leads nowhere",
            "~/.claude/c.md stays outside: it is a link to something that is no .md");
  }

  @Test
  void theMarkdownFilesOfAFolderAreReadEachByTheSameRule() throws IOException {
    write(".claude/commands/a.md", "A");
    write(".claude/commands/git/b.md", "B");
    write(".claude/commands/run.sh", "not a text for agents");
    write(".claude/commands/.git/c.md", "hidden");
    link(".claude/commands/d.md", "../../notes/private.md");
    link(".claude/commands/key.md", "../../.ssh/id");
    assertThat(texts.markdown(".claude/commands"))
        .containsOnlyKeys("a.md", "d.md", "git/b.md")
        .containsEntry("git/b.md", "B");
    assertThat(texts.notes()).singleElement().asString().contains("key.md");
    assertThat(texts.markdown(".claude/none")).isEmpty();
  }

  @Test
  void whatIsNoTextOrTooLargeStaysOutside() throws IOException {
    Files.write(home.resolve(".claude/CLAUDE.md"), new byte[] {(byte) 0xff, 'x'});
    assertThat(texts.text(".claude/CLAUDE.md")).isEmpty();
    write(".claude/big.md", "four");
    assertThat(texts.text(".claude/big.md", 3)).isEmpty();
    assertThat(texts.notes())
        .containsExactly(
            "~/.claude/CLAUDE.md stays outside: it is no text",
            "~/.claude/big.md stays outside: it is too large");
  }

  private void write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void link(String path, String target) throws IOException {
    Files.createSymbolicLink(home.resolve(path), Path.of(target));
  }
}
