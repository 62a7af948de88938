package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.plan.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an agent's file system consists of. Sources are paths as the sandbox program sees them.
 *
 * @param homeSource the private home on disk
 * @param home its path inside
 * @param temporary the private {@code /tmp} on disk
 * @param etc files of {@code /etc}, in the order given
 * @param trust files that carry the session's authority
 * @param mounts tools and the agent's program
 * @param workspaceSource the workspace as the sandbox program reaches it
 * @param workspace its path inside
 * @param protectedPaths what is read-only in it, as paths inside
 * @param maskedFiles files that are hidden
 * @param maskedDirectories directories that are hidden
 * @param emptyFile an empty unreadable file that hides files
 * @param emptyDirectory an empty directory that hides directories
 */
record SandboxLayout(
    Path homeSource,
    Path home,
    Path temporary,
    List<Mount> etc,
    List<Mount> trust,
    List<Mount> mounts,
    Optional<Path> workspaceSource,
    Optional<Path> workspace,
    List<Path> protectedPaths,
    List<Path> maskedFiles,
    List<Path> maskedDirectories,
    Path emptyFile,
    Path emptyDirectory) {
  /** What must be mounted in the workspace. */
  WorkspaceMounts mounts(Path inside) {
    List<Path> masked = new ArrayList<>(maskedFiles);
    masked.addAll(maskedDirectories);
    return new WorkspaceMounts(inside, protectedPaths, masked);
  }
}
