package dev.botbottle.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Ends a process between the check that it is the one that is meant and the signal, and gives its
 * number to another; each line says what became of the other. For a process namespace of its own.
 */
final class RecycledNumber {
  /** The number given last (proc_sys_kernel(5)). */
  static final Path LAST = Path.of("/proc/sys/kernel/ns_last_pid");

  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int TRIES = 1_000;

  private RecycledNumber() {}

  private interface Way {
    void signal(Child meant, BooleanSupplier isMeant);
  }

  public static void main(String[] arguments) {
    tell("by descriptor", (meant, isMeant) -> Signals.sendExactly(meant.pid(), isMeant, SIGKILL));
    tell(
        "to a child that was waited for",
        (meant, isMeant) -> {
          if (isMeant.getAsBoolean()) {
            meant.signal(SIGKILL);
          }
        });
    tell(
        "by number",
        (meant, isMeant) -> {
          if (isMeant.getAsBoolean()) {
            Signals.send(meant.pid(), SIGKILL);
          }
        });
  }

  private static void tell(String how, Way way) {
    Child meant = sleeper();
    AtomicReference<Child> other = new AtomicReference<>(meant);
    way.signal(
        meant,
        () -> {
          meant.signal(SIGKILL);
          meant.await();
          other.set(with(meant.pid()));
          return true;
        });
    other.get().signal(SIGTERM); // it comes second, and ends what is left
    System.out.println(how + (other.get().await() == 128 + SIGTERM ? ": lives" : ": killed"));
  }

  /** A process that has this number. */
  private static Child with(int number) {
    for (int tried = 0; tried < TRIES; tried++) {
      try {
        Files.writeString(LAST, Integer.toString(number - 1));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      Child child = sleeper();
      if (child.pid() == number) {
        return child;
      }
      child.signal(SIGKILL); // a thread of this program was faster
      child.await();
    }
    throw new IllegalStateException("the number " + number + " was not given again");
  }

  private static Child sleeper() {
    return Spawn.of(List.of("/bin/sleep", "60"), Map.of(), Map.of()).start();
  }
}
