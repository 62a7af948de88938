package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;

/** A child of this process, to be waited for by exactly one thread. */
public final class Child {
  private static final int WNOHANG = 1;

  private final int pid;
  private OptionalInt status = OptionalInt.empty(); // guarded by this

  Child(int pid) {
    this.pid = pid;
  }

  /** The process id. */
  public int pid() {
    return pid;
  }

  /** Waits for the end; the exit code, or 128 + n after signal n. */
  public int await() {
    while (true) {
      OptionalInt ended = poll(0);
      if (ended.isPresent()) {
        return ended.getAsInt();
      }
    }
  }

  /** The exit code if it has ended. */
  public OptionalInt ended() {
    return poll(WNOHANG);
  }

  private OptionalInt poll(int options) {
    synchronized (this) {
      if (status.isPresent()) {
        return status;
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
      long result = Libc.trySyscall(Syscall.WAIT4, pid, word.address(), options, 0);
      synchronized (this) {
        if (status.isEmpty() && result == pid) {
          int value = word.get(ValueLayout.JAVA_INT, 0);
          // The layout of the status word is that of wait(2)'s W* macros.
          int signal = value & 0x7f;
          status = OptionalInt.of(signal == 0 ? (value >> 8) & 0xff : 128 + signal);
        } else if (status.isEmpty() && result < 0) {
          throw new SystemCallException("wait for " + pid, (int) -result);
        }
        return status;
      }
    }
  }

  /** Sends a signal unless it has already been waited for. */
  public void signal(int number) {
    synchronized (this) {
      if (status.isPresent()) {
        return; // the id may belong to another process by now
      }
      Libc.trySyscall(Syscall.KILL, pid, number);
    }
  }
}
