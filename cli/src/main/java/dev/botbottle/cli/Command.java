package dev.botbottle.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command of {@code bottle}. */
interface Command {
  /** Its name, options and help; a new one at each call. */
  CommandSpec spec();

  /** Carries it out; returns the exit code. */
  int run(Invocation invocation);
}
