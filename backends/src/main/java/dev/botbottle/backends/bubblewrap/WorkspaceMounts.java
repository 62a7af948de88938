package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.MountTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must be mounted in and below a workspace. bubblewrap finds each source by name, and the
 * names lie in a directory that another bottle's agent may be changing: what it really mounted is
 * held against this before the agent runs.
 *
 * @param workspace the workspace
 * @param protectedPaths what is read-only in it
 * @param masked what is hidden in it or elsewhere
 */
record WorkspaceMounts(Path workspace, List<Path> protectedPaths, List<Path> masked) {
  /** The names of the files that hide others; see {@link BubblewrapLaunch}. */
  static final String EMPTY_FILE = "empty";

  static final String EMPTY_DIRECTORY = "hidden";

  WorkspaceMounts {
    protectedPaths = List.copyOf(protectedPaths);
    masked = List.copyOf(masked);
  }

  /**
   * The directories between the workspace and what is protected in it, outermost first. Each is
   * mounted on itself: a mount point cannot be renamed (EBUSY), so {@code mv .git g; cp -r g .git}
   * does not shake the protection off.
   */
  List<Path> anchors() {
    Set<Path> anchors = new LinkedHashSet<>();
    for (Path path : protectedPaths) {
      Path below = workspace;
      Path relative = workspace.relativize(path);
      for (int i = 0; i < relative.getNameCount() - 1; i++) {
        below = below.resolve(relative.getName(i));
        anchors.add(below);
      }
    }
    protectedPaths.forEach(anchors::remove);
    return List.copyOf(anchors);
  }

  /** The paths at which something else is mounted than should be, or nothing. */
  List<Path> wrong(List<MountTable.Entry> mounted) {
    List<Path> wrong = new ArrayList<>();
    Optional<MountTable.Entry> whole = last(mounted, workspace);
    if (whole.isEmpty()) {
      return List.of(workspace);
    }
    List<Path> own = new ArrayList<>(anchors());
    own.addAll(protectedPaths);
    for (Path path : own) {
      if (!isOwn(last(mounted, path), whole.get(), path)) {
        wrong.add(path);
      }
    }
    for (Path path : masked) {
      Optional<MountTable.Entry> entry = last(mounted, path);
      if (entry.isEmpty()
          || !(entry.get().root().endsWith(EMPTY_FILE)
              || entry.get().root().endsWith(EMPTY_DIRECTORY))) {
        wrong.add(path);
      }
    }
    return wrong;
  }

  /**
   * Of what is protected, that which is not, or not any more, the workspace's own and read-only.
   */
  List<Path> unprotected(List<MountTable.Entry> mounted) {
    Optional<MountTable.Entry> whole = last(mounted, workspace);
    List<Path> missing = new ArrayList<>();
    for (Path path : protectedPaths) {
      Optional<MountTable.Entry> entry = last(mounted, path);
      if (whole.isEmpty()
          || !isOwn(entry, whole.get(), path)
          || !List.of(entry.get().options().split(",", -1)).contains("ro")) {
        missing.add(path);
      }
    }
    return missing;
  }

  private boolean isOwn(Optional<MountTable.Entry> entry, MountTable.Entry whole, Path path) {
    return entry.isPresent()
        && entry.get().device().equals(whole.device())
        && entry.get().root().equals(whole.root().resolve(workspace.relativize(path)));
  }

  private static Optional<MountTable.Entry> last(List<MountTable.Entry> mounted, Path point) {
    for (int i = mounted.size() - 1; i >= 0; i--) {
      if (mounted.get(i).point().equals(point)) {
        return Optional.of(mounted.get(i));
      }
    }
    return Optional.empty();
  }
}
