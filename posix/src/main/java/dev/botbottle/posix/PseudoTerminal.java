package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A new pseudo-terminal, after ptmx(4).
 *
 * @param control the side this process reads and writes
 * @param path the side a child opens
 */
public record PseudoTerminal(Descriptor control, String path) implements AutoCloseable {
  private static final int TIOCGPTN = 0x80045430;
  private static final int TIOCSPTLCK = 0x40045431;

  /** Opens one. */
  public static PseudoTerminal open() {
    Descriptor control =
        Descriptor.open("/dev/ptmx", Descriptor.READ_WRITE | Descriptor.NO_TERMINAL);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(ValueLayout.JAVA_INT);
      Libc.syscall(
          Syscall.IOCTL, control.number(), Integer.toUnsignedLong(TIOCSPTLCK), word.address());
      Libc.syscall(
          Syscall.IOCTL, control.number(), Integer.toUnsignedLong(TIOCGPTN), word.address());
      return new PseudoTerminal(control, "/dev/pts/" + word.get(ValueLayout.JAVA_INT, 0));
    } catch (SystemCallException e) {
      control.close();
      throw e;
    }
  }

  @Override
  public void close() {
    control.close();
  }
}
