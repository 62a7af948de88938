package dev.botbottle.cli;

import dev.botbottle.launcher.backend.RunningBottle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a signal to the supervisor means for its session: it is passed on to the agent, and when the
 * agent has not ended soon after, everything is ended. The process then ends with the agent's exit
 * code.
 *
 * <p>A shutdown hook rather than sun.misc.Signal, whose use the compiler warns of and cannot be
 * told not to. Which signal came is read from the name of the thread the JVM starts for it.
 */
final class SessionSignals {
  private static final Duration GRACE = Duration.ofMillis(400);
  private static final Duration CLEARING = Duration.ofSeconds(2);
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  private final CompletableFuture<RunningBottle> bottle = new CompletableFuture<>();
  private final CompletableFuture<Integer> over = new CompletableFuture<>();

  private SessionSignals() {}

  /** Takes the process's signals over. */
  static SessionSignals install() {
    SessionSignals signals = new SessionSignals();
    Runtime.getRuntime().addShutdownHook(new Thread(signals::received, "signalled"));
    return signals;
  }

  /** From now on signals go to this bottle. */
  void watch(RunningBottle running) {
    bottle.complete(running);
  }

  /** The session is over and its record written; the process ends with this code. */
  void ended(int code) {
    over.complete(code);
  }

  private void received() {
    Optional<RunningBottle> running = within(bottle, CLEARING);
    if (running.isEmpty()) {
      return; // not launched: what has been started ends with this process
    }
    running.get().signal(signal());
    Optional<Integer> code = within(over, GRACE);
    if (code.isEmpty()) {
      running.get().close();
      code = within(over, CLEARING);
    }
    Runtime.getRuntime().halt(code.orElse(128 + signal()));
  }

  private static <T> Optional<T> within(CompletableFuture<T> future, Duration patience) {
    try {
      return Optional.of(future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static int signal() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    for (ThreadGroup up = top.getParent(); up != null; up = up.getParent()) {
      top = up;
    }
    @Nullable Thread[] threads = new Thread[top.activeCount() + 8];
    int count = top.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (thread != null && thread.getName().equals("SIGINT handler")) {
        return SIGINT;
      }
      if (thread != null && thread.getName().equals("SIGHUP handler")) {
        return SIGHUP;
      }
    }
    return SIGTERM;
  }
}
