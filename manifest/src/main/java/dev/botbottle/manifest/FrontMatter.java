package dev.botbottle.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines between two {@code ---} at the head of a Markdown file, as nodes with positions. Reads
 * the part of YAML 1.2 such heads are written in: plain and quoted texts, {@code [a, b]}, lists of
 * {@code - a}, one level of {@code key: value} below a key, and {@code |} and {@code >} blocks.
 * Everything is a text; what is deeper is kept as the text it is.
 */
final class FrontMatter {
  /**
   * A file in its two parts.
   *
   * @param head the keys
   * @param body what follows
   */
  record Parts(Node.Obj head, String body) {}

  private static final String RULE = "---";

  private final String[] lines;
  private final Problems problems;
  private int at = 1;

  private FrontMatter(String[] lines, Problems problems) {
    this.lines = lines;
    this.problems = problems;
  }

  /** The parts; a file without a head has an empty one. */
  static Parts read(String text, Problems problems) {
    String[] lines = text.split("\n", -1);
    Node.Mark top = new Node.Mark(1, 1, 1);
    if (!lines[0].stripTrailing().equals(RULE)) {
      problems.add(
          top,
          "expected " + RULE + " and the agent's keys at the head of the file",
          "begin the file with the lines " + RULE + ", name: NAME, " + RULE);
      return new Parts(new Node.Obj(top, List.of()), text);
    }
    FrontMatter reader = new FrontMatter(lines, problems);
    List<Node.Field> fields = reader.fields();
    if (reader.at >= lines.length) {
      problems.add(top, "expected a second " + RULE + " behind the keys, found none", "");
      return new Parts(new Node.Obj(top, fields), "");
    }
    StringBuilder body = new StringBuilder();
    for (int i = reader.at + 1; i < lines.length; i++) {
      body.append(withoutReturn(lines[i])).append(i + 1 < lines.length ? "\n" : "");
    }
    return new Parts(new Node.Obj(top, fields), body.toString().strip());
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private boolean isEnd() {
    return at >= lines.length || lines[at].stripTrailing().equals(RULE);
  }

  private List<Node.Field> fields() {
    List<Node.Field> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    while (!isEnd()) {
      String line = withoutReturn(lines[at]);
      int colon = key(line);
      if (line.isBlank() || line.startsWith("#")) {
        at++;
      } else if (colon < 1 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        problems.add(
            new Node.Mark(at + 1, 1, Math.max(1, line.length())),
            "expected \"key: value\", found " + Problems.quoted(line.strip()),
            "");
        at++;
      } else {
        String key = line.substring(0, colon).strip();
        Node.Mark mark = new Node.Mark(at + 1, 1, Math.max(1, key.length()));
        Node value = value(line, colon + 1);
        if (seen.add(key)) {
          fields.add(new Node.Field(mark, key, value));
        } else {
          problems.add(
              mark, "expected each key once, found " + Problems.quoted(key) + " again", "");
        }
      }
    }
    return fields;
  }

  /** Where the colon behind a key is, or -1. */
  private static int key(String line) {
    int colon = line.indexOf(':');
    return colon >= 0 && (colon + 1 == line.length() || line.charAt(colon + 1) == ' ') ? colon : -1;
  }

  /** The value that begins in the line the reader is at; goes to the line behind it. */
  private Node value(String line, int from) {
    int start = from;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    String text = withoutComment(line.substring(start));
    Node.Mark mark = new Node.Mark(at + 1, start + 1, Math.max(1, text.length()));
    int number = at;
    at++;
    List<String> below = below();
    if (text.startsWith("|") || text.startsWith(">")) {
      return new Node.Text(mark, block(below, text.charAt(0) == '|'));
    }
    if (text.startsWith("[") && text.endsWith("]")) {
      return new Node.Arr(mark, items(text, number, start));
    }
    if (!text.isEmpty() || below.isEmpty()) {
      if (below.isEmpty()) {
        return new Node.Text(mark, unquoted(text)); // spaces within quotes are the value's own
      }
      StringBuilder whole = new StringBuilder(unquoted(text));
      below.forEach(more -> whole.append(' ').append(more.strip()));
      return new Node.Text(mark, whole.toString().strip());
    }
    return nested(mark, below, number + 1);
  }

  /** The indented lines, and lines of a list, that belong to a key. */
  private List<String> below() {
    List<String> below = new ArrayList<>();
    while (!isEnd()) {
      String line = withoutReturn(lines[at]);
      if (!line.isBlank() && line.charAt(0) != ' ' && !line.startsWith("- ")) {
        break;
      }
      below.add(line);
      at++;
    }
    while (!below.isEmpty() && below.getLast().isBlank()) {
      below.removeLast();
    }
    return below;
  }

  private static String block(List<String> below, boolean literal) {
    int indent = Integer.MAX_VALUE;
    for (String line : below) {
      if (!line.isBlank()) {
        indent = Math.min(indent, line.length() - line.stripLeading().length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String line : below) {
      text.append(text.isEmpty() ? "" : literal ? "\n" : " ");
      text.append(line.isBlank() ? "" : line.substring(indent));
    }
    return text.toString();
  }

  /** A list of {@code - a}, or an object of {@code key: value}. */
  private Node nested(Node.Mark mark, List<String> below, int first) {
    List<Node> items = new ArrayList<>();
    List<Node.Field> fields = new ArrayList<>();
    for (int i = 0; i < below.size(); i++) {
      String line = below.get(i);
      String text = line.strip();
      int indent = line.length() - line.stripLeading().length();
      Node.Mark place = new Node.Mark(first + i + 1, indent + 1, Math.max(1, text.length()));
      int colon = key(text);
      if (text.startsWith("- ")) {
        items.add(new Node.Text(place, unquoted(withoutComment(text.substring(2).strip()))));
      } else if (colon > 0) {
        String value = unquoted(withoutComment(text.substring(colon + 1).strip()));
        fields.add(new Node.Field(place, text.substring(0, colon), new Node.Text(place, value)));
      }
    }
    return items.isEmpty() ? new Node.Obj(mark, fields) : new Node.Arr(mark, items);
  }

  private static List<Node> items(String text, int number, int start) {
    List<Node> items = new ArrayList<>();
    int from = 1;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == ',' || i == text.length() - 1) {
        String item = text.substring(from, i);
        if (!item.isBlank()) {
          int lead = item.length() - item.stripLeading().length();
          items.add(
              new Node.Text(
                  new Node.Mark(number + 1, start + from + lead + 1, item.strip().length()),
                  unquoted(item.strip())));
        }
        from = i + 1;
      }
    }
    return items;
  }

  private static String withoutComment(String text) {
    if (text.startsWith("\"") || text.startsWith("'")) {
      return text.strip();
    }
    int comment = text.startsWith("#") ? 0 : text.indexOf(" #");
    return (comment < 0 ? text : text.substring(0, comment)).strip();
  }

  private static String unquoted(String text) {
    if (text.length() < 2 || text.charAt(0) != text.charAt(text.length() - 1)) {
      return text;
    }
    String inner = text.substring(1, text.length() - 1);
    if (text.charAt(0) == '\'') {
      return inner.replace("''", "'");
    }
    if (text.charAt(0) != '"') {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\\' && i + 1 < inner.length()) {
        i++;
        c = inner.charAt(i) == 'n' ? '\n' : inner.charAt(i) == 't' ? '\t' : inner.charAt(i);
      }
      out.append(c);
    }
    return out.toString();
  }
}
