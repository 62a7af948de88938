package dev.botbottle.backends.bubblewrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bottle's terminal as the agent's: by setsid(1) as the first program inside, which then
 * becomes the agent's, it is the controlling terminal of a session that begins there.
 *
 * <p>Were it that of the processes outside who lead in, Ctrl-C would end those instead of reaching
 * the agent, and a shell that gives the terminal back at its end could not name their process
 * group, which its pid namespace does not show (credentials(7)). It is never the user's own
 * terminal.
 */
final class OwnTerminal {
  private static final Path PROGRAM = Path.of("/usr/bin/setsid");

  private OwnTerminal() {}

  /** Whether this host has what it takes. */
  static boolean isPossible() {
    return Files.isExecutable(PROGRAM);
  }

  /** The command in a session whose controlling terminal is its descriptor 0. */
  static List<String> around(List<String> command) {
    List<String> words = new ArrayList<>(List.of(PROGRAM.toString(), "-c", "--"));
    words.addAll(command);
    return words;
  }
}
