package dev.botbottle.posix;

/** Reading that does not wait. */
public final class NonBlocking {
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;

  private NonBlocking() {}

  /**
   * Makes reads of a descriptor fail where they would wait. A thread that waits in a read keeps
   * what it reads open, however often the descriptor is closed.
   */
  public static void set(Descriptor descriptor) {
    Libc.syscall(Syscall.FCNTL, descriptor.number(), F_SETFL, O_NONBLOCK);
  }
}
