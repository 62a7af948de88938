package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An agent as a single Markdown file: keys at its head, its prompt as body. A sub-agent file of
 * Claude Code is one; what only Claude Code understands of it is left out.
 */
public final class AgentFile {
  /** What Claude Code's own sub-agent files may say besides (its documentation, "Subagents"). */
  static final List<String> LEFT_OUT =
      List.of(
          "tools",
          "disallowedTools",
          "permissionMode",
          "color",
          "hooks",
          "mcpServers",
          "maxTurns",
          "memory",
          "background",
          "effort",
          "isolation",
          "initialPrompt");

  static final List<String> KEYS =
      List.of(
          "name", "description", "provider", "bottle", "model", "skills", "import", "env", "label");

  private AgentFile() {}

  /**
   * The agent in a file.
   *
   * @param fileName the name shown in problems; what stands before {@code .md} names an agent that
   *     has no {@code name}
   * @param content the bytes of the file
   * @param scope whose file it is, with the bottles it may name
   */
  public static AgentSpec read(String fileName, byte[] content, Scope scope)
      throws ManifestException {
    String text = ManifestReader.text(fileName, content);
    Problems problems = new Problems(fileName, text, scope);
    FrontMatter.Parts parts = FrontMatter.read(text, problems);
    List<String> known = new ArrayList<>(KEYS);
    known.addAll(LEFT_OUT);
    Fields fields = new Fields(head(parts.head()), problems, known);
    String name = name(fields, fileName, problems);
    AgentSpec agent = new AgentDecoder(problems, Set.of()).agent(name, parts.head().at(), fields);
    problems.raise();
    return new AgentSpec(
        agent.name(),
        agent.description(),
        agent.provider(),
        agent.command(),
        agent.bottle(),
        parts.body().isBlank() ? Optional.empty() : Optional.of(new PromptSpec.Text(parts.body())),
        agent.model(),
        agent.skills(),
        agent.imports(),
        agent.servers(),
        agent.env(),
        agent.label(),
        agent.origin());
  }

  /** The keys of the file that have no effect here. */
  public static List<String> leftOut(String fileName, byte[] content) throws ManifestException {
    String text = ManifestReader.text(fileName, content);
    Problems problems = new Problems(fileName, text, Scope.USER);
    List<String> found = new ArrayList<>();
    for (Node.Field field : FrontMatter.read(text, problems).head().fields()) {
      if (LEFT_OUT.contains(field.key())) {
        found.add(field.key());
      }
    }
    return found;
  }

  /** As the decoder of agents wants it: lists written with commas, {@code inherit} left out. */
  private static Node.Obj head(Node.Obj head) {
    List<Node.Field> fields = new ArrayList<>();
    for (Node.Field field : head.fields()) {
      Node value = field.value();
      if (field.key().equals("model")
          && value instanceof Node.Text text
          && text.value().equals("inherit")) {
        continue;
      }
      boolean list = field.key().equals("skills") || field.key().equals("import");
      if (list && value instanceof Node.Text text) {
        List<Node> items = new ArrayList<>();
        for (String word : text.value().split(",", -1)) {
          if (!word.isBlank()) {
            items.add(new Node.Text(text.at(), word.strip()));
          }
        }
        value = new Node.Arr(text.at(), items);
      }
      fields.add(new Node.Field(field.at(), field.key(), value));
    }
    return new Node.Obj(head.at(), fields);
  }

  private static String name(Fields fields, String fileName, Problems problems) {
    Optional<Node.Text> written = fields.text("name", "the agent's name");
    if (written.isPresent()) {
      if (!Names.valid(written.get().value())) {
        problems.expected(written.get(), "a name for the agent", Names.HINT);
      }
      return written.get().value();
    }
    String last = fileName.substring(fileName.lastIndexOf('/') + 1);
    String stem = last.endsWith(".md") ? last.substring(0, last.length() - 3) : last;
    if (!Names.valid(stem)) {
      problems.add(fields.at(), "expected \"name\" among the keys, found none", Names.HINT);
    }
    return stem;
  }

  /** The agent as such a file; {@code command} agents have none. */
  public static String print(AgentSpec agent, String prompt) {
    StringBuilder out = new StringBuilder("---\n");
    line(out, "name", Optional.of(agent.name()));
    line(out, "description", agent.description());
    line(out, "provider", Optional.of(agent.provider()).filter(name -> !name.equals("claude")));
    line(out, "bottle", agent.bottle());
    line(out, "model", agent.model());
    if (!agent.skills().isEmpty()) {
      out.append("skills: [").append(String.join(", ", agent.skills())).append("]\n");
    }
    if (agent.imports().isPresent()) {
      out.append("import: [").append(String.join(", ", agent.imports().get().written()));
      out.append("]\n");
    }
    line(out, "label", agent.label());
    if (!agent.env().isEmpty()) {
      out.append("env:\n");
      for (EnvEntry entry : agent.env()) {
        line(out, "  " + entry.name(), text(entry.value()));
      }
    }
    return out.append("---\n\n").append(prompt.strip()).append('\n').toString();
  }

  /** A value such a file can say; the long form has no place in it. */
  private static Optional<String> text(EnvValue value) {
    return switch (value) {
      case EnvValue.Literal literal -> Optional.of(literal.text());
      case EnvValue.FromHost from -> Optional.of("${" + from.variable() + "}");
      case EnvValue.Prompt prompt -> Optional.of("?" + prompt.question());
      case EnvValue.FromSource _, EnvValue.Placeholder _ -> Optional.empty();
    };
  }

  private static void line(StringBuilder out, String key, Optional<String> value) {
    if (value.isEmpty()) {
      return;
    }
    String text = value.get();
    out.append(key).append(": \"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    out.append("\"\n");
  }
}
