package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.Signals;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The processes of a bottle, stopped, so that none of them acts while a protection is put back;
 * closing it lets them go on.
 */
final class FrozenBottle implements AutoCloseable {
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;

  /** One more look than this with new processes each time, and the agent is fighting. */
  private static final int LOOKS = 50;

  private final Set<Integer> stopped = new LinkedHashSet<>();
  private final boolean complete;

  private FrozenBottle(int first) {
    this.complete = stopAll(first);
  }

  /** Stops every process in the pid namespace of a bottle's first process, but that one itself. */
  static FrozenBottle of(int first) {
    return new FrozenBottle(first);
  }

  /** Whether all of them are stopped. */
  boolean isComplete() {
    return complete;
  }

  private boolean stopAll(int first) {
    Path proc = Path.of("/proc");
    for (int look = 0; look < LOOKS; look++) {
      boolean more = false;
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
        Path namespace = Files.readSymbolicLink(proc.resolve(first + "/ns/pid"));
        for (Path process : processes) {
          int pid = Integer.parseInt(process.getFileName().toString());
          if (pid != first && !stopped.contains(pid) && isIn(process, namespace)) {
            Signals.send(pid, SIGSTOP);
            stopped.add(pid);
            more = true;
          }
        }
      } catch (IOException e) {
        return false;
      }
      if (!more) {
        return true; // a whole look without a new one: nobody was left to make any
      }
    }
    return false;
  }

  private static boolean isIn(Path process, Path namespace) {
    try {
      return Files.readSymbolicLink(process.resolve("ns/pid")).equals(namespace);
    } catch (IOException e) {
      return false; // it has ended, or belongs to somebody else
    }
  }

  @Override
  public void close() {
    stopped.forEach(pid -> Signals.send(pid, SIGCONT));
  }
}
