package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes {@code env}. */
final class EnvDecoder {
  static final List<String> KEYS = List.of("value", "from", "secret", "hosts");

  private EnvDecoder() {}

  static List<EnvEntry> decode(Fields owner, Problems problems) {
    List<EnvEntry> entries = new ArrayList<>();
    for (Node.Field field : owner.named("env", "variables")) {
      if (!variable(field.key())) {
        problems.add(
            field.at(),
            "expected the name of a variable, found " + Problems.quoted(field.key()),
            "use letters, digits and underscores, no digit first");
        continue;
      }
      Optional<EnvEntry> entry = entry(field, problems);
      if (entry.isPresent()) {
        entries.add(entry.get());
      }
    }
    return entries;
  }

  private static Optional<EnvEntry> entry(Node.Field field, Problems problems) {
    Node node = field.value();
    if (node instanceof Node.Obj object) {
      return object(field, object, problems);
    }
    Optional<EnvValue> value = text(node, problems);
    return value.isPresent()
        ? Optional.of(
            new EnvEntry(field.key(), value.get(), Optional.empty(), problems.origin(field.at())))
        : Optional.empty();
  }

  private static Optional<EnvEntry> object(Node.Field field, Node.Obj object, Problems problems) {
    Fields fields = new Fields(object, problems, KEYS);
    Optional<List<String>> hosts =
        fields.has("hosts") ? Optional.of(hosts(fields, problems)) : Optional.empty();
    int given = 0;
    for (String key : List.of("value", "from", "secret")) {
      given += fields.has(key) ? 1 : 0;
    }
    if (given != 1) {
      problems.add(
          object.at(),
          "expected one of \"value\", \"from\", \"secret\" in the object, found "
              + (given == 0 ? "none" : "several"),
          "");
      return Optional.empty();
    }
    Optional<? extends EnvValue> value = Optional.empty();
    Node text = fields.get("value");
    Node from = fields.get("from");
    if (text != null) {
      value = text(text, problems);
    } else if (from != null) {
      Optional<SecretSource> source = SecretDecoder.source(from, problems);
      value =
          source.isPresent()
              ? Optional.of(new EnvValue.FromSource(source.get()))
              : Optional.empty();
    } else {
      value = placeholder(fields, problems);
    }
    return value.isPresent()
        ? Optional.of(new EnvEntry(field.key(), value.get(), hosts, problems.origin(field.at())))
        : Optional.empty();
  }

  private static Optional<EnvValue> placeholder(Fields fields, Problems problems) {
    Node hosts = fields.get("hosts");
    if (hosts != null) {
      problems.add(
          hosts.at(),
          "expected \"hosts\" only beside a value the agent sees",
          "the route that injects the secret says where it goes; remove \"hosts\"");
    }
    Optional<Node.Text> name = fields.text("secret", "the name of a secret");
    return name.isPresent()
        ? Optional.of(new EnvValue.Placeholder(name.get().value()))
        : Optional.empty();
  }

  private static Optional<EnvValue> text(Node node, Problems problems) {
    if (node instanceof Node.Text text) {
      return value(text, problems);
    }
    boolean plain = node instanceof Node.Num || node instanceof Node.Bool;
    problems.expected(
        node, "a string or { \"value\": …, \"hosts\": […] }", plain ? "put it in quotes" : "");
    return Optional.empty();
  }

  private static Optional<EnvValue> value(Node.Text node, Problems problems) {
    String text = node.value();
    if (text.indexOf('\0') >= 0) {
      problems.expected(node, "a value without NUL", "");
      return Optional.empty();
    }
    if (text.startsWith("?")) {
      return Optional.of(new EnvValue.Prompt(text.substring(1).strip()));
    }
    if (text.startsWith("${") && text.indexOf('}') == text.length() - 1) {
      String variable = text.substring(2, text.length() - 1);
      if (!variable(variable)) {
        problems.expected(node, "${NAME} with the name of a variable of the host", "");
        return Optional.empty();
      }
      return Optional.of(new EnvValue.FromHost(variable));
    }
    return Optional.of(new EnvValue.Literal(text));
  }

  private static List<String> hosts(Fields fields, Problems problems) {
    List<String> hosts = new ArrayList<>();
    for (Node.Text text : fields.texts("hosts", "host name")) {
      Optional<String> host = HostNames.parse(text, true, problems);
      if (host.isPresent()) {
        hosts.add(host.get());
      }
    }
    return hosts;
  }

  /** Whether a shell takes this for the name of a variable (POSIX.1-2017, XBD 3.235). */
  static boolean variable(String name) {
    if (name.isEmpty() || name.length() > 255) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
