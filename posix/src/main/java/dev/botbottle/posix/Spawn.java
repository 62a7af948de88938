package dev.botbottle.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One program to start: exactly these arguments, this environment and these descriptors, nothing
 * inherited.
 *
 * <p>posix_spawn(3) is used because ProcessBuilder passes no descriptor above 2. Call {@link
 * #start} from a platform thread that outlives the child when the child asks for a parent-death
 * signal: the signal follows the thread, not the process (prctl(2), PR_SET_PDEATHSIG).
 *
 * @param command the program's absolute path and its arguments
 * @param environment the whole environment
 * @param descriptors descriptor number in the child → descriptor here; 0, 1 and 2 read and write
 *     {@code /dev/null} when absent
 * @param terminal the path of a terminal that becomes the child's 0, 1 and 2
 * @param controlling whether that becomes its controlling terminal too; else whoever begins a
 *     session below the child may have it
 */
public record Spawn(
    List<String> command,
    Map<String, String> environment,
    SortedMap<Integer, Descriptor> descriptors,
    Optional<String> terminal,
    boolean controlling) {
  // glibc's structs are 80 (file actions) and 336 bytes (attributes); room to spare.
  private static final int STRUCT = 512;
  private static final int SIGNAL_SET = 128; // sizeof sigset_t
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;

  public Spawn {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    descriptors = new TreeMap<>(descriptors);
  }

  /** Without a terminal: a new session, so that the user's terminal cannot be typed into. */
  public static Spawn of(
      List<String> command, Map<String, String> environment, Map<Integer, Descriptor> descriptors) {
    return new Spawn(command, environment, new TreeMap<>(descriptors), Optional.empty(), false);
  }

  /** Starts it; throws {@link SystemCallException} when the program cannot be executed. */
  public Child start() {
    try (Arena arena = Arena.ofConfined()) {
      List<Descriptor> high = new ArrayList<>();
      try {
        MemorySegment actions = fileActions(arena, high);
        MemorySegment attributes = attributes(arena);
        MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
        List<String> variables = new ArrayList<>(environment.size());
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        Libc.checked(
            "start " + command.getFirst(),
            Libc.symbol("posix_spawn"),
            pid.address(),
            arena.allocateFrom(command.getFirst()).address(),
            actions.address(),
            attributes.address(),
            strings(arena, command).address(),
            strings(arena, variables).address());
        Libc.checked(
            "posix_spawn_file_actions_destroy",
            Libc.symbol("posix_spawn_file_actions_destroy"),
            actions.address());
        return new Child(pid.get(ValueLayout.JAVA_INT, 0));
      } finally {
        high.forEach(Descriptor::close);
      }
    }
  }

  private MemorySegment fileActions(Arena arena, List<Descriptor> high) {
    MemorySegment actions = arena.allocate(STRUCT, 16);
    Libc.checked(
        "posix_spawn_file_actions_init",
        Libc.symbol("posix_spawn_file_actions_init"),
        actions.address());
    MemorySegment open = Libc.symbol("posix_spawn_file_actions_addopen");
    MemorySegment dup2 = Libc.symbol("posix_spawn_file_actions_adddup2");
    int top = Math.max(2, descriptors.isEmpty() ? 0 : descriptors.lastKey());
    // First lift every source above the highest target, so that no dup2 overwrites a source.
    Map<Integer, Integer> lifted = new TreeMap<>();
    descriptors.forEach((target, source) -> {
      Descriptor copy = source.duplicateAbove(top + 1);
      high.add(copy);
      lifted.put(target, copy.number());
    });
    for (int target = 0; target <= top; target++) {
      Integer source = lifted.get(target);
      if (source != null) {
        Libc.checked("adddup2", dup2, actions.address(), source, target);
      } else if (target <= 2) {
        String path = terminal.orElse("/dev/null");
        Libc.checked(
            "addopen",
            open,
            actions.address(),
            target,
            arena.allocateFrom(path).address(),
            Descriptor.READ_WRITE | (controlling ? 0 : Descriptor.NO_TERMINAL),
            0);
      } else {
        throw new IllegalArgumentException("descriptors of a child have no gaps: " + target);
      }
    }
    // No program of the host starts in a project's directory.
    Libc.checked(
        "addchdir",
        Libc.symbol("posix_spawn_file_actions_addchdir_np"),
        actions.address(),
        arena.allocateFrom("/").address());
    // Everything else this process has open stays here, whoever opened it (glibc 2.34 or later).
    Libc.checked(
        "addclosefrom",
        Libc.symbol("posix_spawn_file_actions_addclosefrom_np"),
        actions.address(),
        top + 1L);
    return actions;
  }

  private MemorySegment attributes(Arena arena) {
    MemorySegment attributes = arena.allocate(STRUCT, 16);
    Libc.checked("posix_spawnattr_init", Libc.symbol("posix_spawnattr_init"), attributes.address());
    MemorySegment none = arena.allocate(SIGNAL_SET);
    // The JVM ignores SIGPIPE and blocks some signals; a program expects neither.
    Libc.checked(
        "setsigdefault",
        Libc.symbol("posix_spawnattr_setsigdefault"),
        attributes.address(),
        signalsToReset(arena).address());
    Libc.checked(
        "setsigmask",
        Libc.symbol("posix_spawnattr_setsigmask"),
        attributes.address(),
        none.address());
    Libc.checked(
        "setflags",
        Libc.symbol("posix_spawnattr_setflags"),
        attributes.address(),
        SETSIGDEF | SETSIGMASK | SETSID);
    return attributes;
  }

  private static MemorySegment signalsToReset(Arena arena) {
    // SIGKILL (9) and SIGSTOP (19) cannot be reset; glibc's own 32 and 33 can, and are ignored in
    // the child when they are not.
    long mask = ~((1L << 8) | (1L << 18));
    MemorySegment signals = arena.allocate(SIGNAL_SET, 8);
    signals.set(ValueLayout.JAVA_LONG, 0, mask);
    return signals;
  }

  /** Pointers to the strings and a zero; as words, like all that goes to the C library here. */
  private static MemorySegment strings(Arena arena, List<String> values) {
    MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, values.size() + 1L);
    for (int i = 0; i < values.size(); i++) {
      array.set(ValueLayout.JAVA_LONG, 8L * i, arena.allocateFrom(values.get(i)).address());
    }
    return array;
  }
}
