package dev.botbottle.backends.bubblewrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The limit of a bottle's processes and threads: RLIMIT_NPROC (getrlimit(2)), set by prlimit(1) as
 * the first program inside, which then becomes the agent's. Set there, because what is limited is a
 * user namespace's count, and because nobody outside needs a right for it.
 */
final class ProcessLimit {
  private static final Path PROGRAM = Path.of("/usr/bin/prlimit");

  private ProcessLimit() {}

  /** Whether it can be enforced on this host. */
  static boolean isEnforced(KernelRelease kernel) {
    return kernel.countsProcessesByNamespace() && Files.isExecutable(PROGRAM);
  }

  /** The command with the limit around it; the agent has no right to lift it. */
  static List<String> around(List<String> command, OptionalLong most) {
    if (most.isEmpty()) {
      return command;
    }
    String limit = Long.toString(most.getAsLong());
    List<String> words =
        new ArrayList<>(List.of(PROGRAM.toString(), "--nproc=" + limit + ":" + limit, "--"));
    words.addAll(command);
    return words;
  }
}
