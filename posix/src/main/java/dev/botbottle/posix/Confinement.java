package dev.botbottle.posix;

import static dev.botbottle.posix.SystemCallException.EINVAL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What a process gives up for good. */
public final class Confinement {
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int FILTER_FLAG_TSYNC = 1;
  private static final int RLIMIT_CORE = 4;

  private Confinement() {}

  /**
   * Applies the gateway's filter to every thread of this process: no program can be started and no
   * privilege gained any more. Throws when the kernel does not take it.
   */
  public static void refuseExecution() {
    byte[] program = SyscallFilter.program(Architecture.current(), SyscallRules.gateway());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(program.length, 8);
      MemorySegment.copy(program, 0, code, ValueLayout.JAVA_BYTE, 0, program.length);
      MemorySegment header = arena.allocate(16, 8); // struct sock_fprog
      header.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / 8));
      header.set(ValueLayout.JAVA_LONG, 8, code.address());
      Libc.syscall(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      long refused =
          Libc.syscall(
              Syscall.SECCOMP, SECCOMP_SET_MODE_FILTER, FILTER_FLAG_TSYNC, header.address());
      if (refused != 0) {
        // seccomp(2): with TSYNC a thread that cannot take the filter is told by its id, not errno.
        throw new SystemCallException("seccomp (thread " + refused + " did not take it)", EINVAL);
      }
    }
  }

  /**
   * No core dump of this process, and proc(5) shows its memory and environment to no other process
   * of the same user. One that owns the user namespace this process is in may still trace it
   * (user_namespaces(7)); the agent's is another.
   */
  public static void hideMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      Libc.syscall(Syscall.SETRLIMIT, RLIMIT_CORE, limit.address());
    }
    Libc.syscall(Syscall.PRCTL, PR_SET_DUMPABLE, 0, 0, 0, 0);
  }
}
