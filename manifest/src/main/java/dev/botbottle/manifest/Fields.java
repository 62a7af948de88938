package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object, asked for by name and type. Notes members nobody may write, and values
 * of the wrong type; what it returns then is as if they were absent.
 */
final class Fields {
  private final Node.Obj object;
  private final Problems problems;

  /** The members of an object that may have only these keys. */
  Fields(Node.Obj object, Problems problems, List<String> known) {
    this.object = object;
    this.problems = problems;
    for (Node.Field field : object.fields()) {
      if (!known.contains(field.key())) {
        problems.add(
            field.at(),
            "expected a known key, found " + Problems.quoted(field.key()),
            Nearest.hint(field.key(), known));
      }
    }
  }

  Node.Mark at() {
    return object.at();
  }

  boolean has(String key) {
    return get(key) != null;
  }

  @Nullable Node get(String key) {
    for (Node.Field field : object.fields()) {
      if (field.key().equals(key)) {
        return field.value();
      }
    }
    return null;
  }

  /** A string with something in it. */
  Optional<Node.Text> text(String key, String what) {
    Node node = get(key);
    if (node == null) {
      return Optional.empty();
    }
    return text(node, what, problems);
  }

  /** The value of a string with something in it. */
  Optional<String> string(String key, String what) {
    return value(text(key, what));
  }

  /** The value of a string that may be absent. */
  static Optional<String> value(Optional<Node.Text> text) {
    return text.isPresent() ? Optional.of(text.get().value()) : Optional.empty();
  }

  static Optional<Node.Text> text(Node node, String what, Problems problems) {
    if (node instanceof Node.Text text && !text.value().isBlank()) {
      return Optional.of(text);
    }
    problems.expected(node, what, "");
    return Optional.empty();
  }

  boolean bool(String key, boolean otherwise) {
    Node node = get(key);
    if (node instanceof Node.Bool bool) {
      return bool.value();
    }
    if (node != null) {
      problems.expected(node, "true or false", "");
    }
    return otherwise;
  }

  /** One of these words. */
  Optional<String> word(String key, List<String> words) {
    Node node = get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof Node.Text text && words.contains(text.value())) {
      return Optional.of(text.value());
    }
    String near = node instanceof Node.Text text ? Nearest.question(text.value(), words) : "";
    problems.expected(node, "one of " + String.join(", ", words), near);
    return Optional.empty();
  }

  /** The items of a list; none when the key is absent. */
  List<Node> items(String key, String what) {
    Node node = get(key);
    if (node instanceof Node.Arr list) {
      return list.items();
    }
    if (node != null) {
      boolean one = node instanceof Node.Text;
      problems.expected(
          node, "a list of " + what + "s", one ? "write \"" + key + "\": [\"…\"]" : "");
    }
    return List.of();
  }

  /** A list of strings, each with something in it. */
  List<Node.Text> texts(String key, String what) {
    List<Node.Text> texts = new ArrayList<>();
    for (Node item : items(key, what)) {
      if (item instanceof Node.Text text && !text.value().isBlank()) {
        texts.add(text);
      } else {
        problems.expected(item, "a " + what, "");
      }
    }
    return texts;
  }

  /** A member that is an object, with these keys. */
  Optional<Fields> object(String key, List<String> known) {
    Node node = get(key);
    return node == null ? Optional.empty() : of(node, problems, known);
  }

  /** The members of a node that should be an object. */
  static Optional<Fields> of(Node node, Problems problems, List<String> known) {
    if (node instanceof Node.Obj object) {
      return Optional.of(new Fields(object, problems, known));
    }
    problems.expected(node, "an object", "");
    return Optional.empty();
  }

  /** The members of an object whose keys are the user's own names. */
  List<Node.Field> named(String key, String what) {
    Node node = get(key);
    if (node instanceof Node.Obj names) {
      return names.fields();
    }
    if (node != null) {
      problems.expected(node, "an object of " + what + " by name", "");
    }
    return List.of();
  }
}
