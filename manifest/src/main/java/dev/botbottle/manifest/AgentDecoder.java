package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decodes one agent. */
final class AgentDecoder {
  static final List<String> KEYS =
      List.of(
          "description",
          "provider",
          "command",
          "bottle",
          "prompt",
          "model",
          "skills",
          "import",
          "mcp",
          "env",
          "label");
  static final List<String> PROMPT_KEYS = List.of("file");

  private final Problems problems;
  private final Set<String> bottles;

  /** A decoder of agents that may name these bottles, besides those of other files. */
  AgentDecoder(Problems problems, Set<String> bottles) {
    this.problems = problems;
    this.bottles = bottles;
  }

  AgentSpec agent(String name, Node.Mark at, Fields fields) {
    Optional<Node.Text> provider = fields.text("provider", "the name of a provider");
    if (provider.isPresent() && !Names.valid(provider.get().value())) {
      problems.expected(provider.get(), "the name of a provider", "such as \"claude\"");
    }
    String providerName = Fields.value(provider).orElse("claude");
    List<String> command = command(fields, providerName.equals("command"));
    Optional<Node.Text> bottle = fields.text("bottle", "the name of a bottle");
    if (bottle.isPresent()) {
      check(bottle.get());
    }
    List<String> skills = new ArrayList<>();
    for (Node.Text skill : fields.texts("skills", "skill")) {
      if (Names.valid(skill.value())) {
        skills.add(skill.value());
      } else {
        problems.expected(skill, "the directory name of a skill, not a path", "");
      }
    }
    Optional<Imports> imports = imports(fields, providerName);
    return new AgentSpec(
        name,
        fields.string("description", "a text"),
        providerName,
        command,
        Fields.value(bottle),
        prompt(fields),
        model(fields),
        skills,
        imports,
        new McpDecoder(problems).decode(fields, providerName, imports),
        EnvDecoder.decode(fields, problems),
        fields.string("label", "a text"),
        problems.origin(at));
  }

  private void check(Node.Text bottle) {
    String name = bottle.value();
    if (bottles.contains(name) || problems.scope().open(name, ProjectUse.USE)) {
      return;
    }
    if (problems.scope().others().containsKey(name)) {
      problems.expected(
          bottle,
          "a bottle of this file, or one of yours that is open to projects",
          "add \"projects\": [\"use\"] to " + name + " in your own manifest");
      return;
    }
    // The bottle called default exists without being written.
    if (!name.equals("default")) {
      problems.expected(bottle, "the name of a bottle of this file", Nearest.hint(name, bottles));
    }
  }

  private Optional<PromptSpec> prompt(Fields fields) {
    Node node = fields.get("prompt");
    if (node instanceof Node.Obj object) {
      Fields file = new Fields(object, problems, PROMPT_KEYS);
      if (!file.has("file")) {
        problems.expected(object, "\"file\" in the object", "write { \"file\": \"prompt.md\" }");
        return Optional.empty();
      }
      Optional<String> path = Paths.inside(file.text("file", "the path of a text file"), problems);
      return path.isPresent() ? Optional.of(new PromptSpec.File(path.get())) : Optional.empty();
    }
    Optional<String> text = fields.string("prompt", "a text or { \"file\": \"…\" }");
    return text.isPresent() ? Optional.of(new PromptSpec.Text(text.get())) : Optional.empty();
  }

  /** It becomes an argument of the agent's program: no option may be made of it. */
  private Optional<String> model(Fields fields) {
    Optional<Node.Text> model = fields.text("model", "the name of a model");
    if (model.isEmpty()) {
      return Optional.empty();
    }
    String name = model.get().value();
    boolean plain = name.length() <= 128 && !name.startsWith("-");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      plain &=
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._-:/@[]".indexOf(c) >= 0;
    }
    if (!plain) {
      problems.expected(model.get(), "the name of a model", "such as \"sonnet\"");
      return Optional.empty();
    }
    return Optional.of(name);
  }

  private Optional<Imports> imports(Fields fields, String provider) {
    Node written = fields.get("import");
    if (written == null) {
      return Optional.empty();
    }
    if (problems.scope().project()) {
      problems.expected(
          written,
          "no \"import\" in a project's manifest: what is yours comes along with your own agents",
          "make an agent of your own manifest for it");
      return Optional.empty();
    }
    if (!provider.equals("claude")) {
      problems.expected(written, "\"import\" only beside the provider \"claude\"", "remove it");
    }
    List<String> words = new ArrayList<>();
    List<String> servers = new ArrayList<>();
    for (Node item : fields.items("import", "word")) {
      String word = item instanceof Node.Text text ? text.value() : "";
      String server =
          word.startsWith(Imports.SERVER) ? word.substring(Imports.SERVER.length()) : "";
      if (!Imports.WORDS.contains(word) && !Names.valid(server)) {
        problems.expected(
            item,
            "one of " + String.join(", ", Imports.WORDS) + ", mcp:NAME",
            Nearest.question(word, Imports.WORDS));
      } else if (words.contains(word)) {
        problems.expected(item, "each word once", "remove it");
      } else {
        words.add(word);
        if (!server.isEmpty()) {
          servers.add(server);
        }
      }
    }
    return Optional.of(
        new Imports(
            words.contains(Imports.INSTRUCTIONS),
            words.contains(Imports.SETTINGS),
            words.contains(Imports.COMMANDS),
            words.contains(Imports.AGENTS),
            servers));
  }

  private List<String> command(Fields fields, boolean wanted) {
    List<String> command = new ArrayList<>();
    for (Node item : fields.items("command", "string")) {
      if (item instanceof Node.Text text && text.value().indexOf('\0') < 0) {
        command.add(text.value());
      } else {
        problems.expected(item, "a string", "");
      }
    }
    Node written = fields.get("command");
    if (wanted && (written == null || (written instanceof Node.Arr && command.isEmpty()))) {
      problems.add(
          written == null ? fields.at() : written.at(),
          "expected \"command\" beside \"provider\": \"command\"",
          "write \"command\": [\"program\", \"argument\"]");
    }
    if (!wanted && written != null) {
      problems.add(
          written.at(),
          "expected \"command\" only beside \"provider\": \"command\"",
          "set \"provider\" to \"command\", or remove it");
    }
    return command;
  }
}
