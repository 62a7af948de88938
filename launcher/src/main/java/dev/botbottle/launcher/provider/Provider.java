package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.manifest.Imports;
import dev.botbottle.manifest.McpSpec;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The adapter to one agent program. */
public sealed interface Provider
    permits ClaudeProvider, CommandProvider, DemoProvider, ShellProvider {
  /** The word a manifest and {@code bottle start} name it by. */
  String name();

  /** Whether the user's directory becomes the workspace. */
  boolean usesWorkspace();

  /**
   * What a session of this program needs. Looks things up on the host and changes nothing.
   *
   * @throws dev.botbottle.launcher.host.BottleException when the program or its secret cannot be
   *     had
   */
  Needs needs(Request request);

  /**
   * Where a session of this program must be able to call, whether or not it can start here. Lets
   * {@code explain} answer without a token.
   */
  List<Route> routes(Request request);

  /**
   * The file of the home that the program reads as instructions in every session, if it has one.
   * What the agent should know of its bottle is put there.
   */
  default Optional<String> instructionsFile() {
    return Optional.empty();
  }

  /** Every built-in provider that {@code start} knows by name. */
  static List<Provider> builtIn() {
    return List.of(new ClaudeProvider(), new ShellProvider(), new DemoProvider(0, false));
  }

  /** The built-in provider of this name. */
  static Optional<Provider> named(String name) {
    for (Provider provider : builtIn()) {
      if (provider.name().equals(name)) {
        return Optional.of(provider);
      }
    }
    return Optional.empty();
  }

  /**
   * What a provider is asked with.
   *
   * @param host the machine and the user
   * @param session the session's id
   * @param workspace the workspace's path inside, or the home's when there is none
   * @param prompt the task of a run without a conversation
   * @param systemPrompt what the manifest adds to the agent's instructions
   * @param model the model the manifest names
   * @param arguments the user's own arguments
   * @param imports what of the user's own configuration of the program comes along
   * @param servers MCP servers the manifest gives the agent
   * @param granted what the bottle grants besides what the provider asks for
   * @param placeholders makes the placeholder of a secret from its name and the shape clients
   *     expect
   */
  record Request(
      Host host,
      String session,
      String workspace,
      Optional<String> prompt,
      Optional<String> systemPrompt,
      Optional<String> model,
      List<String> arguments,
      Imports imports,
      List<McpSpec> servers,
      Granted granted,
      PlaceholderSource placeholders) {
    public Request {
      arguments = List.copyOf(arguments);
      servers = List.copyOf(servers);
    }
  }

  /**
   * What a bottle grants by itself.
   *
   * @param policy what it lets through
   * @param variables the names of the variables it sets
   * @param shown the folders of the host that are inside, as paths without links
   */
  record Granted(Policy policy, Set<String> variables, List<Path> shown) {
    /** Nothing. */
    public static final Granted NOTHING =
        new Granted(new Policy(List.of(), List.of()), Set.of(), List.of());

    public Granted {
      variables = Set.copyOf(variables);
      shown = List.copyOf(shown);
    }
  }

  /** Makes placeholders. */
  interface PlaceholderSource {
    /** A stand-in that begins like the real thing, so that clients accept it. */
    String placeholder(String secret, String shape);
  }
}
