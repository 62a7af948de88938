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
      switch (field.value()) {
        case Node.Text text ->
            value(text, problems)
                .ifPresent(value -> entries.add(entry(field, value, Optional.empty(), problems)));
        case Node.Obj object -> {
          Fields fields = new Fields(object, problems, KEYS);
          Optional<List<String>> hosts =
              fields.has("hosts") ? Optional.of(hosts(fields, problems)) : Optional.empty();
          switch (fields.get("value")) {
            case Node.Text text ->
                value(text, problems)
                    .ifPresent(value -> entries.add(entry(field, value, hosts, problems)));
            case null -> problems.expected(object, "an object with \"value\"", "");
            case Node other -> problems.expected(other, "a string", "");
          }
        }
        case Node other ->
            problems.expected(
                other,
                "a string or { \"value\": …, \"hosts\": […] }",
                other instanceof Node.Num || other instanceof Node.Bool ? "put it in quotes" : "");
      }
    }
    return entries;
  }

  private static EnvEntry entry(
      Node.Field field, EnvValue value, Optional<List<String>> hosts, Problems problems) {
    return new EnvEntry(field.key(), value, hosts, problems.origin(field.at()));
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
      HostNames.parse(text, true, problems).ifPresent(hosts::add);
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
