package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Mounts;
import dev.botbottle.posix.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;

/**
 * How the session's unprivileged processes reach files of the user that runs the launcher. For an
 * ordinary user every path is itself. Root's processes give up root's id first, and then can
 * traverse neither root's home nor the session's directory: what they need is shown in an empty
 * directory of a private mount namespace.
 *
 * <p>Used on the launch thread only.
 */
sealed interface Staging {
  /** The path under which the session's processes reach a file or directory of the host. */
  Path show(Path source);

  /** The same for the workspace, writable with its owner's id on disk. */
  Path showWorkspace(Path workspace, UserMap map);

  /** A user namespace that maps an owner on disk to the session's unprivileged id. */
  interface UserMap {
    /** Its descriptor, for that owner. */
    Descriptor of(int uid, int gid);
  }

  /** An ordinary user's: everything is where it is. */
  record Direct() implements Staging {
    @Override
    public Path show(Path source) {
      return source;
    }

    @Override
    public Path showWorkspace(Path workspace, UserMap map) {
      return workspace;
    }
  }

  /** Root's. */
  final class Private implements Staging {
    /** Empty on most systems, and never shown in a bottle; covered only for this session. */
    private static final Path BASE = Path.of("/mnt");

    private final Map<Path, Path> shown = new HashMap<>();
    private final Map<Path, Boolean> open = new HashMap<>();

    private Private() {}

    /** Gives the calling thread its own mounts. */
    static Private enter() {
      Mounts.enterPrivateNamespace();
      Mounts.emptyDirectory(BASE.toString());
      return new Private();
    }

    @Override
    public Path show(Path source) {
      Path known = shown.get(source);
      if (known != null) {
        return known;
      }
      if (isReachable(source)) {
        return source; // one mount less for the kernel and for bubblewrap, which reads all of them
      }
      Path target = place(source);
      Mounts.show(source.toString(), target.toString());
      return target;
    }

    @Override
    public Path showWorkspace(Path workspace, UserMap map) {
      Path target = place(workspace);
      try (Descriptor namespace =
          map.of(
              (Integer) Files.getAttribute(workspace, "unix:uid"),
              (Integer) Files.getAttribute(workspace, "unix:gid"))) {
        Mounts.showMapped(workspace.toString(), target.toString(), namespace);
      } catch (SystemCallException e) {
        throw new BottleException(
            ExitCode.BAD_WORKSPACE,
            "could not show "
                + workspace
                + " to an unprivileged id: its file system takes no id-mapped mount ("
                + e.getMessage()
                + ")",
            "run bottle as the ordinary user who owns the directory, or move it to a local ext4,"
                + " xfs or btrfs disk (Linux 5.12 or later); a cache may also be taken out of"
                + " \"caches\"",
            e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return target;
    }

    /** Whether a process without any right comes as far as this file or directory. */
    private boolean isReachable(Path source) {
      try {
        Path parent = source.toRealPath().getParent();
        return parent != null && !parent.startsWith(BASE) && isOpen(parent);
      } catch (IOException e) {
        return false;
      }
    }

    /** Whether everybody may pass through a directory and all above it. */
    private boolean isOpen(Path directory) throws IOException {
      Boolean known = open.get(directory);
      if (known == null) {
        Path parent = directory.getParent();
        known =
            Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)
                && (parent == null || isOpen(parent));
        open.put(directory, known);
      }
      return known;
    }

    private Path place(Path source) {
      Path target = BASE.resolve(Integer.toString(shown.size()));
      try {
        if (Files.isDirectory(source)) {
          Files.createDirectory(target);
        } else {
          Files.createFile(target);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      shown.put(source, target);
      return target;
    }
  }
}
