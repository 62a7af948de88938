package dev.botbottle.posix;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor of this process, closed on exec. */
public final class Descriptor implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;
  private static final int MFD_CLOEXEC = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int AT_FDCWD = -100;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /** Open for reading. */
  public static final int READ = 0;

  /** Open for reading and writing. */
  public static final int READ_WRITE = 2;

  /** Open for appending, created with mode 0600 if missing. */
  public static final int APPEND = 1 | 0x40 | 0x400;

  /** Do not become the controlling terminal. */
  public static final int NO_TERMINAL = 0x100;

  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  Descriptor(long number) {
    this.number = (int) number;
  }

  /** Takes over a number this process inherited. */
  public static Descriptor inherited(int number) {
    return new Descriptor(number);
  }

  /** Opens a path with some of the flags above. */
  public static Descriptor open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return new Descriptor(
          Libc.syscall(
              Syscall.OPENAT,
              AT_FDCWD,
              arena.allocateFrom(path).address(),
              flags | O_CLOEXEC,
              0600));
    }
  }

  /** Both ends of a pipe: what is written to the second can be read from the first. */
  public static Descriptor[] pipe() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      Libc.syscall(Syscall.PIPE2, pair.address(), O_CLOEXEC);
      return pair(pair);
    }
  }

  /** Two connected Unix sockets that keep each message apart. */
  public static Descriptor[] socketPair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(ValueLayout.JAVA_INT, 2);
      Libc.syscall(Syscall.SOCKETPAIR, 1, SOCK_SEQPACKET | O_CLOEXEC, 0, pair.address());
      return pair(pair);
    }
  }

  /** An anonymous file in memory with this content, at its beginning. */
  public static Descriptor memoryFile(String name, byte[] content) {
    try (Arena arena = Arena.ofConfined()) {
      try (Descriptor file =
          new Descriptor(
              Libc.syscall(
                  Syscall.MEMFD_CREATE, arena.allocateFrom(name).address(), MFD_CLOEXEC))) {
        file.output().writeAll(content);
        // Reopening through /proc gives an offset of its own, at the beginning.
        return open("/proc/self/fd/" + file.number, READ);
      }
    }
  }

  private static Descriptor[] pair(MemorySegment pair) {
    return new Descriptor[] {
      new Descriptor(pair.getAtIndex(ValueLayout.JAVA_INT, 0)),
      new Descriptor(pair.getAtIndex(ValueLayout.JAVA_INT, 1))
    };
  }

  /** The number. */
  public int number() {
    return number;
  }

  /** A second descriptor of the same open file with a number of at least {@code minimum}. */
  Descriptor duplicateAbove(int minimum) {
    return new Descriptor(Libc.syscall(Syscall.FCNTL, number, F_DUPFD_CLOEXEC, minimum));
  }

  /** Makes descriptor {@code target} a copy of this one, replacing what it was. */
  void replace(int target) {
    Libc.syscall(Syscall.DUP3, number, target, O_CLOEXEC);
  }

  /** Reads from it; a closed terminal reads as the end. Does not close it. */
  public InputStream input() {
    return new DescriptorInput(number);
  }

  /** Writes to it. Does not close it. */
  public DescriptorOutput output() {
    return new DescriptorOutput(number);
  }

  /** Closes it; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.trySyscall(Syscall.CLOSE, number);
    }
  }

  /** Output that can report failures without checked exceptions. */
  public static final class DescriptorOutput extends OutputStream {
    private final int number;

    private DescriptorOutput(int number) {
      this.number = number;
    }

    @Override
    public void write(int b) throws java.io.IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws java.io.IOException {
      try {
        writeAll(bytes, offset, length);
      } catch (SystemCallException e) {
        throw new java.io.IOException(e.getMessage());
      }
    }

    /** Writes everything or throws. */
    public void writeAll(byte[] bytes) {
      writeAll(bytes, 0, bytes.length);
    }

    private void writeAll(byte[] bytes, int offset, int length) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(Math.max(1, length));
        MemorySegment.copy(bytes, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
        long done = 0;
        while (done < length) {
          done += Libc.syscall(Syscall.WRITE, number, buffer.address() + done, length - done);
        }
        buffer.fill((byte) 0);
      }
    }
  }

  private static final class DescriptorInput extends InputStream {
    private final int number;

    DescriptorInput(int number) {
      this.number = number;
    }

    @Override
    public int read() throws java.io.IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws java.io.IOException {
      if (length == 0) {
        return 0;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(length);
        long count = Libc.trySyscall(Syscall.READ, number, buffer.address(), length);
        if (count == 0 || count == -SystemCallException.EIO) {
          return -1; // EIO: the other side of a pseudo-terminal is gone (tty_ioctl(4))
        }
        if (count < 0) {
          throw new java.io.IOException(new SystemCallException("read", (int) -count).getMessage());
        }
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, (int) count);
        return (int) count;
      }
    }
  }
}
