package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.session.MarkedProcesses;
import dev.botbottle.policy.ControlCodec;
import dev.botbottle.policy.ControlMessage;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SessionOrderCodec;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Spawn;
import dev.botbottle.posix.SystemCallException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The running gateway: its control pipe, which is also its lifeline.
 *
 * <p>Descriptors of the gateway: 0 control, 1 ledger, 2 its runtime's complaints, 3 a Unix socket
 * over which its listening sockets come.
 */
final class GatewayProcess implements AutoCloseable {
  private static final long LAST_WORDS_NANOS = 300_000_000;
  private static final int SIGKILL = 9;

  private final Child child;
  private final Descriptor control;
  private final Path log;

  /** Guards {@link #closed}, and the control pipe while the order is written. */
  private final ReentrantLock writing = new ReentrantLock();

  private boolean closed;

  /** Counted down when the order has been written: nothing may come before it. */
  private final CountDownLatch ordered = new CountDownLatch(1);

  private GatewayProcess(Child child, Descriptor control, Path log) {
    this.child = child;
    this.control = control;
    this.log = log;
  }

  /**
   * Starts it; on the launch thread.
   *
   * @param mark the end of the session's id
   * @param sockets where it receives its listening sockets
   * @param logged where what is written to {@code log} can be read
   */
  static GatewayProcess start(
      List<String> command,
      String mark,
      Descriptor ledger,
      Descriptor log,
      Descriptor sockets,
      Path logged) {
    Descriptor[] control = Descriptor.pipe();
    try (Descriptor controlRead = control[0]) {
      Child child =
          Spawn.of(
                  command,
                  // glibc's per-thread arenas would double the resident memory
                  Map.of("MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8", MarkedProcesses.MARK, mark),
                  Map.of(0, controlRead, 1, ledger, 2, log, 3, sockets))
              .start();
      return new GatewayProcess(child, control[1], logged);
    }
  }

  int pid() {
    return child.pid();
  }

  /**
   * Hands policy and secrets over; the frame is cleared afterwards. Does not wait until they are
   * read: a gateway that ends before has let nothing out, and {@link #await} tells of it.
   */
  void order(SessionOrder order) {
    byte[] frame = SessionOrderCodec.encode(order);
    Thread.ofPlatform()
        .daemon()
        .name("order")
        .start(() -> {
          write(frame);
          ordered.countDown();
        });
  }

  /** Hands a message over; waits for the order to be taken first. */
  void tell(ControlMessage message) {
    try {
      ordered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    write(ControlCodec.encode(message));
  }

  private void write(byte[] frame) {
    writing.lock(); // the number must not become another file's meanwhile
    try {
      if (!closed) {
        control.output().writeAll(frame);
      }
    } catch (SystemCallException e) {
      // It has ended, and await() tells of it.
    } finally {
      writing.unlock();
      Arrays.fill(frame, (byte) 0);
    }
  }

  /** Waits for its end, which must never come before the agent's. */
  void await() {
    child.await();
  }

  /** The first thing it complained of, if it did. */
  Optional<String> complaint() {
    try (BufferedReader lines = Files.newBufferedReader(log)) {
      return Optional.ofNullable(lines.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Ends it, after a moment for the last entries of its ledger. */
  @Override
  public void close() {
    Thread.ofPlatform()
        .daemon()
        .name("last-words")
        .start(() -> {
          LockSupport.parkNanos(LAST_WORDS_NANOS);
          child.signal(SIGKILL);
        });
    writing.lock();
    try {
      closed = true;
      control.close();
    } finally {
      writing.unlock();
    }
    child.await();
  }
}
