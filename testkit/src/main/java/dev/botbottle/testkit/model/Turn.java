package dev.botbottle.testkit.model;

/** What a scripted model says when it is its turn. */
public sealed interface Turn {
  /** An answer in words, which ends the agent's turn. */
  record Text(String text) implements Turn {}

  /** A call of the agent's shell tool. */
  record Bash(String command) implements Turn {}

  /**
   * A call of any tool, made once the agent offers it: servers of tools connect aside.
   *
   * @param name the tool's name
   * @param input its input, a JSON object
   */
  record Tool(String name, String input) implements Turn {}
}
