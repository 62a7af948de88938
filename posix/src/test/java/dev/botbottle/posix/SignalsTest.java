package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SignalsTest {
  private Process sleeper;

  @BeforeEach
  void start() throws Exception {
    sleeper = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void end() {
    sleeper.destroyForcibly();
  }

  @Test
  void theProcessThatIsMeantGetsTheSignal() throws Exception {
    assertThat(Signals.sendExactly((int) sleeper.pid(), () -> true, 15)).isTrue();
    assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sleeper.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void aProcessThatIsNotMeantGetsNone() {
    assertThat(Signals.sendExactly((int) sleeper.pid(), () -> false, 9)).isFalse();
    assertThat(sleeper.isAlive()).isTrue();
  }

  /** The last line is the control: a signal by number hits whoever has the number now. */
  @Test
  void aProcessThatHasTheNumberOfTheOneMeantGetsNone() throws Exception {
    List<String> unshare =
        new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
    if ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
      unshare.addAll(List.of("--user", "--map-root-user"));
    }
    List<String> possible = new ArrayList<>(unshare);
    possible.addAll(List.of("test", "-w", RecycledNumber.LAST.toString()));
    assumeTrue(
        new ProcessBuilder(possible).start().waitFor() == 0,
        "no process namespace with a settable last number can be had here");
    unshare.addAll(JavaCommand.of(RecycledNumber.class));
    Process process = new ProcessBuilder(unshare).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines())
        .containsExactly(
            "by descriptor: lives", "to a child that was waited for: lives", "by number: killed");
  }

  @Test
  void theFirstProcessAndGroupsGetNone() {
    for (int pid : new int[] {1, 0, -1}) {
      assertThat(Signals.sendExactly(pid, () -> true, 0)).isFalse();
    }
  }
}
