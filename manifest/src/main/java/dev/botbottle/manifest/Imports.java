package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * What of the user's own configuration of Claude Code an agent brings into its bottle.
 *
 * @param instructions the user's memory file and rules
 * @param settings those settings that neither run a program nor hold a credential
 * @param commands the user's slash commands
 * @param agents the user's sub-agents
 * @param servers names of MCP servers of the user's
 */
public record Imports(
    boolean instructions,
    boolean settings,
    boolean commands,
    boolean agents,
    List<String> servers) {
  /** What comes along with an agent that does not say. */
  public static final Imports USUAL = new Imports(true, true, false, false, List.of());

  /** Nothing. */
  public static final Imports NONE = new Imports(false, false, false, false, List.of());

  static final String INSTRUCTIONS = "instructions";
  static final String SETTINGS = "settings";
  static final String COMMANDS = "commands";
  static final String AGENTS = "agents";

  /** What stands before the name of a server. */
  static final String SERVER = "mcp:";

  static final List<String> WORDS = List.of(INSTRUCTIONS, SETTINGS, COMMANDS, AGENTS);

  public Imports {
    servers = List.copyOf(servers);
  }

  /** As a manifest has it. */
  public List<String> written() {
    List<String> words = new ArrayList<>();
    add(words, instructions, INSTRUCTIONS);
    add(words, settings, SETTINGS);
    add(words, commands, COMMANDS);
    add(words, agents, AGENTS);
    for (String server : servers) {
      words.add(SERVER + server);
    }
    return words;
  }

  private static void add(List<String> words, boolean wanted, String word) {
    if (wanted) {
      words.add(word);
    }
  }
}
