package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** One command of {@code bottle}. */
interface Command {
  /** The word it is called by. */
  String name();

  /** Its options and help; a new one at each call. */
  CommandSpec spec();

  /**
   * Begins what can begin before the words have been parsed, if they look as if it will be needed.
   * What it begins is undone when the command does not come to need it.
   */
  default void foresee(List<String> words, Supplier<Host> host) {}

  /** Undoes what was foreseen and not used. */
  default void forget() {}

  /**
   * Whether what crashed sessions left is cleared away before it is carried out; invariant 5 asks
   * that of every command. One that says no does so itself at a better moment, or is run by a shell
   * at a press of the tabulator key, where neither a message nor a wait has a place.
   */
  default boolean reapsFirst() {
    return true;
  }

  /** Carries it out; returns the exit code. */
  int run(Invocation invocation);
}
