package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.List;

/** An MCP server that a manifest gives to an agent. Nothing in it is a credential. */
public sealed interface McpSpec {
  /** What the agent's program calls it. */
  String name();

  /** Where it was written. */
  Origin origin();

  /**
   * One over standard streams, run inside.
   *
   * @param command the program and its arguments
   * @param env the names of those variables of the bottle that it is given
   */
  record Local(String name, List<String> command, List<String> env, Origin origin)
      implements McpSpec {
    public Local {
      command = List.copyOf(command);
      env = List.copyOf(env);
    }
  }

  /**
   * A remote one, reached by a route of the bottle, whose secrets are its credentials.
   *
   * @param url its address, http or https
   * @param events whether it speaks server-sent events alone, as servers did before 2025-03-26
   */
  record Remote(String name, String url, boolean events, Origin origin) implements McpSpec {}
}
