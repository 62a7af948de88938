package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.posix.Terminal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How far the reading of a file has come, for a user who waits at a terminal longer than a moment:
 * a line on stderr that moves and is taken away at the end; with {@code NO_COLOR} one that stands.
 */
final class Progress implements AutoCloseable {
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final int MEGABYTE = 1_000_000;

  /** To the line's beginning, and nothing on it (ECMA-48, EL). */
  private static final String TAKEN_AWAY = "\r\u001b[K";

  /** How it is shown. */
  enum Manner {
    /** Not at all: nobody looks. */
    HIDDEN,
    /** Once. */
    STANDING,
    /** Again and again. */
    MOVING
  }

  private final String what;
  private final String hint;
  private final Manner manner;
  private final PrintStream to;
  private final LongSupplier clock;
  private final long begun;
  private long shown;
  private boolean isShown;

  /**
   * Nothing has been read.
   *
   * @param what what is done with the file
   * @param hint what else the user should know; may be empty
   * @param clock nanoseconds from anywhere
   */
  Progress(String what, String hint, Manner manner, PrintStream to, LongSupplier clock) {
    this.what = what;
    this.hint = hint;
    this.manner = manner;
    this.to = to;
    this.clock = clock;
    this.begun = clock.getAsLong();
  }

  /** On this user's terminal, if there is one. */
  static Progress of(Host host, String what, String hint) {
    boolean still =
        host.variable("NO_COLOR").filter(value -> !value.isEmpty()).isPresent()
            || host.variable("TERM").filter("dumb"::equals).isPresent();
    Manner manner = still ? Manner.STANDING : Manner.MOVING;
    return new Progress(
        what, hint, Terminal.isTerminal(2) ? manner : Manner.HIDDEN, System.err, System::nanoTime);
  }

  /** A file whose reading is watched. */
  InputStream reading(Path file) throws IOException {
    long size = Files.size(file);
    return new FilterInputStream(Files.newInputStream(file)) {
      private long done;

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        done += Math.max(count, 0);
        show(done, size);
        return count;
      }
    };
  }

  private void show(long done, long size) {
    long now = clock.getAsLong();
    if (manner == Manner.HIDDEN
        || now - begun < PATIENCE_NANOS
        || (isShown && (manner == Manner.STANDING || now - shown < INTERVAL_NANOS))) {
      return;
    }
    String megabytes = size / MEGABYTE + " MB";
    if (manner == Manner.STANDING) {
      to.println("bottle: " + what + " (" + megabytes + ")" + hint);
    } else {
      long percent = Math.min(99, 100 * done / Math.max(size, 1));
      to.print(TAKEN_AWAY + "bottle: " + what + ": " + percent + " % of " + megabytes + hint);
      to.flush();
    }
    shown = now;
    isShown = true;
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (isShown && manner == Manner.MOVING) {
      to.print(TAKEN_AWAY);
      to.flush();
    }
  }
}
