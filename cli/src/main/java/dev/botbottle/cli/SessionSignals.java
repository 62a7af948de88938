package dev.botbottle.cli;

import dev.botbottle.launcher.backend.RunningBottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a signal to the supervisor means for its session: it is passed on to the agent, and when the
 * agent has not ended soon after, everything is ended. The process then ends with the agent's exit
 * code. A signal that comes when the session is over and only its ledger is still to be sealed
 * means that the user does not wait for that; one that ended the session lets it be sealed.
 *
 * <p>A shutdown hook rather than sun.misc.Signal, whose use the compiler warns of and cannot be
 * told not to. Which signal came is read from the name of the thread the JVM starts for it.
 */
final class SessionSignals {
  private static final Duration GRACE = Duration.ofMillis(400);
  private static final Duration CLEARING = Duration.ofSeconds(2);

  /** For the largest ledger on a slow disk. */
  private static final Duration SEALING = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(50);

  /** What the JVM calls the thread it starts for a signal, behind the signal's name. */
  private static final String HANDLER = " handler";

  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  private final CompletableFuture<RunningBottle> bottle = new CompletableFuture<>();
  private final CompletableFuture<Integer> over = new CompletableFuture<>();

  /** The record says that the session ended; from now on what a signal means is another thing. */
  private volatile boolean settled;

  private volatile boolean hurried;

  SessionSignals() {}

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

  /** The bottle is gone and the record says so; the ledger comes next. */
  void settled() {
    settled = true;
  }

  /** Whether the user does not wait for what is still to be done. */
  boolean hurried() {
    return hurried;
  }

  /** The session is over and its report written; the process ends with this code. */
  void ended(int code) {
    over.complete(code);
  }

  private void received() {
    Optional<RunningBottle> running = within(bottle, CLEARING);
    if (running.isEmpty()) {
      return; // not launched: what has been started ends with this process
    }
    int signal = signal();
    Runtime.getRuntime()
        .halt(code(running.get(), signal, SessionSignals::signals).orElse(128 + signal));
  }

  /**
   * Ends a session after its first signal.
   *
   * @param signals how many there have been
   * @return the session's exit code; empty if its end was not to be waited for
   */
  Optional<Integer> code(RunningBottle running, int signal, IntSupplier signals) {
    Optional<Integer> code = Optional.empty();
    if (settled) {
      hurried = true; // and nothing is signalled: what had the bottle's numbers is gone
    } else {
      running.signal(signal);
      code = within(over, GRACE);
      if (code.isEmpty()) {
        running.close();
        code = within(over, CLEARING);
      }
      long begun = System.nanoTime();
      while (settled && code.isEmpty() && !hurried) {
        hurried = signals.getAsInt() > 1 || System.nanoTime() - begun > SEALING.toNanos();
        code = within(over, LOOK);
      }
    }
    return code.isEmpty() && hurried ? within(over, CLEARING) : code;
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
    List<String> handlers = handlers();
    if (handlers.contains("SIGINT" + HANDLER)) {
      return SIGINT;
    }
    return handlers.contains("SIGHUP" + HANDLER) ? SIGHUP : SIGTERM;
  }

  /** How many signals there have been: the thread of each stays until the process ends. */
  private static int signals() {
    return handlers().size();
  }

  private static List<String> handlers() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    for (ThreadGroup up = top.getParent(); up != null; up = up.getParent()) {
      top = up;
    }
    @Nullable Thread[] threads = new Thread[top.activeCount() + 8];
    int count = top.enumerate(threads, true);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (thread != null && thread.getName().endsWith(HANDLER)) {
        names.add(thread.getName());
      }
    }
    return names;
  }
}
