package dev.botbottle.cli;

import dev.botbottle.launcher.backend.RunningBottle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/**
 * What a signal to the supervisor means for its session: it is passed on to the agent, and when the
 * agent has not ended soon after, everything is ended.
 */
final class SessionSignals {
  private static final Duration GRACE = Duration.ofMillis(600);
  private static final int WINDOW_CHANGED = 28;

  private final AtomicReference<Optional<RunningBottle>> bottle =
      new AtomicReference<>(Optional.empty());
  private final AtomicInteger early = new AtomicInteger();
  private volatile boolean over;

  private SessionSignals() {}

  /** Takes the process's signals over. */
  static SessionSignals install() {
    SessionSignals signals = new SessionSignals();
    for (String name : List.of("INT", "TERM", "HUP")) {
      Signal.handle(new Signal(name), signal -> signals.received(signal.getNumber()));
    }
    Signal.handle(new Signal("WINCH"), signal -> signals.received(WINDOW_CHANGED));
    return signals;
  }

  /** From now on signals go to this bottle, one that came too early at once. */
  void watch(RunningBottle running) {
    bottle.set(Optional.of(running));
    int number = early.get();
    if (number != 0) {
      received(number);
    }
  }

  /** The agent has ended: nothing is left to signal. */
  void ended() {
    over = true;
  }

  private void received(int number) {
    Optional<RunningBottle> running = bottle.get();
    if (number == WINDOW_CHANGED) {
      running.ifPresent(RunningBottle::resized);
    } else if (running.isEmpty()) {
      early.set(number);
    } else {
      running.get().signal(number);
      Thread.ofPlatform().daemon().name("grace").start(() -> endAfterGrace(running.get()));
    }
  }

  private void endAfterGrace(RunningBottle running) {
    try {
      Thread.sleep(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!over) {
      running.close();
    }
  }
}
