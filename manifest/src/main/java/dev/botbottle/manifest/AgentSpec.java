package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.List;
import java.util.Optional;

/**
 * An agent as written.
 *
 * @param name its name
 * @param description what it is for, for people
 * @param provider the adapter that runs it; {@code claude} unless written
 * @param command the program and its arguments when the provider is {@code command}, else empty
 * @param bottle the bottle it runs in; the built-in default when absent
 * @param prompt what is added to its instructions
 * @param model the model it asks for, in the provider's own words
 * @param skills directory names of skills
 * @param imports what of the user's own configuration comes along, if it is said
 * @param servers MCP servers it is given
 * @param env variables added to the bottle's
 * @param label what its sessions are called
 * @param origin where it was written
 */
public record AgentSpec(
    String name,
    Optional<String> description,
    String provider,
    List<String> command,
    Optional<String> bottle,
    Optional<PromptSpec> prompt,
    Optional<String> model,
    List<String> skills,
    Optional<Imports> imports,
    List<McpSpec> servers,
    List<EnvEntry> env,
    Optional<String> label,
    Origin origin) {
  public AgentSpec {
    command = List.copyOf(command);
    skills = List.copyOf(skills);
    servers = List.copyOf(servers);
    env = List.copyOf(env);
  }
}
