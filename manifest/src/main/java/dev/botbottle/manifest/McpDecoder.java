package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes {@code mcp} of an agent. */
final class McpDecoder {
  static final List<String> KEYS = List.of("command", "env", "url", "type");
  static final List<String> TYPES = List.of("http", "sse");

  /** What the address of a server may have behind its host. */
  private static final String ADDRESS = "._~:/?@!$&'()*+,;=%-";

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_PORT = 5;

  private final Problems problems;

  McpDecoder(Problems problems) {
    this.problems = problems;
  }

  List<McpSpec> decode(Fields agent, String provider, Optional<Imports> imports) {
    Node written = agent.get("mcp");
    if (written != null && !provider.equals("claude")) {
      problems.expected(written, "\"mcp\" only beside the provider \"claude\"", "remove it");
    }
    List<McpSpec> servers = new ArrayList<>();
    for (Node.Field field : agent.named("mcp", "servers")) {
      if (!named(field.key())) {
        problems.add(
            field.at(),
            "expected a name for the server, found " + Problems.quoted(field.key()),
            "use letters, digits, hyphens and underscores, at most " + LONGEST_NAME);
      } else if (imports.isPresent() && imports.get().servers().contains(field.key())) {
        problems.add(
            field.at(),
            "expected a server that \"import\" does not bring already, found "
                + Problems.quoted(field.key()),
            "take \"mcp:" + field.key() + "\" out of \"import\", or rename it here");
      } else {
        Optional<McpSpec> server = server(field);
        if (server.isPresent()) {
          servers.add(server.get());
        }
      }
    }
    return servers;
  }

  private Optional<McpSpec> server(Node.Field field) {
    Optional<Fields> found = Fields.of(field.value(), problems, KEYS);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = found.get();
    Node command = fields.get("command");
    Node url = fields.get("url");
    if ((command == null) == (url == null)) {
      problems.add(
          fields.at(),
          "expected one of \"command\", \"url\" in the object, found "
              + (command == null ? "none" : "both"),
          "\"command\" runs a server inside, \"url\" reaches a remote one");
      return Optional.empty();
    }
    return command != null ? local(field, fields, command) : remote(field, fields);
  }

  private Optional<McpSpec> local(Node.Field field, Fields fields, Node written) {
    refuse(fields, "type", "url");
    List<String> command = new ArrayList<>();
    for (Node item : fields.items("command", "string")) {
      boolean program = command.isEmpty();
      if (item instanceof Node.Text text
          && text.value().indexOf('\0') < 0
          && !(program && text.value().isBlank())) {
        command.add(text.value());
      } else {
        problems.expected(item, program ? "the name of a program" : "a string", "");
      }
    }
    if (written instanceof Node.Arr list && list.items().isEmpty()) {
      problems.expected(written, "a program and its arguments", "");
    }
    List<String> env = new ArrayList<>();
    for (Node item : fields.items("env", "name")) {
      if (item instanceof Node.Text text
          && EnvDecoder.variable(text.value())
          && !env.contains(text.value())) {
        env.add(text.value());
      } else {
        problems.expected(
            item,
            "the name of a variable, once",
            "its value stands under \"env\" of the bottle or the agent");
      }
    }
    return command.isEmpty()
        ? Optional.empty()
        : Optional.of(new McpSpec.Local(field.key(), command, env, problems.origin(field.at())));
  }

  private Optional<McpSpec> remote(Node.Field field, Fields fields) {
    refuse(fields, "env", "command");
    boolean events = fields.word("type", TYPES).orElse("http").equals("sse");
    Optional<Node.Text> url = fields.text("url", "the address of a server");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!isAddress(url.get().value())) {
      // It may have a password in it.
      problems.hidden(
          url.get(),
          "an address such as https://mcp.example.com/mcp, without user information",
          "a credential is a \"secret\" of the route that leads there");
      return Optional.empty();
    }
    return Optional.of(
        new McpSpec.Remote(field.key(), url.get().value(), events, problems.origin(field.at())));
  }

  private void refuse(Fields fields, String key, String beside) {
    Node node = fields.get(key);
    if (node != null) {
      problems.expected(node, "\"" + key + "\" only beside \"" + beside + "\"", "remove it");
    }
  }

  /** {@code http(s)://host(:port)} and a path or a query of printable characters. */
  private static boolean isAddress(String url) {
    int from = url.startsWith("https://") ? 8 : url.startsWith("http://") ? 7 : -1;
    if (from < 0) {
      return false;
    }
    int at = from;
    while (at < url.length() && (isWord(url.charAt(at)) || ".-".indexOf(url.charAt(at)) >= 0)) {
      at++;
    }
    boolean host = at > from;
    if (at < url.length() && url.charAt(at) == ':') {
      int digits = at + 1;
      at++;
      while (at < url.length() && url.charAt(at) >= '0' && url.charAt(at) <= '9') {
        at++;
      }
      host &= at > digits && at - digits <= LONGEST_PORT;
    }
    boolean rest = at == url.length() || url.charAt(at) == '/' || url.charAt(at) == '?';
    for (; at < url.length(); at++) {
      rest &= isWord(url.charAt(at)) || ADDRESS.indexOf(url.charAt(at)) >= 0;
    }
    return host && rest;
  }

  /** What Claude Code takes for the name of a server. */
  private static boolean named(String name) {
    boolean named = !name.isEmpty() && name.length() <= LONGEST_NAME;
    for (int i = 0; i < name.length(); i++) {
      named &= isWord(name.charAt(i)) || "_-".indexOf(name.charAt(i)) >= 0;
    }
    return named;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
