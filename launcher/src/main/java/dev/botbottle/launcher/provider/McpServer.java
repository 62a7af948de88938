package dev.botbottle.launcher.provider;

import dev.botbottle.launcher.host.JsonMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An MCP server as Claude Code's configuration has it (its documentation, "Connect Claude Code to
 * tools via MCP").
 *
 * @param type {@code stdio}, {@code http}, {@code sse} or what else is written; {@code stdio} when
 *     nothing is
 * @param command the program of a server over standard streams
 * @param arguments its arguments
 * @param environment its variables
 * @param url the address of a remote one
 * @param headers the header fields sent there
 * @param others the names of all other members
 */
record McpServer(
    String type,
    String command,
    List<String> arguments,
    Map<String, String> environment,
    String url,
    Map<String, String> headers,
    List<String> others) {
  McpServer {
    arguments = List.copyOf(arguments);
    environment = new LinkedHashMap<>(environment);
    headers = new LinkedHashMap<>(headers);
    others = List.copyOf(others);
  }

  /** Nothing of it: variables and headers hold credentials. */
  @Override
  public String toString() {
    return "McpServer[" + type + "]";
  }

  /**
   * The server of this name in the user's scope.
   *
   * @throws IllegalArgumentException when the text is not what it should be; the message quotes
   *     nothing of it
   */
  static Optional<McpServer> find(String name, String text) {
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      in.nextToken();
      return JsonMembers.enter(in, "mcpServers") && JsonMembers.enter(in, name)
          ? Optional.of(server(in))
          : Optional.empty();
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is no JSON");
    }
  }

  private static McpServer server(JsonParser in) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("it is no object");
    }
    String type = "stdio";
    String command = "";
    String url = "";
    List<String> arguments = List.of();
    Map<String, String> environment = Map.of();
    Map<String, String> headers = Map.of();
    List<String> others = new ArrayList<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "type" -> type = text(in);
        case "command" -> command = text(in);
        case "url" -> url = text(in);
        case "args" -> arguments = texts(in);
        case "env" -> environment = named(in);
        case "headers" -> headers = named(in);
        default -> {
          others.add(name);
          in.skipChildren();
        }
      }
    }
    return new McpServer(type, command, arguments, environment, url, headers, others);
  }

  private static String text(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("something of it is no text");
    }
    return in.getString();
  }

  private static List<String> texts(JsonParser in) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("its arguments are no list");
    }
    List<String> texts = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(in));
    }
    return texts;
  }

  private static Map<String, String> named(JsonParser in) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("something of it is no object");
    }
    Map<String, String> named = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      named.put(name, text(in));
    }
    return named;
  }
}
