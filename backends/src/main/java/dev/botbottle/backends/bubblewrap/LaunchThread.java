package dev.botbottle.backends.bubblewrap;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one platform thread that starts a session's processes and lives as long as the session: their
 * parent-death signal follows this thread, and for root it has mounts of its own.
 */
final class LaunchThread implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("launch").factory());

  /** Runs work on the thread and waits for it. */
  <T> T run(Callable<T> work) {
    return result(begin(work));
  }

  /** Runs work on the thread as soon as what came before is done. */
  <T> Future<T> begin(Callable<T> work) {
    return executor.submit(work);
  }

  /** Waits until what was begun is over, for no longer than this. */
  void settle(Duration patience) {
    try {
      executor.submit(() -> {}).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      // It goes on without anybody, and ends with this process.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for begun work. */
  static <T> T result(Future<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the thread, and with it every child that asked for a parent-death signal. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
