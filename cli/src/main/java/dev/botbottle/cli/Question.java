package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.posix.Terminal;
import dev.botbottle.scan.Secret;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Questions to the person at the terminal. */
final class Question {
  /** As long as a line of a terminal can be (termios(3), canonical mode). */
  private static final int LONGEST = 4096;

  private Question() {}

  /** Goes on only after a yes. */
  static void confirm(String text) {
    if (!yes(text, "add --yes once you have read the plan (--dry-run shows it)")) {
      throw new BottleException(ExitCode.NOT_CONFIRMED, "not started", "");
    }
  }

  /** Whether the person at the terminal says yes; {@code hint} is for where there is none. */
  static boolean yes(String text, String hint) {
    if (!Terminal.isTerminal(0)) {
      throw new BottleException(
          ExitCode.NOT_CONFIRMED, "could not ask for a yes: there is no terminal", hint);
    }
    System.err.print(text + " [y/N] ");
    System.err.flush();
    byte[] answer = line().orElse(new byte[0]);
    String word = new String(answer, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  /** A value typed without echo. */
  static Secret secret(String text) {
    if (!Terminal.isTerminal(0)) {
      throw new BottleException(
          ExitCode.NO_SECRET,
          "could not ask for \"" + text + "\": there is no terminal",
          "take the value from the environment instead: ${NAME}");
    }
    System.err.print(text + ": ");
    System.err.flush();
    byte[] settings = Terminal.settings(0);
    // A signal ends the process here, and the terminal is not to stay silent.
    Thread putBack = new Thread(() -> Terminal.restore(0, settings));
    Runtime.getRuntime().addShutdownHook(putBack);
    Optional<byte[]> line;
    try {
      Terminal.withoutEcho(0);
      line = line();
    } finally {
      Terminal.restore(0, settings);
      Runtime.getRuntime().removeShutdownHook(putBack);
      System.err.println();
    }
    byte[] typed =
        line.orElseThrow(() -> new BottleException(ExitCode.NOT_CONFIRMED, "not started", ""));
    Secret secret = Secret.of(typed);
    Arrays.fill(typed, (byte) 0);
    return secret;
  }

  /**
   * What is typed up to the end of the line; empty at the end of the input. Not by a {@code
   * Console}: there is none where the output goes into a pipe.
   */
  private static Optional<byte[]> line() {
    byte[] line = new byte[LONGEST];
    int length = 0;
    int last;
    try {
      // One byte at a time: what is typed ahead is for the agent.
      FileInputStream terminal = new FileInputStream(FileDescriptor.in);
      for (last = terminal.read(); last >= 0 && last != '\n'; last = terminal.read()) {
        if (length < LONGEST) {
          line[length++] = (byte) last;
        }
      }
    } catch (IOException e) {
      last = -1; // the terminal is gone, and with it who would have answered
    }
    byte[] exact = Arrays.copyOf(line, length);
    Arrays.fill(line, (byte) 0);
    return last < 0 ? Optional.empty() : Optional.of(exact);
  }
}
