package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.manifest.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where this process may make control groups below its own place, and limits bottles with them:
 * control groups of version 2 where the controllers are handed down (Documentation/admin-guide
 * /cgroup-v2.rst of Linux, "Delegation"), of version 1 where their directories may be written
 * (cgroup-v1/memory.rst, scheduler/sched-bwc.rst).
 *
 * @param memory the group below which memory may be limited
 * @param processors the group below which processor time may be
 */
record ControlGroups(Optional<Place> memory, Optional<Place> processors) {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String MEMORY = "memory";
  private static final String PROCESSORS = "cpu";
  private static final String MEMBERS = "cgroup.procs";
  private static final String PREFIX = "bot-bottle-";

  /** What the kernel gives out processor time by, in microseconds; its own default. */
  private static final long PERIOD = 100_000;

  /** The shortest share of it that the kernel takes. */
  private static final long LEAST = 1_000;

  /**
   * A group that others may be made below.
   *
   * @param unified whether it is of version 2
   */
  record Place(Path path, boolean unified) {}

  /** Those of this process. */
  static ControlGroups here() {
    try {
      return of(ROOT, Files.readAllLines(Path.of("/proc/self/cgroup")));
    } catch (IOException e) {
      return new ControlGroups(Optional.empty(), Optional.empty());
    }
  }

  /**
   * Those of a process.
   *
   * @param root where the hierarchies are mounted
   * @param membership the lines of its {@code /proc/PID/cgroup} (cgroups(7))
   */
  static ControlGroups of(Path root, List<String> membership) {
    return new ControlGroups(place(root, membership, MEMORY), place(root, membership, PROCESSORS));
  }

  boolean limitsMemory() {
    return memory.isPresent();
  }

  boolean limitsProcessors() {
    return processors.isPresent();
  }

  private static Optional<Place> place(Path root, List<String> membership, String controller) {
    for (String line : membership) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3 || !parts[2].startsWith("/")) {
        continue;
      }
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        Optional<Place> found = unified(root, root.resolve(parts[2].substring(1)), controller);
        if (found.isPresent()) {
          return found;
        }
      } else if (Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
        Path own = root.resolve(controller).resolve(parts[2].substring(1));
        if (mayWrite(own)) {
          return Optional.of(new Place(own, false));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The nearest group above that hands the controller down and lets this process in and out: a
   * group with processes of its own cannot hand down any.
   */
  private static Optional<Place> unified(Path root, Path own, String controller) {
    for (Path at = own; at != null && at.startsWith(root); at = at.getParent()) {
      try {
        String handed = Files.readString(at.resolve("cgroup.subtree_control"));
        if (Arrays.asList(handed.strip().split(" ", -1)).contains(controller) && mayWrite(at)) {
          return Optional.of(new Place(at, true));
        }
      } catch (IOException e) {
        return Optional.empty(); // no group of version 2
      }
    }
    return Optional.empty();
  }

  private static boolean mayWrite(Path group) {
    return Files.isWritable(group) && Files.isWritable(group.resolve(MEMBERS));
  }

  /**
   * Limits a process and all it will start.
   *
   * @throws IOException when a limit cannot be set or does not hold
   */
  void limit(SessionDirectory session, String id, ResourceSpec limits, int pid) throws IOException {
    if (limits.memory().isPresent()) {
      Path group = make(session, memory, id);
      String bytes = limits.memory().get().toString();
      if (memory.orElseThrow().unified()) {
        set(group, "memory.max", bytes);
        setIfThere(group, "memory.swap.max", "0");
      } else {
        set(group, "memory.limit_in_bytes", bytes);
        setIfThere(group, "memory.memsw.limit_in_bytes", bytes);
      }
      enter(group, pid);
    }
    if (limits.milliCpus().isPresent()) {
      Path group = make(session, processors, id);
      long quota = Math.max(LEAST, limits.milliCpus().get() * PERIOD / 1000);
      if (processors.orElseThrow().unified()) {
        set(group, "cpu.max", quota + " " + PERIOD);
      } else {
        set(group, "cpu.cfs_period_us", Long.toString(PERIOD));
        set(group, "cpu.cfs_quota_us", Long.toString(quota));
      }
      enter(group, pid);
    }
  }

  /** Makes the session's group; with version 2 it may be there already, for the other limit. */
  private static Path make(SessionDirectory session, Optional<Place> place, String id)
      throws IOException {
    Path group =
        place
            .orElseThrow(() -> new IOException("no control group can be made any more"))
            .path()
            .resolve(PREFIX + id);
    if (!Files.isDirectory(group)) {
      session.controlGroups().add(group);
      Files.createDirectory(group);
    }
    return group;
  }

  private static void set(Path group, String name, String value) throws IOException {
    Files.writeString(group.resolve(name), value);
  }

  private static void setIfThere(Path group, String name, String value) throws IOException {
    if (Files.exists(group.resolve(name))) {
      set(group, name, value);
    }
  }

  /** Puts a process in, and looks whether it is: a limit that does not hold is no limit. */
  private static void enter(Path group, int pid) throws IOException {
    set(group, MEMBERS, Integer.toString(pid));
    if (!Files.readAllLines(group.resolve(MEMBERS)).contains(Integer.toString(pid))) {
      throw new IOException("the bottle did not come into " + group);
    }
  }
}
