package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.MountTable;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches that what is read-only in a workspace stays so. When a program of the host replaces such
 * a file by renaming another over it, as every {@code git config} does, the kernel drops the mount
 * and the agent could write: the protection is put back, and what may have been written meanwhile
 * is looked at.
 */
final class MountWatch {
  /** Puts one protection back in the running sandbox. */
  interface Mounter {
    /**
     * Puts it back.
     *
     * @param options the mount options that must stay, such as {@code nosuid}
     * @return whether it is in place again
     */
    boolean protect(Path path, String options);
  }

  /** An agent that fights for the name is no host program at work. */
  private static final int ATTEMPTS = 20;

  /** How often it looks although nothing was reported. */
  private static final int INTERVAL_MILLIS = 1_000;

  private final List<Path> paths;
  private final Mounter mounter;
  private final Consumer<String> report;
  private final Runnable lost;
  private final Map<Path, GitConfiguration> before = new HashMap<>();
  private final Map<Path, Integer> attempts = new HashMap<>();

  /**
   * A watch, not yet watching.
   *
   * @param paths what is read-only, as paths inside, which are the same on the host
   * @param report takes lines for the user
   * @param lost what to do when a protection cannot be put back
   */
  MountWatch(List<Path> paths, Mounter mounter, Consumer<String> report, Runnable lost) {
    this.paths = List.copyOf(paths);
    this.mounter = mounter;
    this.report = report;
    this.lost = lost;
    for (Path path : paths) {
      if (isGitConfiguration(path)) {
        GitConfiguration.read(path).ifPresent(known -> before.put(path, known));
      }
    }
  }

  /** Watches the mounts a process sees until it ends. Blocks. */
  void watch(int pid) {
    try (MountTable table = MountTable.of(pid)) {
      while (true) {
        Map<Path, String> mounts = table.mounts();
        for (Path path : missing(mounts.keySet())) {
          if (attempts.merge(path, 1, Integer::sum) > ATTEMPTS
              || !putBack(path, options(path, mounts))) {
            report.accept(path + " is no longer read-only in the bottle");
            lost.run();
            return;
          }
        }
        table.awaitChange(INTERVAL_MILLIS);
      }
    } catch (SystemCallException | IOException e) {
      // The process has ended, and with it what was to be watched.
    }
  }

  /** Those of the mount the path lies in: in a lesser namespace none of them can be left out. */
  private static String options(Path path, Map<Path, String> mounts) {
    for (Path up = path; up != null; up = up.getParent()) {
      String found = mounts.get(up);
      if (found != null) {
        return found;
      }
    }
    return "";
  }

  private List<Path> missing(Set<Path> mounted) {
    List<Path> missing = new ArrayList<>();
    for (Path path : paths) {
      if (!mounted.contains(path)) {
        missing.add(path);
      }
    }
    return missing;
  }

  private boolean putBack(Path path, String options) {
    if (!Files.exists(path) || !mounter.protect(path, options)) {
      return false;
    }
    report.accept(
        path + " was replaced by a program of this host; it is read-only in the bottle again");
    if (isGitConfiguration(path)) {
      for (String key : GitConfiguration.disarm(path, before.get(path))) {
        report.accept(path + " had a new setting that runs a program, now commented out: " + key);
      }
    }
    return true;
  }

  private static boolean isGitConfiguration(Path path) {
    return path.endsWith(".git/config") || path.endsWith(".git/config.worktree");
  }
}
