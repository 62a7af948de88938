package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The processes of a lab's host, those in process namespaces below its own included, as they are
 * seen from outside it. Read without starting a program: a look takes a few milliseconds.
 */
final class HostProcesses {
  private static final Path PROC = Path.of("/proc");

  private final String namespace;
  private final Map<Long, Boolean> inside = new HashMap<>();

  private HostProcesses(String namespace) {
    this.namespace = namespace;
  }

  /**
   * Those that run now: process id outside the lab → command line. Zombies do not run.
   *
   * @param first the first process of the host's process namespace
   */
  static SortedMap<Long, String> of(long first) {
    SortedMap<Long, String> found = new TreeMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      HostProcesses host =
          new HostProcesses(Files.readSymbolicLink(PROC.resolve(first + "/ns/pid")).toString());
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        String[] stat = stat(pid);
        if (stat.length > 1 && !stat[0].equals("Z") && !stat[0].equals("X") && host.holds(pid)) {
          found.put(pid, words(process));
        }
      }
    } catch (IOException e) {
      throw new LabException("could not look at the lab's processes", e);
    }
    return found;
  }

  /** Whether it is in the host's namespace, or its parent is: only that can lead into one below. */
  private boolean holds(long pid) {
    Boolean known = inside.get(pid);
    if (known != null) {
      return known;
    }
    boolean holds;
    try {
      holds = Files.readSymbolicLink(PROC.resolve(pid + "/ns/pid")).toString().equals(namespace);
    } catch (IOException e) {
      holds = false; // it ends just now, or is another user's
    }
    if (!holds) {
      String[] stat = stat(pid);
      long parent = stat.length > 1 ? Long.parseLong(stat[1]) : 0;
      holds = parent > 1 && holds(parent);
    }
    inside.put(pid, holds);
    return holds;
  }

  /** State, parent and what follows (proc_pid_stat(5)); empty when it has ended. */
  private static String[] stat(long pid) {
    try {
      String text = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The second field is the command in parentheses and may contain anything.
      return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException e) {
      return new String[0];
    }
  }

  private static String words(Path process) {
    try {
      String words =
          Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .replaceAll("[\\x00\\n]", " ")
              .strip();
      return words.isEmpty() ? "(a process that ends)" : words;
    } catch (IOException e) {
      return "(a process that ends)";
    }
  }
}
