package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A terminal's settings, after ioctl_tty(2) and the kernel's {@code struct termios}. */
public final class Terminal {
  private static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;
  private static final int TERMIOS_BYTES = 64;

  private Terminal() {}

  /** Whether the descriptor is a terminal. */
  public static boolean isTerminal(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      return Libc.trySyscall(Syscall.IOCTL, descriptor, TCGETS, termios.address()) == 0;
    }
  }

  /** The settings, to be given back to {@link #restore}. */
  public static byte[] settings(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      Libc.syscall(Syscall.IOCTL, descriptor, TCGETS, termios.address());
      return termios.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Puts settings back; a terminal that is gone is not an error. */
  public static void restore(int descriptor, byte[] settings) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      termios.copyFrom(MemorySegment.ofArray(settings));
      Libc.trySyscall(Syscall.IOCTL, descriptor, TCSETS, termios.address());
    }
  }

  /** Raw mode as cfmakeraw(3) defines it. */
  public static void raw(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      Libc.syscall(Syscall.IOCTL, descriptor, TCGETS, termios.address());
      clear(termios, 0, 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400); // c_iflag
      clear(termios, 4, 0x1); // c_oflag: OPOST
      clear(termios, 8, 0x30 | 0x100); // c_cflag: CSIZE, PARENB
      termios.set(ValueLayout.JAVA_INT, 8, termios.get(ValueLayout.JAVA_INT, 8) | 0x30); // CS8
      clear(termios, 12, 0x1 | 0x2 | 0x8 | 0x40 | 0x8000); // ISIG ICANON ECHO ECHONL IEXTEN
      Libc.syscall(Syscall.IOCTL, descriptor, TCSETS, termios.address());
    }
  }

  /** Shows nothing of what is typed; lines and signals stay as they are. */
  public static void withoutEcho(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, 8);
      Libc.syscall(Syscall.IOCTL, descriptor, TCGETS, termios.address());
      clear(termios, 12, 0x8); // ECHO
      Libc.syscall(Syscall.IOCTL, descriptor, TCSETS, termios.address());
    }
  }

  private static void clear(MemorySegment termios, long offset, int bits) {
    termios.set(ValueLayout.JAVA_INT, offset, termios.get(ValueLayout.JAVA_INT, offset) & ~bits);
  }

  /** Gives {@code to} the window size of {@code from}; does nothing where there is none. */
  public static void copySize(int from, int to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 8);
      if (Libc.trySyscall(Syscall.IOCTL, from, TIOCGWINSZ, size.address()) == 0) {
        Libc.trySyscall(Syscall.IOCTL, to, TIOCSWINSZ, size.address());
      }
    }
  }
}
