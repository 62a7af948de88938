package dev.botbottle.launcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.Hosts;
import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching from an npm that is a script, with a real tar. */
class ClaudeFetchTest {
  @TempDir private Path root;
  private Host host;
  private Path program;

  @BeforeEach
  void prepare() throws Exception {
    host = Hosts.in(root);
    program = host.cache().resolve("agents/claude/1.2.3/claude");
    Hosts.program(
        root,
        "npm",
        """
        case "$1" in
          view) cat '%1$s/view.json' ;;
          pack) for last; do :; done; cp '%1$s/package.tgz' "$last/" ;;
        esac
        """
            .formatted(root));
    announce(packed("\177ELF one"));
  }

  @Test
  void theAnnouncedArchivesProgramIsKeptExecutableForAll() throws Exception {
    fetch();
    assertThat(Files.readString(program)).isEqualTo("\177ELF one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(program)))
        .isEqualTo("rwxr-xr-x");
    assertThat(ClaudeProgram.newestCached(host)).contains(program);
    assertThat(host.cache().resolve("agents/claude")).isDirectoryNotContaining("glob:**/.fetch*");
  }

  @Test
  void anotherArchiveThanTheAnnouncedIsRefused() throws Exception {
    packed("\177ELF evil");
    refused("not what the registry announced");
  }

  @Test
  void anotherDigestOfAKnownVersionIsRefused() throws Exception {
    fetch();
    announce(packed("\177ELF two"));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::fetch)
        .withMessageContaining("another digest");
    assertThat(Files.readString(program)).isEqualTo("\177ELF one");
  }

  @Test
  void aPackageWithALinkForAProgramIsRefused() throws Exception {
    Path folder = Files.createDirectories(root.resolve("links/package"));
    Files.createSymbolicLink(folder.resolve("claude"), Path.of("/bin/sh"));
    announce(archive(root.resolve("links")));
    refused("holds no program");
  }

  @Test
  void aProgramThatWasChangedSinceIsNoneAnyMore() throws Exception {
    fetch();
    Files.writeString(program, "\177ELF three");
    assertThat(ClaudeProgram.newestCached(host)).isEmpty();
    assertThat(ClaudeFetch.isMissing(host)).isTrue();
    fetch();
    assertThat(Files.readString(program)).isEqualTo("\177ELF one");
  }

  @Test
  void aProgramThatWasOnlyTouchedIsReadAgainAndFoundTheSame() throws Exception {
    fetch();
    Files.setLastModifiedTime(program, FileTime.fromMillis(0));
    assertThat(ClaudeProgram.newestCached(host)).contains(program);
  }

  @Test
  void aProgramOfUnknownOriginIsNone() throws Exception {
    fetch();
    Files.delete(program.resolveSibling("claude.sha256"));
    assertThat(ClaudeProgram.newestCached(host)).isEmpty();
  }

  @Test
  void withoutANetworkThatIsWhatIsSaid() throws Exception {
    Path npm = root.resolve("programs/npm");
    Files.writeString(npm, "#!/bin/sh\necho 'npm error code EAI_AGAIN' >&2; exit 1\n");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::fetch)
        .withMessageContaining("its registry cannot be reached (npm error code EAI_AGAIN)")
        .satisfies(e -> assertThat(e.hint()).contains("is there a network?"));
  }

  private void fetch() {
    new ClaudeFetch(host, line -> {}).fetch();
  }

  private void refused(String why) {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(this::fetch)
        .withMessageContaining(why);
    assertThat(program).doesNotExist();
  }

  private void announce(Path archive) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
    Files.writeString(
        root.resolve("view.json"),
        "{\"version\": \"1.2.3\", \"dist.integrity\": \"sha512-%s\"}"
            .formatted(Base64.getEncoder().encodeToString(digest)));
  }

  private Path packed(String content) throws Exception {
    Path folder = Files.createDirectories(root.resolve("content/package"));
    Files.writeString(folder.resolve("claude"), content);
    return archive(root.resolve("content"));
  }

  private Path archive(Path content) throws IOException, InterruptedException {
    Path archive = root.resolve("package.tgz");
    int code =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", content.toString(), "package")
            .inheritIO()
            .start()
            .waitFor();
    assertThat(code).isZero();
    return archive;
  }
}
