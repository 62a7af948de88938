package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.launcher.backend.RunningBottle;
import dev.botbottle.policy.ControlMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SessionSignalsTest {
  private static final int SIGINT = 2;

  private final SessionSignals signals = new SessionSignals();
  private final List<String> done = new ArrayList<>();

  @Test
  void aSignalIsPassedOnAndTheAgentsCodeIsTheSessions() {
    var bottle = bottle(() -> signals.ended(7), () -> {});
    assertThat(signals.code(bottle, SIGINT, () -> 1)).contains(7);
    assertThat(done).containsExactly("signal 2");
    assertThat(signals.hurried()).isFalse();
  }

  @Test
  void anAgentThatIgnoresItIsEnded() {
    var bottle = bottle(() -> {}, () -> signals.ended(137));
    assertThat(signals.code(bottle, SIGINT, () -> 1)).contains(137);
    assertThat(done).containsExactly("signal 2", "close");
  }

  @Test
  void aSessionThatWasEndedByASignalHasItsLedgerSealed() {
    var bottle = bottle(signals::settled, () -> {});
    AtomicInteger looks = new AtomicInteger();
    Optional<Integer> code =
        signals.code(
            bottle,
            SIGINT,
            () -> {
              assertThat(signals.hurried()).isFalse();
              if (looks.incrementAndGet() == 3) {
                signals.ended(130);
              }
              return 1;
            });
    assertThat(code).contains(130);
    assertThat(looks).hasValue(3);
  }

  @Test
  void aSecondSignalDoesNotWaitForTheSeal() {
    var bottle = bottle(signals::settled, () -> {});
    assertThat(signals.code(bottle, SIGINT, () -> 2)).isEmpty();
    assertThat(signals.hurried()).isTrue();
  }

  @Test
  void aSignalDuringTheSealingOnlyEndsThat() {
    signals.settled();
    Thread sealing =
        Thread.ofPlatform()
            .start(() -> {
              while (!signals.hurried()) {
                Thread.onSpinWait();
              }
              signals.ended(0);
            });
    assertThat(signals.code(bottle(() -> {}, () -> {}), SIGINT, () -> 1)).contains(0);
    assertThat(done).isEmpty();
    assertThat(sealing.isAlive() && !signals.hurried()).isFalse();
  }

  private RunningBottle bottle(Runnable signalled, Runnable closed) {
    return new RunningBottle() {
      @Override
      public End await() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void signal(int number) {
        done.add("signal " + number);
        signalled.run();
      }

      @Override
      public void tell(ControlMessage message) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        done.add("close");
        closed.run();
      }
    };
  }
}
