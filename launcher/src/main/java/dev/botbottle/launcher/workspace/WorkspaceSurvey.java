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
  private WorkspaceSurvey() {}

  /** Every socket, pipe and device, absolute. */
  public static List<Path> specialFiles(Path workspace) {
    List<Path> found = new ArrayList<>();
    walk(
        workspace,
        new Visitor() {
          @Override
          void file(Path file, BasicFileAttributes attributes) {
            if (attributes.isOther()) {
              found.add(file);
            }
          }
        });
    return found;
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
      // Unreadable to the user means unreadable to the agent, who has the same id or a lesser one.
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
