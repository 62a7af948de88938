package dev.botbottle.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class UserProgramTest {
  @TempDir private Path directory;

  @Test
  void aProgramRunsInTheGivenDirectoryWithoutInput() throws Exception {
    UserProgram.Answer answer = ask("pwd; cat; exit 3", Duration.ofSeconds(30));
    assertThat(new String(answer.output(), StandardCharsets.UTF_8)).isEqualTo(directory + "\n");
    assertThat(answer.exit()).isEqualTo(3);
  }

  @Test
  @Timeout(20)
  void aProgramThatHangsWithItsOutputOpenIsEnded() throws Exception {
    assertThat(ask("sleep 60; echo never", Duration.ofMillis(200)).exit())
        .isEqualTo(UserProgram.TOO_LATE);
  }

  @Test
  void theAnswersTextTellsNoOutput() throws Exception {
    assertThat(ask("echo hunter2", Duration.ofSeconds(30)).toString()).doesNotContain("hunter2");
  }

  private UserProgram.Answer ask(String script, Duration patience) throws Exception {
    return UserProgram.ask(
        List.of("/bin/sh", "-c", script), directory, ProcessBuilder.Redirect.DISCARD, patience);
  }
}
