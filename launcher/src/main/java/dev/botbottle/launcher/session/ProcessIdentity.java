package dev.botbottle.launcher.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process, not just a number that another may have by now: boot, pid namespace, pid and start
 * time (proc_pid_stat(5), field 22, in clock ticks since boot).
 */
public record ProcessIdentity(String boot, String namespace, int pid, long startTime) {
  /** What all processes that are seen here have in common; looked up at most once. */
  private static final class Here {
    static final @Nullable Here FOUND = find();

    final String boot;
    final String namespace;

    private Here(String boot, String namespace) {
      this.boot = boot;
      this.namespace = namespace;
    }

    private static @Nullable Here find() {
      try {
        return new Here(
            Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip(),
            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
      } catch (IOException e) {
        return null; // no /proc: then no process has an identity
      }
    }
  }

  /** The identity of a process that runs now in this pid namespace. */
  public static Optional<ProcessIdentity> of(int pid) {
    Here here = Here.FOUND;
    if (here == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProcessIdentity(here.boot, here.namespace, pid, startTime(pid)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // it has ended
    }
  }

  /** This process. */
  public static ProcessIdentity current() {
    return of((int) ProcessHandle.current().pid())
        .orElseThrow(() -> new IllegalStateException("/proc shows no entry for this process"));
  }

  /** Whether exactly this process still runs. A zombie does not. */
  public boolean isAlive() {
    return of(pid).filter(this::isSame).isPresent();
  }

  /** Whether it still runs but stands still: by a signal, or by a shell whose job it is. */
  public boolean isStopped() {
    try {
      return isAlive() && fields(pid)[0].equals("T");
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  /** Equality without a record's own, which is bootstrapped anew at every start. */
  private boolean isSame(ProcessIdentity other) {
    return pid == other.pid
        && startTime == other.startTime
        && boot.equals(other.boot)
        && namespace.equals(other.namespace);
  }

  /** Whether it belongs to another pid namespace of this boot: its number means nothing here. */
  public boolean isElsewhere() {
    ProcessIdentity here = current();
    return boot.equals(here.boot) && !namespace.equals(here.namespace);
  }

  private static long startTime(int pid) throws IOException {
    String[] fields = fields(pid);
    if (fields[0].equals("Z") || fields[0].equals("X")) {
      throw new IOException("ended");
    }
    return Long.parseLong(fields[19]);
  }

  /** What stands in {@code /proc/PID/stat} from the third field on, the state. */
  private static String[] fields(int pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The second field is the command in parentheses and may contain anything.
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** {@code boot,namespace,pid,start}. */
  public String text() {
    return boot + "," + namespace + "," + pid + "," + startTime;
  }

  /** Reads {@link #text}. */
  public static Optional<ProcessIdentity> parse(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessIdentity(
              parts[0], parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
