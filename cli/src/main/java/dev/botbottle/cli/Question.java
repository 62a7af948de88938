package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.posix.Terminal;
import dev.botbottle.scan.Secret;
import java.io.Console;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** Questions to the person at the terminal. */
final class Question {
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
    String answer = console().readLine();
    String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
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
    char[] typed = console().readPassword("%s: ", text);
    if (typed == null) {
      throw new BottleException(ExitCode.NOT_CONFIRMED, "not started", "");
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);
    bytes.rewind();
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    Arrays.fill(typed, '\0');
    Secret secret = Secret.of(value);
    Arrays.fill(value, (byte) 0);
    return secret;
  }

  private static Console console() {
    return Objects.requireNonNull(System.console(), "a terminal has a console");
  }
}
