package dev.botbottle.launcher.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The control groups of a session, one to a line of a file, so that whoever clears a session away
 * finds them. They are directories of a file system of the kernel's, which go with {@code rmdir}
 * once no process is in them.
 *
 * @param file the file
 */
public record ControlGroupList(Path file) {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.ofMillis(2);

  /** Notes one before it is made. */
  public void add(Path group) throws IOException {
    Files.writeString(
        file,
        group + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Removes them and the list; none is the usual case. */
  void remove() {
    if (!Files.exists(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        Path group = Path.of(line);
        if (group.startsWith(ROOT) && group.normalize().equals(group)) {
          remove(group);
        }
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that was killed just now may still be in it. */
  private static void remove(Path group) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Files.deleteIfExists(group);
        return;
      } catch (DirectoryNotEmptyException e) {
        throw e; // groups below it are none of ours
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(STEP.toNanos());
      }
    }
  }
}
