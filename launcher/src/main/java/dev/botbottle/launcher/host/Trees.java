package dev.botbottle.launcher.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Whole directory trees. */
public final class Trees {
  private static final int ATTEMPTS = 5;

  private Trees() {}

  /**
   * Removes a tree if it is there, whatever an agent made of it: links in it are removed, never
   * followed; directories without permissions get some; and its depth does not matter, because no
   * directory more than two levels below the top is ever named.
   */
  public static void remove(Path tree) {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          removeOnce(tree);
          return;
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
          // Another command removes the same, or a dying process still writes.
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeOnce(Path tree) throws IOException {
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      makeRemovable(tree);
      while (removeLevel(tree)) {
        // what lay one level deeper has been lifted to this one
      }
    }
    Files.deleteIfExists(tree);
  }

  /** Empties the top; returns whether directories were lifted to it and it has to be gone over. */
  private static boolean removeLevel(Path tree) throws IOException {
    long lifted = 0;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(tree)) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          lifted = lift(child, tree, lifted);
        }
        Files.delete(child);
      }
    }
    return lifted > 0;
  }

  /** Empties a directory of the top: its own directories move up. */
  private static long lift(Path directory, Path tree, long before) throws IOException {
    long lifted = before;
    makeRemovable(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          makeRemovable(entry);
          Path place = tree.resolve(".lifted" + lifted++);
          while (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            place = tree.resolve(".lifted" + lifted++);
          }
          Files.move(entry, place);
        } else {
          Files.delete(entry);
        }
      }
    }
    return lifted;
  }

  /** Go's module cache and the like make their directories read-only. */
  private static void makeRemovable(Path directory) throws IOException {
    if (!Files.isWritable(directory)
        || !Files.isReadable(directory)
        || !Files.isExecutable(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
