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
    return text(key, what).map(Node.Text::value);
  }

  static Optional<Node.Text> text(Node node, String what, Problems problems) {
    if (node instanceof Node.Text text && !text.value().isBlank()) {
      return Optional.of(text);
    }
    problems.expected(node, what, "");
    return Optional.empty();
  }

  boolean bool(String key, boolean otherwise) {
    return switch (get(key)) {
      case null -> otherwise;
      case Node.Bool bool -> bool.value();
      case Node node -> {
        problems.expected(node, "true or false", "");
        yield otherwise;
      }
    };
  }

  /** One of these words. */
  Optional<String> word(String key, List<String> words) {
    Optional<Node.Text> text = text(key, "one of " + String.join(", ", words));
    if (text.isPresent() && !words.contains(text.get().value())) {
      Node.Text node = text.get();
      problems.expected(
          node, "one of " + String.join(", ", words), Nearest.question(node.value(), words));
      return Optional.empty();
    }
    return text.map(Node.Text::value);
  }

  /** The items of a list; none when the key is absent. */
  List<Node> items(String key, String what) {
    return switch (get(key)) {
      case null -> List.of();
      case Node.Arr list -> list.items();
      case Node node -> {
        problems.expected(
            node, what, node instanceof Node.Text ? "write \"" + key + "\": [\"…\"]" : "");
        yield List.of();
      }
    };
  }

  /** A list of strings, each with something in it. */
  List<Node.Text> texts(String key, String what) {
    List<Node.Text> texts = new ArrayList<>();
    for (Node item : items(key, "a list of " + what + "s")) {
      text(item, "a " + what, problems).ifPresent(texts::add);
    }
    return texts;
  }

  /** A member that is an object, with these keys. */
  Optional<Fields> object(String key, List<String> known) {
    return switch (get(key)) {
      case null -> Optional.empty();
      case Node node -> of(node, problems, known);
    };
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
    return switch (get(key)) {
      case null -> List.of();
      case Node.Obj names -> names.fields();
      case Node node -> {
        problems.expected(node, "an object of " + what + " by name", "");
        yield List.of();
      }
    };
  }
}
