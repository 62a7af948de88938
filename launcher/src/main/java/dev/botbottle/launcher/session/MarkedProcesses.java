package dev.botbottle.launcher.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Processes that were started with a session's mark in their environment.
 *
 * <p>A launcher that is killed between starting the sandbox and writing its record leaves one that
 * no record names, and bubblewrap asks for its parent-death signal only when it runs. The mark is
 * there from the first instruction on, and the sandbox's first process, which cannot be reached
 * from inside, keeps it (proc_pid_environ(5) shows what a program was started with).
 */
public final class MarkedProcesses {
  /** The variable that holds the session's id. */
  public static final String VARIABLE = "BOTTLE_SESSION";

  /**
   * The variable that holds the end of the session's id, in processes that start before the rest of
   * it is known. An agent sees it in none.
   */
  public static final String MARK = "BOTTLE_MARK";

  private MarkedProcesses() {}

  /** Those of one session that run now; of other users' processes none is seen. */
  static List<ProcessIdentity> of(String session) {
    String mark = session.substring(session.lastIndexOf('-') + 1);
    return with(Set.of(VARIABLE + "=" + session, MARK + "=" + mark));
  }

  /** Those that were started for a session before it had a name. */
  static List<ProcessIdentity> ofMark(String mark) {
    return with(Set.of(MARK + "=" + mark));
  }

  private static List<ProcessIdentity> with(Set<String> settings) {
    List<ProcessIdentity> marked = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        int pid = Integer.parseInt(process.getFileName().toString());
        Optional<ProcessIdentity> identity = ProcessIdentity.of(pid);
        // In this order: what has the mark afterwards is the process that was identified.
        if (identity.isPresent() && has(process, settings) && identity.get().isAlive()) {
          marked.add(identity.get());
        }
      }
    } catch (IOException e) {
      return marked; // no /proc: then nothing can be told
    }
    return marked;
  }

  private static boolean has(Path process, Set<String> settings) {
    try {
      String environment =
          "\0"
              + new String(
                  Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1)
              + "\0";
      return settings.stream().anyMatch(setting -> environment.contains("\0" + setting + "\0"));
    } catch (IOException e) {
      return false; // it has ended, or is another user's
    }
  }
}
