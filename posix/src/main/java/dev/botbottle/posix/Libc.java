package dev.botbottle.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library, called with machine words only.
 *
 * <p>Every function used here takes at most seven integers or pointers and returns one, so one
 * descriptor serves all of them on x86-64 and arm64, where an {@code int} parameter reads the low
 * half of the register. One shape instead of thirty keeps the first native call at about 20 ms.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"));
  private static final MemorySegment SYSCALL = symbol("syscall");

  static final int EINTR = 4;

  private Libc() {}

  /** The address of a function of the C library. */
  static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new SystemCallException(name + " (not in this C library)", 38));
  }

  /** Makes a system call; a result of −1 becomes an exception. */
  static long syscall(Syscall call, long... arguments) {
    long result = trySyscall(call, arguments);
    if (result < 0) {
      throw new SystemCallException(call.name().toLowerCase(java.util.Locale.ROOT), (int) -result);
    }
    return result;
  }

  /**
   * Makes a system call, repeating it when a signal interrupts; returns the negated errno. Only
   * close(2) is never repeated: on Linux an interrupted one has closed the number, which may be
   * another file's by then.
   */
  static long trySyscall(Syscall call, long... a) {
    while (true) {
      long result =
          invoke(
              SYSCALL, call.number(), at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5));
      if (result != -EINTR || call == Syscall.CLOSE) {
        return result;
      }
    }
  }

  /** Calls a function that returns an error number, as the posix_spawn family does. */
  static void checked(String name, MemorySegment function, long... a) {
    long result =
        invoke(function, at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6));
    if ((int) result != 0) {
      throw new SystemCallException(name, Math.abs((int) result));
    }
  }

  private static long at(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }

  private static long invoke(
      MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURE);
      // Sound: the callee reads only words we pass; every pointer among them belongs to a live
      // arena of the caller.
      long result = (long) CALL.invokeExact(function, state, a, b, c, d, e, f, g);
      return result == -1 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
    } catch (RuntimeException | Error unchecked) {
      throw unchecked;
    } catch (Throwable impossible) {
      throw new LinkageError("native call", impossible);
    }
  }
}
