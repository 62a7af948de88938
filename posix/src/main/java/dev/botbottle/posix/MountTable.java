package dev.botbottle.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is mounted where one process lives, and a way to wait for it to change (proc_pid_mounts(5)).
 */
public final class MountTable implements AutoCloseable {
  private static final short POLLPRI = 2;

  private final int pid;
  private final Descriptor mounts;

  private MountTable(int pid, Descriptor mounts) {
    this.pid = pid;
    this.mounts = mounts;
  }

  /** The table of a process. */
  public static MountTable of(int pid) {
    return new MountTable(pid, Descriptor.open("/proc/" + pid + "/mounts", Descriptor.READ));
  }

  /**
   * One mount.
   *
   * @param device the file system, as major and minor number
   * @param root the directory or file of that file system that is shown
   * @param point where it is shown
   * @param options the mount's own options
   */
  public record Entry(String device, Path root, Path point, String options) {}

  /** Every mount, the oldest first; a later one at the same point covers an earlier. */
  public List<Entry> entries() throws IOException {
    List<Entry> found = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"))) {
      String[] fields = line.split(" ", 7);
      found.add(
          new Entry(
              fields[2], Path.of(unescaped(fields[3])), Path.of(unescaped(fields[4])), fields[5]));
    }
    return found;
  }

  /** Blank, tab, line end and backslash are written as three octal digits. */
  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length()) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** Waits until something is mounted or unmounted there, or the time is over. */
  public void awaitChange(int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(ValueLayout.JAVA_INT, 0, mounts.number());
      poll.set(ValueLayout.JAVA_SHORT, 4, POLLPRI);
      MemorySegment time = arena.allocate(16, 8);
      time.set(ValueLayout.JAVA_LONG, 0, millis / 1_000);
      time.set(ValueLayout.JAVA_LONG, 8, millis % 1_000 * 1_000_000L);
      Libc.syscall(Syscall.PPOLL, poll.address(), 1, time.address(), 0, 0);
    }
  }

  @Override
  public void close() {
    mounts.close();
  }
}
