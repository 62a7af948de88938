package dev.botbottle.posix;

/** Signals to processes by number (signal(7)). */
public final class Signals {
  private Signals() {}

  /**
   * Sends one; a process that is gone, or is another user's, is left alone.
   *
   * @return whether it was sent
   */
  public static boolean send(int pid, int number) {
    return pid > 1 && Libc.trySyscall(Syscall.KILL, pid, number) == 0;
  }
}
