package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of a bottle's processes and threads: RLIMIT_NPROC (getrlimit(2)), set by prlimit(1) as
 * the first program inside, which then becomes the agent's. Set there, because what is limited is a
 * user namespace's count, and because nobody outside needs a right for it.
 */
final class ProcessLimit {
  private static final Path PROGRAM = Path.of("/usr/bin/prlimit");

  private static final String LIMIT = "Max processes";

  private ProcessLimit() {}

  /** The limit of this process. */
  static OptionalLong ceiling() {
    try {
      return ceiling(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return OptionalLong.empty(); // a limit above it is then refused when it is set
    }
  }

  /**
   * The hard limit in the text of {@code /proc/PID/limits} (proc_pid_limits(5)), if there is one.
   */
  static OptionalLong ceiling(String limits) {
    for (String line : limits.split("\n", -1)) {
      if (line.startsWith(LIMIT)) {
        String[] columns = line.substring(LIMIT.length()).strip().split(" +", -1);
        return columns.length < 2 || columns[1].equals("unlimited")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(columns[1]));
      }
    }
    return OptionalLong.empty();
  }

  /** Whether it can be enforced on this host. */
  static boolean isEnforced(KernelRelease kernel) {
    return kernel.countsProcessesByNamespace() && Files.isExecutable(PROGRAM);
  }

  /**
   * The command with the limit around it; the agent has no right to lift it.
   *
   * @param ceiling the limit this process has itself, which its children cannot lift either
   */
  static List<String> around(List<String> command, Optional<Long> most, OptionalLong ceiling) {
    if (most.isEmpty()) {
      return command;
    }
    String limit = Long.toString(Math.min(most.get(), ceiling.orElse(Long.MAX_VALUE)));
    List<String> words =
        new ArrayList<>(List.of(PROGRAM.toString(), "--nproc=" + limit + ":" + limit, "--"));
    words.addAll(command);
    return words;
  }
}
