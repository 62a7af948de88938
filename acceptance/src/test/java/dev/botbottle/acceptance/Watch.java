package dev.botbottle.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Looks again and again whether a secret is in the environment or the arguments of a process of
 * this machine, or in a file below a folder.
 */
final class Watch implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;
  private static final long LARGEST_FILE = 2_000_000;

  private final List<String> needles;
  private final Path folder;
  private final Set<String> found = new TreeSet<>(); // guarded by itself
  private final Thread thread;
  private volatile boolean over;
  private final AtomicInteger rounds = new AtomicInteger();

  private Watch(List<String> needles, Path folder) {
    this.needles = needles;
    this.folder = folder;
    thread = Thread.ofPlatform().daemon().name("watch").start(this::run);
  }

  /** Begins to look for a secret in all its disguises. */
  static Watch begin(String secret, Path folder) {
    return new Watch(Secrets.disguises(secret), folder);
  }

  private void run() {
    while (!over) {
      look();
      rounds.incrementAndGet();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void look() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String arguments = text(process.resolve("cmdline"));
        if (holds(arguments)) {
          tell("the arguments of " + arguments);
        }
        if (!isTheUsersOwn(process, arguments) && holds(text(process.resolve("environ")))) {
          tell("the environment of " + arguments);
        }
      }
      for (String file : files(folder, needles)) {
        tell(file);
      }
    } catch (IOException e) {
      tell("could not look: " + e);
    }
  }

  /**
   * Whether the user put the secret there: this test, what leads into the lab, and the command
   * bottle itself, of which a child that has not begun its own program is still a picture.
   */
  private static boolean isTheUsersOwn(Path process, String arguments) {
    return process.getFileName().toString().equals(Long.toString(ProcessHandle.current().pid()))
        || arguments.isEmpty()
        || arguments.contains("dev.botbottle.cli.Main")
        || arguments.startsWith("nsenter\0")
        || arguments.startsWith("setpriv\0--reuid=65534\0")
        || arguments.startsWith("unshare\0--user\0--map-user=1000\0")
        || arguments.startsWith("env\0-C\0")
        || arguments.startsWith("sh\0-c\0exec ")
        || arguments.startsWith("id\0-u\0")
        || arguments.contains(Product.checkout().resolve("bottle") + "\0start\0");
  }

  /** The files below a folder that hold one of the needles. */
  static List<String> files(Path folder, List<String> needles) {
    List<String> holding = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return holding;
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(all::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      // A file went away in the middle: what was found so far is looked into.
      all.removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }
    for (Path path : all) {
      try {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            && Files.size(path) < LARGEST_FILE
            && containsAny(
                new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1), needles)) {
          holding.add(path.toString());
        }
      } catch (IOException e) {
        holding.remove(path.toString()); // it went away between two looks
      }
    }
    return holding;
  }

  private boolean holds(String text) {
    return containsAny(text, needles);
  }

  static boolean containsAny(String text, List<String> needles) {
    for (String needle : needles) {
      if (text.contains(needle)) {
        return true;
      }
    }
    return false;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended, or is not ours to see
    }
  }

  private void tell(String where) {
    synchronized (found) {
      found.add(where.replace('\0', ' '));
    }
  }

  /** Where the secret was seen so far. */
  Set<String> found() {
    synchronized (found) {
      return Set.copyOf(found);
    }
  }

  /** How often everything was looked at. */
  int rounds() {
    return rounds.get();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
