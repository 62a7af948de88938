package dev.botbottle.backends.bubblewrap;

import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.PseudoTerminal;
import dev.botbottle.posix.Terminal;
import dev.botbottle.posix.UserInput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The agent's descriptors 0, 1 and 2: always pipes or the bottle's own terminal, never the user's.
 * With the user's {@code >>out.log} an agent could reopen {@code /proc/self/fd/1} and cut the file.
 */
final class Relay implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  // fcntl.h
  private static final int ACCESS_MODE = 3;
  private static final int READ_ONLY = 0;
  private static final long SIZE_INTERVAL_NANOS = 200_000_000;

  private final Map<Integer, Descriptor> childEnds = new TreeMap<>();
  private final List<Thread> outputs = new ArrayList<>();
  private final Optional<PseudoTerminal> terminal;
  private final Optional<byte[]> settings;
  private final List<Descriptor> ownEnds = new ArrayList<>();
  private volatile boolean closed;
  private volatile Optional<UserInput> userInput = Optional.empty();

  private Relay(Optional<PseudoTerminal> terminal, Optional<byte[]> settings) {
    this.terminal = terminal;
    this.settings = settings;
  }

  /** A terminal of the bottle's own, or three pipes. */
  static Relay open(boolean wantTerminal) {
    if (wantTerminal) {
      PseudoTerminal own = PseudoTerminal.open();
      Terminal.copySize(0, own.control().number());
      return new Relay(Optional.of(own), Optional.of(Terminal.settings(0)));
    }
    return new Relay(Optional.empty(), Optional.empty());
  }

  /** What the agent's process gets. */
  Map<Integer, Descriptor> childEnds() {
    if (terminal.isEmpty() && childEnds.isEmpty()) {
      for (int number = 0; number <= 2; number++) {
        Descriptor[] pipe = Descriptor.pipe();
        childEnds.put(number, pipe[number == 0 ? 0 : 1]);
        ownEnds.add(pipe[number == 0 ? 1 : 0]);
      }
    }
    return childEnds;
  }

  /** The path of the bottle's own terminal. */
  Optional<String> terminalPath() {
    return terminal.map(PseudoTerminal::path);
  }

  /** Begins to pass bytes; called once the agent's process has its ends. */
  void begin() {
    if (terminal.isPresent()) {
      Descriptor control = terminal.get().control();
      Terminal.raw(0);
      followSize(control);
      input(control, false);
      output(control, new FileOutputStream(FileDescriptor.out));
    } else {
      childEnds.values().forEach(Descriptor::close);
      input(ownEnds.get(0), true);
      pipe(ownEnds.get(1), 1, FileDescriptor.out);
      pipe(ownEnds.get(2), 2, FileDescriptor.err);
    }
  }

  /**
   * Passes the size of the user's window on whenever it changes. Asked for instead of waiting for
   * SIGWINCH, which Java has no supported way to receive.
   */
  private void followSize(Descriptor control) {
    Thread.ofPlatform()
        .daemon()
        .name("window")
        .start(() -> {
          while (!closed) {
            Terminal.copySize(0, control.number());
            LockSupport.parkNanos(SIZE_INTERVAL_NANOS);
          }
        });
  }

  private void input(Descriptor to, boolean closeAtEnd) {
    UserInput from = new UserInput();
    userInput = Optional.of(from);
    Thread.ofPlatform()
        .daemon()
        .name("stdin")
        .start(() -> {
          copy(from, to.output());
          if (closeAtEnd) {
            to.close();
          }
        });
  }

  private void output(Descriptor from, OutputStream to) {
    outputs.add(Thread.ofPlatform().daemon().name("output").start(() -> copy(from.input(), to)));
  }

  /**
   * Passes on what the agent writes into a pipe. When it can be written nowhere any more, its
   * reader having gone or the disk being full, the agent's end breaks as it would without a bottle:
   * left open it would hold the agent for ever. A descriptor the user had closed from the beginning
   * takes everything.
   */
  private void pipe(Descriptor from, int number, FileDescriptor to) {
    OutputStream out =
        isWritable(number) ? new FileOutputStream(to) : OutputStream.nullOutputStream();
    outputs.add(
        Thread.ofPlatform()
            .daemon()
            .name("output")
            .start(() -> {
              copy(from.input(), out);
              from.close();
            }));
  }

  /** Whether a descriptor of this process is open for writing (proc_pid_fdinfo(5), flags). */
  private static boolean isWritable(int number) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + number))) {
        if (line.startsWith("flags:")) {
          return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE)
              != READ_ONLY;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // it is closed
    }
  }

  private static void copy(InputStream from, OutputStream to) {
    byte[] buffer = new byte[CHUNK];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        to.write(buffer, 0, count);
        to.flush();
      }
    } catch (IOException e) {
      // one side is gone, which is how a session ends
    }
  }

  /** Waits until everything the ended agent wrote has been passed on. */
  void drain() {
    for (Thread output : outputs) {
      try {
        output.join(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Gives the user's terminal back as it was. */
  @Override
  public void close() {
    closed = true;
    userInput.ifPresent(UserInput::callAway);
    settings.ifPresent(before -> Terminal.restore(0, before));
    terminal.ifPresent(PseudoTerminal::close);
    ownEnds.forEach(Descriptor::close);
  }
}
