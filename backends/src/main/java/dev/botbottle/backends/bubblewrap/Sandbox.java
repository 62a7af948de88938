package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.MountTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/**
 * The process tree of a sandbox: bubblewrap, its child, which becomes the bottle's first process,
 * and below that the agent. bubblewrap waits with everything mounted until the agent is admitted.
 */
final class Sandbox implements AutoCloseable {
  private static final long LOOK_NANOS = 500_000;
  private static final int LOOKS = 20_000;
  private static final int END_LOOKS = 4_000;

  /** It ended before everything was mounted. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Ended() {
      super("the sandbox ended while it was made");
    }
  }

  private final Child outer;
  private final Descriptor info;
  private final Descriptor gate;
  private volatile int first;

  Sandbox(Child outer, Descriptor info, Descriptor gate) {
    this.outer = outer;
    this.info = info;
    this.gate = gate;
  }

  /** bubblewrap's own process, the direct child. */
  int pid() {
    return outer.pid();
  }

  /** Waits for its end; the agent's exit code. */
  int await() {
    return outer.await();
  }

  /** Whether a signal ended bubblewrap itself, which then could not say how the agent ended. */
  boolean wasKilled() {
    return outer.wasKilled();
  }

  /** Sends a signal to bubblewrap, which ends everything. */
  void signal(int number) {
    outer.signal(number);
  }

  /**
   * Waits until everything is mounted and holds it against what should be.
   *
   * @param expected what must be mounted in the workspace, when there is one
   * @param home the private home, which every bottle has
   * @throws Ended when bubblewrap gave up meanwhile, as where it may not mount what it has to
   */
  void awaitMounts(Optional<WorkspaceMounts> expected, Path home) {
    try (Descriptor from = info) {
      OptionalInt told =
          BubblewrapInfo.childPid(new String(from.input().readAllBytes(), StandardCharsets.UTF_8));
      if (told.isEmpty()) {
        return; // bubblewrap said why on the agent's stderr and ends with its own code
      }
      first = told.getAsInt();
      List<MountTable.Entry> mounted = complete(home);
      if (expected.isPresent()) {
        check(expected.get(), mounted);
      }
    } catch (IOException e) {
      throw changed("it cannot be looked at: " + e.getMessage());
    }
  }

  /** Lets the agent start. */
  void admitAgent() {
    if (first != 0) {
      gate.output().writeAll(new byte[] {1});
    }
    gate.close();
  }

  /** The mounts once bubblewrap has made all of them and turned to its new root. */
  private List<MountTable.Entry> complete(Path home) throws IOException {
    Path trust = Path.of("/proc/" + first + "/root/bottle/trust");
    try (MountTable table = MountTable.of(first)) {
      for (int look = 0; look < LOOKS; look++) {
        // Its new root is the last thing bubblewrap turns to; the table is long, so it is read
        // then.
        if (Files.exists(trust)) {
          List<MountTable.Entry> entries = table.entries();
          if (has(entries, Path.of("/bottle/trust")) && has(entries, home)) {
            return entries;
          }
        } else if (!runs(first)) {
          throw new Ended();
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
    throw new IOException("bubblewrap did not finish");
  }

  private static boolean has(List<MountTable.Entry> entries, Path point) {
    for (MountTable.Entry entry : entries) {
      if (entry.point().equals(point)) {
        return true;
      }
    }
    return false;
  }

  private void check(WorkspaceMounts expected, List<MountTable.Entry> mounted) throws IOException {
    List<Path> wrong = expected.wrong(mounted);
    if (!wrong.isEmpty()) {
      throw changed(Shown.line(wrong.getFirst().toString()) + " is not what it was");
    }
    Path workspace = expected.workspace();
    Path shown = Path.of("/proc/" + first + "/root" + workspace);
    if (!workspace.toRealPath().equals(workspace)
        || !Files.getAttribute(shown, "unix:ino").equals(Files.getAttribute(workspace, "unix:ino"))
        || !Files.getAttribute(shown, "unix:dev")
            .equals(Files.getAttribute(workspace, "unix:dev"))) {
      throw changed(Shown.line(workspace.toString()) + " is not what it was");
    }
  }

  private static BottleException changed(String what) {
    return new BottleException(
        ExitCode.BAD_WORKSPACE,
        "could not start the agent: the workspace changed while the bottle was made: " + what,
        "does another bottle work in the same directory, or is a part of it a mount of its own?"
            + " nothing was started; try again");
  }

  /** The bottle's first process; 0 when bubblewrap did not come so far. */
  int firstPid() {
    return first;
  }

  /** The agent's own process: the first child of the bottle's first process. */
  OptionalInt agent() {
    return first == 0 ? OptionalInt.empty() : ProcessChildren.first(first);
  }

  /** Ends it and waits until the last process of the bottle is gone. */
  @Override
  public void close() {
    outer.signal(9);
    outer.await();
    info.close();
    gate.close();
    // A zombie has buried its namespace; when it is buried itself is up to the host's first
    // process.
    for (int look = 0; look < END_LOOKS && runs(first); look++) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean runs(int pid) {
    return pid != 0 && ProcessIdentity.of(pid).isPresent();
  }
}
