package dev.botbottle.posix;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** The process that was held ends between the check and the signal, as if its number were new. */
  @Test
  void aProcessThatEndsAfterTheCheckGetsNone() {
    boolean sent =
        Signals.sendExactly(
            (int) sleeper.pid(),
            () -> {
              sleeper.destroyForcibly();
              sleeper.onExit().join();
              return true;
            },
            9);
    assertThat(sent).isFalse();
  }

  @Test
  void theFirstProcessAndGroupsGetNone() {
    for (int pid : new int[] {1, 0, -1}) {
      assertThat(Signals.sendExactly(pid, () -> true, 0)).isFalse();
    }
  }
}
