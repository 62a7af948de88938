package dev.botbottle.launcher.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where one session keeps its things.
 *
 * @param path the directory
 */
public record SessionDirectory(Path path) {
  /** The gateway's record of every decision; stays after the session. */
  public Path ledger() {
    return path.resolve("ledger.jsonl");
  }

  /** What the gateway's runtime said when it could not run; empty in a good session. */
  public Path gatewayLog() {
    return path.resolve("gateway.log");
  }

  /** The agent's private home; ends with the session. */
  public Path home() {
    return path.resolve("home");
  }

  /** Files made for the bottle, such as its trust store; end with the session. */
  public Path files() {
    return path.resolve("files");
  }

  /** Removes what must not outlive the session; links are removed, never followed. */
  public void removeTransient() {
    removeTree(home());
    removeTree(files());
  }

  /** Removes everything, the record and the ledger too. */
  void removeAll() {
    removeTree(path);
  }

  private static void removeTree(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
              makeRemovable(directory);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path directory, @org.jspecify.annotations.Nullable IOException e)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Go's module cache and the like make their directories read-only. */
  private static void makeRemovable(Path directory) throws IOException {
    if (!Files.isWritable(directory)) {
      Files.setPosixFilePermissions(
          directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
  }
}
