package dev.botbottle.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionDirectoryTest {
  @TempDir private Path path;

  @Test
  void aControlGroupThatStaysDoesNotKeepTheHome() throws Exception {
    SessionDirectory directory = new SessionDirectory(path);
    Files.createDirectories(directory.home().resolve("user"));
    Files.writeString(directory.home().resolve("user/left"), "by the agent");
    Files.createDirectory(directory.files());
    Files.createDirectory(path.resolve("control-groups")); // a list that cannot be read
    assertThatThrownBy(directory::removeTransient).isInstanceOf(UncheckedIOException.class);
    assertThat(directory.home()).doesNotExist();
    assertThat(directory.files()).doesNotExist();
  }
}
