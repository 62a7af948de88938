package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The children of a process (proc_pid_task(5), children). */
final class ProcessChildren {
  private ProcessChildren() {}

  /** The oldest that still lives. */
  static OptionalInt first(int pid) {
    try {
      String children =
          Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
      return children.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(children.split(" ", -1)[0]));
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }
}
