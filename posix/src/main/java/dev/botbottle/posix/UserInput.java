package dev.botbottle.posix;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * This process's standard input, whose reader can be called away.
 *
 * <p>The JVM waits 0.3 s at its end for a thread that is in a system call, and a read of the
 * keyboard ends by nothing else.
 */
public final class UserInput extends InputStream {
  private static final short POLLIN = 1;
  private static final int POLL_BYTES = 8; // sizeof(struct pollfd), poll(2)

  private final int number;
  private final InputStream input;
  private final Descriptor called;
  private final Descriptor caller;

  /** The input from now on. */
  public UserInput() {
    this(0, new FileInputStream(FileDescriptor.in));
  }

  UserInput(int number, InputStream input) {
    this.number = number;
    this.input = input;
    Descriptor[] pipe = Descriptor.pipe();
    called = pipe[0];
    caller = pipe[1];
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Reads as any input; the end, too, once its reader has been called away. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polls = arena.allocate(2 * POLL_BYTES, 4);
      polls.set(ValueLayout.JAVA_INT, 0, number);
      polls.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      polls.set(ValueLayout.JAVA_INT, POLL_BYTES, called.number());
      polls.set(ValueLayout.JAVA_SHORT, POLL_BYTES + 4, POLLIN);
      // A signal may end the wait early; then neither is ready and it is begun again.
      boolean ready = false;
      while (!ready) {
        Libc.trySyscall(Syscall.PPOLL, polls.address(), 2, 0, 0, 0);
        if (polls.get(ValueLayout.JAVA_SHORT, POLL_BYTES + 6) != 0) {
          return -1;
        }
        ready = polls.get(ValueLayout.JAVA_SHORT, 6) != 0;
      }
    }
    return input.read(bytes, offset, length);
  }

  /** Calls the reader away; a second call does nothing. */
  public void callAway() {
    caller.close();
  }
}
