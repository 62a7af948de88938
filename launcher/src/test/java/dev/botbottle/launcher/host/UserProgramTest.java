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
  void aProgramInheritsNothingNamedLikeASecret() throws Exception {
    assertThat(System.getenv("PLANTED_TOKEN")).as("set by the build").isEqualTo("planted-secret");
    UserProgram.Answer answer = ask("env", Duration.ofSeconds(30));
    assertThat(new String(answer.output(), StandardCharsets.UTF_8))
        .contains("PATH=")
        .doesNotContain("planted-secret");
  }

  /** The control: the same program under a policy that lets the name through. */
  @Test
  void aProgramWhoseOwnSettingItIsInheritsTheSameSecret() throws Exception {
    UserProgram.Answer answer =
        ask("env", Duration.ofSeconds(30), InheritedEnvironment.ofAClient(List.of("PLANTED_"), ""));
    assertThat(new String(answer.output(), StandardCharsets.UTF_8)).contains("planted-secret");
  }

  @Test
  void anAttendedProgramInheritsNothingNamedLikeASecret() throws Exception {
    Path said = directory.resolve("said");
    List<String> command = List.of("/bin/sh", "-c", "env >\"$0\"", said.toString());
    assertThat(UserProgram.attend(command)).isZero();
    assertThat(said).content().contains("PATH=").doesNotContain("planted-secret");
    // The control: started as it is, without the cleaning.
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    assertThat(said).content().contains("planted-secret");
  }

  @Test
  void theAnswersTextTellsNoOutput() throws Exception {
    assertThat(ask("echo hunter2", Duration.ofSeconds(30)).toString()).doesNotContain("hunter2");
  }

  private UserProgram.Answer ask(String script, Duration patience) throws Exception {
    return ask(script, patience, InheritedEnvironment.WITHOUT_SECRETS);
  }

  private UserProgram.Answer ask(String script, Duration patience, InheritedEnvironment inherited)
      throws Exception {
    return UserProgram.ask(
        List.of("/bin/sh", "-c", script),
        directory,
        inherited,
        ProcessBuilder.Redirect.DISCARD,
        patience);
  }
}
