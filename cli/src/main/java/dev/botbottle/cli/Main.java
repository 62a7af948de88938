package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** The program {@code bottle}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean debug = takeDebug(words);
    int code;
    try {
      code = Cli.run(words);
    } catch (BottleException e) {
      System.err.println("bottle: " + e.getMessage());
      if (!e.hint().isEmpty()) {
        System.err.println("  " + e.hint());
      }
      trace(e, debug);
      code = e.exit().code();
    } catch (RuntimeException e) {
      // The outermost frame: an error of ours, told in one line.
      System.err.println("bottle: something went wrong inside bot-bottle: " + e);
      System.err.println("  --debug before the command shows where; please report it");
      trace(e, debug);
      code = ExitCode.INTERNAL.code();
    }
    System.out.flush();
    // Not System.exit: a thread that waits for the keyboard must not hold the process up, and
    // nothing is left for shutdown hooks.
    Runtime.getRuntime().halt(code);
  }

  private static boolean takeDebug(List<String> words) {
    boolean debug = !words.isEmpty() && words.getFirst().equals("--debug");
    if (debug) {
      words.removeFirst();
    }
    return debug;
  }

  private static void trace(RuntimeException e, boolean debug) {
    if (debug) {
      e.printStackTrace();
    }
  }
}
