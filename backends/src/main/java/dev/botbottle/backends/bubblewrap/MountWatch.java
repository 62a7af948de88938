package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.MountTable;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches that what is read-only in a workspace stays so. When a program of the host replaces such
 * a file by renaming another over it, as every {@code git config} does, the kernel drops the mount
 * and the agent could write: the file is made anew without what an agent may have put in, and the
 * protection is put back.
 */
final class MountWatch {
  /** Puts one protection back in the running sandbox. */
  interface Mounter {
    /**
     * Puts it back.
     *
     * @param options the mount options that must stay, such as {@code nosuid}
     * @return whether it could be mounted
     */
    boolean protect(Path path, String options);
  }

  /** An agent that fights for the name is no host program at work. */
  private static final int ATTEMPTS = 20;

  /** How often it looks although no mount has changed. */
  private static final int INTERVAL_MILLIS = 200;

  private final WorkspaceMounts expected;
  private final Mounter mounter;
  private final Consumer<String> report;
  private final Runnable lost;
  private final WorkspaceMemory remembered;
  private final Map<Path, Integer> attempts = new HashMap<>();

  /**
   * A watch, not yet watching.
   *
   * @param expected what must be mounted; paths inside are the same on the host
   * @param remembered how it was before the agent ran
   * @param report takes lines for the user
   * @param lost what to do when a protection cannot be put back
   */
  MountWatch(
      WorkspaceMounts expected,
      WorkspaceMemory remembered,
      Mounter mounter,
      Consumer<String> report,
      Runnable lost) {
    this.expected = expected;
    this.remembered = remembered;
    this.mounter = mounter;
    this.report = report;
    this.lost = lost;
    for (Path path : remembered.unreadable()) {
      report.accept(path + " cannot be read and will not be put back if it is replaced");
    }
  }

  /** Watches the mounts a process sees until it ends. Blocks. */
  void watch(int pid) {
    try (MountTable table = MountTable.of(pid)) {
      while (true) {
        List<MountTable.Entry> mounted = table.entries();
        List<Path> unprotected = expected.unprotected(mounted);
        if (!unprotected.isEmpty() && !putBack(pid, unprotected, mounted)) {
          lost.run();
          return;
        }
        removeRedirection();
        table.awaitChange(INTERVAL_MILLIS);
      }
    } catch (SystemCallException | IOException e) {
      // The process has ended, and with it what was to be watched.
    } finally {
      removeRedirection();
    }
  }

  /**
   * A {@code commondir} in a plain repository takes configuration and hooks from elsewhere; git
   * makes none there, so an agent did.
   */
  private void removeRedirection() {
    Path redirection = remembered.redirection();
    if (!remembered.redirected() && Files.exists(redirection, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.delete(redirection);
        report.accept(
            redirection + " was made in the session, which would redirect git; it is removed");
      } catch (IOException e) {
        report.accept(redirection + " was made in the session and cannot be removed");
        lost.run();
      }
    }
  }

  /** Those of the mount the path lies in: in a lesser namespace none of them can be left out. */
  private static String options(Path path, List<MountTable.Entry> mounted) {
    for (Path up = path.getParent(); up != null; up = up.getParent()) {
      for (int i = mounted.size() - 1; i >= 0; i--) {
        if (mounted.get(i).point().equals(up)) {
          return mounted.get(i).options();
        }
      }
    }
    return "";
  }

  /** With the bottle standing still; whether all of it worked. */
  private boolean putBack(int pid, List<Path> unprotected, List<MountTable.Entry> mounted)
      throws IOException {
    try (FrozenBottle frozen = FrozenBottle.of(pid)) {
      for (Path path : unprotected) {
        if (!frozen.isComplete()
            || attempts.merge(path, 1, Integer::sum) > ATTEMPTS
            || !putBack(path, options(path, mounted))) {
          report.accept(path + " is no longer read-only in the bottle");
          return false;
        }
      }
      return true;
    }
  }

  private boolean putBack(Path path, String options) throws IOException {
    GitConfiguration configuration = remembered.configurations().get(path);
    if (configuration != null) {
      for (String line : configuration.restore()) {
        report.accept(path + " had a new setting that is taken out: " + line);
      }
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isSymbolicLink(path)
        || !mounter.protect(path, options)) {
      return false;
    }
    if (Files.isSymbolicLink(path)) {
      // The agent was quicker: what is read-only now, and would be looked at below, is another
      // file. From here on it cannot swap the name any more.
      return false;
    }
    report.accept(
        path + " was replaced by a program of this host; it is read-only in the bottle again");
    return true;
  }
}
