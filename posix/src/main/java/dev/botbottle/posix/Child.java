package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/** A child of this process, which any number of threads may wait for. */
public final class Child {
  private static final int P_PID = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x1000000;
  private static final int SIGINFO = 128; // sizeof siginfo_t

  private final int pid;

  /** Held by the one thread that asks the kernel: it tells the end of a child only once. */
  private final ReentrantLock waiting = new ReentrantLock();

  private OptionalInt status = OptionalInt.empty(); // guarded by this
  private boolean killed; // guarded by this

  Child(int pid) {
    this.pid = pid;
  }

  /** The process id. */
  public int pid() {
    return pid;
  }

  /** Waits for the end; the exit code, or 128 + n after signal n. */
  public int await() {
    waiting.lock();
    try (Arena arena = Arena.ofConfined()) {
      synchronized (this) {
        if (status.isPresent()) {
          return status.getAsInt();
        }
      }
      // First only look (WNOWAIT): the number stays the child's until it is reaped below, where no
      // signal can be on its way.
      MemorySegment information = arena.allocate(SIGINFO, 8);
      Libc.syscall(Syscall.WAITID, P_PID, pid, information.address(), WEXITED | WNOWAIT, 0);
      MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
      synchronized (this) {
        Libc.syscall(Syscall.WAIT4, pid, word.address(), 0, 0);
        int value = word.get(ValueLayout.JAVA_INT, 0);
        // The layout of the status word is that of wait(2)'s W* macros.
        int signal = value & 0x7f;
        int exit = signal == 0 ? (value >> 8) & 0xff : 128 + signal;
        status = OptionalInt.of(exit);
        killed = signal != 0;
        return exit;
      }
    } finally {
      waiting.unlock();
    }
  }

  /** Whether it has been waited for and a signal had ended it. */
  public synchronized boolean wasKilled() {
    return killed;
  }

  /** Sends a signal unless it has already been waited for. */
  public void signal(int number) {
    synchronized (this) {
      if (status.isEmpty()) { // else the number may be another process's by now
        Libc.trySyscall(Syscall.KILL, pid, number);
      }
    }
  }
}
