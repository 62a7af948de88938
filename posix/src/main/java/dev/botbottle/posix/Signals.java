package dev.botbottle.posix;

import java.util.function.BooleanSupplier;

/** Signals to processes by number (signal(7)). */
public final class Signals {
  private static final int ENOSYS = 38;

  private Signals() {}

  /**
   * Sends one to exactly the process that is meant, whose number may be another's by now: what is
   * checked and then signalled is one process, held by a descriptor (pidfd_open(2)).
   *
   * @param isMeant whether the process that has the number now is the one
   * @return whether it was sent
   */
  public static boolean sendExactly(int pid, BooleanSupplier isMeant, int number) {
    if (pid <= 1) {
      return false;
    }
    long process = Libc.trySyscall(Syscall.PIDFD_OPEN, pid, 0);
    if (process == -ENOSYS) { // before Linux 5.3: as near as can be had
      return isMeant.getAsBoolean() && send(pid, number);
    }
    if (process < 0) {
      return false;
    }
    try (Descriptor held = new Descriptor((int) process)) {
      return isMeant.getAsBoolean()
          && Libc.trySyscall(Syscall.PIDFD_SEND_SIGNAL, held.number(), number, 0, 0) == 0;
    }
  }

  /**
   * Sends one; a process that is gone, or is another user's, is left alone.
   *
   * @return whether it was sent
   */
  public static boolean send(int pid, int number) {
    return pid > 1 && Libc.trySyscall(Syscall.KILL, pid, number) == 0;
  }
}
