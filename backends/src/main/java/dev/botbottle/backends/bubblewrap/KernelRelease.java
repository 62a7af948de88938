package dev.botbottle.backends.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The running kernel's version.
 *
 * @param major the first number
 * @param minor the second
 */
record KernelRelease(int major, int minor) {
  /** This host's; 0.0 when it cannot be told, which has none of what newer ones have. */
  static KernelRelease current() {
    try {
      return parse(Files.readString(Path.of("/proc/sys/kernel/osrelease")));
    } catch (IOException e) {
      return new KernelRelease(0, 0);
    }
  }

  /** Reads a release such as {@code 6.1.0-13-amd64}. */
  static KernelRelease parse(String release) {
    String[] parts = release.strip().split("[^0-9]", 3);
    try {
      return new KernelRelease(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new KernelRelease(0, 0);
    }
  }

  /** Whether RLIMIT_NPROC counts a user namespace by itself (Linux 5.14, kernel/ucount.c). */
  boolean countsProcessesByNamespace() {
    return major > 5 || (major == 5 && minor >= 14);
  }
}
