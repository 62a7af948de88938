package dev.botbottle.launcher.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Walks over a workspace, which follow no link. */
public final class WorkspaceSurvey {
  /** Each costs a mount. */
  private static final int MOST_PROTECTED = 1_000;

  private static final int SET_GID = 02000; // sys/stat.h, S_ISGID

  private WorkspaceSurvey() {}

  /**
   * What a walk found, absolute.
   *
   * @param special sockets, pipes, devices, and directories that cannot be listed: their owner can
   *     make them readable again, so what lies in them counts as special
   * @param selfExecuting what executes by itself, at any depth but below {@code node_modules}
   * @param foreignGroups set-gid directories of another group than root's
   * @param complete whether there were no more of the latter than are protected
   */
  public record Survey(
      List<Path> special, List<Path> selfExecuting, List<Path> foreignGroups, boolean complete) {
    public Survey {
      special = List.copyOf(special);
      selfExecuting = List.copyOf(selfExecuting);
      foreignGroups = List.copyOf(foreignGroups);
    }
  }

  /**
   * Walks once and finds all kinds.
   *
   * @param asRoot whether to look for set-gid directories, which costs a system call for each
   */
  public static Survey survey(Path workspace, SelfExecuting names, boolean asRoot) {
    List<Path> special = new ArrayList<>();
    List<Path> found = new ArrayList<>();
    List<Path> groups = new ArrayList<>();
    boolean[] more = new boolean[1];
    walk(
        workspace,
        new Visitor() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            keep(directory);
            if (asRoot && isSetGidOfAnother(directory)) {
              groups.add(directory);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          void file(Path file, BasicFileAttributes attributes) {
            if (attributes.isOther()) {
              special.add(file);
            } else if (!attributes.isSymbolicLink()) {
              keep(file);
            }
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            special.add(file);
            return FileVisitResult.CONTINUE;
          }

          private void keep(Path path) {
            Path relative = workspace.relativize(path);
            if (names.isOne(relative) && !relative.toString().contains("node_modules/")) {
              if (found.size() < MOST_PROTECTED) {
                found.add(path);
              } else {
                more[0] = true;
              }
            }
          }
        });
    return new Survey(special, found, groups, !more[0]);
  }

  private static boolean isSetGidOfAnother(Path directory) {
    try {
      int mode = (Integer) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      int group = (Integer) Files.getAttribute(directory, "unix:gid", LinkOption.NOFOLLOW_LINKS);
      return (mode & SET_GID) != 0 && group != 0;
    } catch (IOException e) {
      return false; // it is hidden: it cannot be listed either
    }
  }

  /**
   * The files that execute by themselves and were changed since a time, relative to the workspace,
   * at most {@code limit}.
   */
  public static List<Path> changedSelfExecuting(
      Path workspace, SelfExecuting names, FileTime since, int limit) {
    List<Path> found = new ArrayList<>();
    walk(
        workspace,
        new Visitor() {
          @Override
          void file(Path file, BasicFileAttributes attributes) {
            Path relative = workspace.relativize(file);
            if (found.size() < limit
                && names.matches(relative)
                && changedAt(file, attributes).compareTo(since) > 0) {
              found.add(relative);
            }
          }
        });
    return found;
  }

  /** The status-change time, which a program cannot set back, unlike the modification time. */
  private static FileTime changedAt(Path file, BasicFileAttributes attributes) {
    try {
      return (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return attributes.lastModifiedTime();
    }
  }

  private static void walk(Path workspace, Visitor visitor) {
    try {
      Files.walkFileTree(workspace, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private abstract static class Visitor extends SimpleFileVisitor<Path> {
    abstract void file(Path file, BasicFileAttributes attributes);

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      file(file, attributes);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
