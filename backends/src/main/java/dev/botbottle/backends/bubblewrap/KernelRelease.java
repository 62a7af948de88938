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
    int dot = digitsEnd(release, 0);
    int end = digitsEnd(release, dot + 1);
    if (dot == 0 || dot >= release.length() || release.charAt(dot) != '.' || end == dot + 1) {
      return new KernelRelease(0, 0);
    }
    return new KernelRelease(
        Integer.parseInt(release, 0, dot, 10), Integer.parseInt(release, dot + 1, end, 10));
  }

  /** Where the digits that begin at {@code start} end; more than four are no version. */
  private static int digitsEnd(String text, int start) {
    int end = Math.min(start, text.length());
    while (end < text.length()
        && end < start + 4
        && text.charAt(end) >= '0'
        && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** Whether RLIMIT_NPROC counts a user namespace by itself (Linux 5.14, kernel/ucount.c). */
  boolean countsProcessesByNamespace() {
    return major > 5 || (major == 5 && minor >= 14);
  }
}
