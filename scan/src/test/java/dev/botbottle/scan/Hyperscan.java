package dev.botbottle.scan;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The machine's own Hyperscan or Vectorscan (Debian: {@code libhyperscan5} or {@code
 * libvectorscan5}), to measure against; called by the foreign-function API. What is used of it is
 * described in its "Developer's Reference", chapters "Compiling Patterns" and "Scanning".
 */
final class Hyperscan {
  /** One expression and whether letters match in either case. */
  record Expression(String text, boolean ignoreCase) {}

  private static final int CASELESS = 1;
  private static final int SINGLE_MATCH = 8;
  private static final int BLOCK_MODE = 1;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final java.lang.foreign.AddressLayout POINTER = ValueLayout.ADDRESS;

  private final Arena arena = Arena.ofAuto();
  private final MethodHandle scan;
  private final MemorySegment database;
  private final MemorySegment scratch;
  private final MemorySegment onMatch;
  private final int dropped;

  private Hyperscan(SymbolLookup library, List<Expression> all) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle compile =
        linker.downcallHandle(
            library.findOrThrow("hs_compile_multi"),
            FunctionDescriptor.of(
                INT, POINTER, POINTER, POINTER, INT, INT, POINTER, POINTER, POINTER));
    MethodHandle allocate =
        linker.downcallHandle(
            library.findOrThrow("hs_alloc_scratch"), FunctionDescriptor.of(INT, POINTER, POINTER));
    scan =
        linker.downcallHandle(
            library.findOrThrow("hs_scan"),
            FunctionDescriptor.of(INT, POINTER, POINTER, INT, INT, POINTER, POINTER, POINTER));
    MethodHandle matched =
        MethodHandles.lookup()
            .findStatic(
                Hyperscan.class,
                "matched",
                MethodType.methodType(
                    int.class, int.class, long.class, long.class, int.class, MemorySegment.class));
    onMatch =
        linker.upcallStub(
            matched, FunctionDescriptor.of(INT, INT, LONG, LONG, INT, POINTER), arena);
    List<Expression> expressions = new ArrayList<>(all);
    MemorySegment out = arena.allocate(POINTER);
    MemorySegment error = arena.allocate(POINTER);
    while (compile(compile, expressions, out, error) != 0) {
      // What it cannot take (too long a repeat) it is measured without.
      MemorySegment told = error.get(POINTER, 0).reinterpret(16);
      int index = told.get(INT, 8);
      if (index < 0 || index >= expressions.size()) {
        throw new IllegalStateException("Hyperscan took none of the expressions");
      }
      expressions.remove(index);
    }
    dropped = all.size() - expressions.size();
    database = out.get(POINTER, 0);
    out.set(POINTER, 0, MemorySegment.NULL);
    if ((int) allocate.invokeExact(database, out) != 0) {
      throw new IllegalStateException("Hyperscan has no memory");
    }
    scratch = out.get(POINTER, 0);
  }

  private int compile(
      MethodHandle compile, List<Expression> expressions, MemorySegment out, MemorySegment error)
      throws Throwable {
    int count = expressions.size();
    MemorySegment texts = arena.allocate(POINTER, count);
    MemorySegment flags = arena.allocate(INT, count);
    MemorySegment ids = arena.allocate(INT, count);
    for (int i = 0; i < count; i++) {
      Expression each = expressions.get(i);
      texts.setAtIndex(POINTER, i, arena.allocateFrom(each.text()));
      flags.setAtIndex(INT, i, SINGLE_MATCH | (each.ignoreCase() ? CASELESS : 0));
      ids.setAtIndex(INT, i, i);
    }
    return (int)
        compile.invokeExact(texts, flags, ids, count, BLOCK_MODE, MemorySegment.NULL, out, error);
  }

  /** The library with these expressions, each reported once; empty when the machine has none. */
  static Optional<Hyperscan> of(List<Expression> expressions) {
    for (String folder :
        List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")) {
      Path file = Path.of(folder, "libhs.so.5");
      if (Files.exists(file)) {
        try {
          return Optional.of(
              new Hyperscan(SymbolLookup.libraryLookup(file, Arena.global()), expressions));
        } catch (Throwable e) {
          throw new IllegalStateException("could not use " + file, e);
        }
      }
    }
    return Optional.empty();
  }

  /** Expressions it could not take. */
  int dropped() {
    return dropped;
  }

  /** Native memory for a text. */
  MemorySegment text(byte[] bytes) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }

  /** Runs over a text; returns its status. */
  int scan(MemorySegment text) {
    try {
      return (int)
          scan.invokeExact(
              database, text, (int) text.byteSize(), 0, scratch, onMatch, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called by the library for each match; goes on. */
  @SuppressWarnings("UnusedVariable")
  static int matched(int id, long from, long to, int flags, MemorySegment context) {
    return 0;
  }
}
