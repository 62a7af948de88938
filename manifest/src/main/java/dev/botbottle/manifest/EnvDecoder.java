package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decodes {@code env}. */
final class EnvDecoder {
  private static final List<String> KEYS = List.of("value", "hosts");

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
    Optional<List<String>> hosts = Optional.empty();
    if (node instanceof Node.Obj object) {
      Fields fields = new Fields(object, problems, KEYS);
      if (fields.has("hosts")) {
        hosts = Optional.of(hosts(fields, problems));
      }
      node = fields.get("value");
      if (node == null) {
        problems.expected(object, "an object with \"value\"", "");
        return Optional.empty();
      }
    }
    if (!(node instanceof Node.Text text)) {
      boolean plain = node instanceof Node.Num || node instanceof Node.Bool;
      problems.expected(
          node, "a string or { \"value\": …, \"hosts\": […] }", plain ? "put it in quotes" : "");
      return Optional.empty();
    }
    Optional<EnvValue> value = value(text, problems);
    return value.isPresent()
        ? Optional.of(new EnvEntry(field.key(), value.get(), hosts, problems.origin(field.at())))
        : Optional.empty();
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
