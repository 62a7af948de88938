package dev.botbottle.manifest;

import dev.botbottle.policy.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The problems of one file, as they are found. */
final class Problems {
  /** How much of a long line is shown. */
  private static final int SHOWN = 100;

  /** How much of a text is quoted. */
  private static final int SHORT = 60;

  /** More problems than this are only counted: nobody reads them, and each costs its picture. */
  private static final int MOST = 100;

  private final String file;
  private final String text;
  private final List<Problem> found = new ArrayList<>();
  private final Scope scope;
  private int untold;

  Problems(String file, String text, Scope scope) {
    this.file = file;
    this.text = text;
    this.scope = scope;
  }

  /** Whose file it is. */
  Scope scope() {
    return scope;
  }

  Origin origin(Node.Mark mark) {
    return new Origin(file, mark.line(), mark.column());
  }

  void add(Node.Mark mark, String message, String hint) {
    if (room()) {
      found.add(new Problem(origin(mark), message, picture(mark, false), hint));
    }
  }

  /** A problem at a place noted before; one of another file is not this file's to tell. */
  void at(Origin origin, String message, String hint) {
    Node.Mark mark = new Node.Mark(Math.max(1, origin.line()), Math.max(1, origin.column()), 1);
    for (Problem problem : found) {
      if (problem.origin().equals(origin) && problem.message().equals(message)) {
        return; // an inherited entry, told already
      }
    }
    if (room()) {
      boolean here = origin.source().equals(file);
      found.add(new Problem(origin, message, here ? picture(mark, false) : "", hint));
    }
  }

  private boolean room() {
    if (found.size() < MOST) {
      return true;
    }
    untold++;
    return false;
  }

  void expected(Node node, String what, String hint) {
    add(node.at(), "expected " + what + ", found " + shown(node), hint);
  }

  /** A problem with a value that may be a secret somebody put in the wrong place. */
  void hidden(Node node, String what, String hint) {
    if (room()) {
      found.add(new Problem(origin(node.at()), "expected " + what, picture(node.at(), true), hint));
    }
  }

  /** Throws when there are any. */
  void raise() throws ManifestException {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.<Problem>comparingInt(p -> p.origin().line())
              .thenComparingInt(p -> p.origin().column()));
      if (untold > 0) {
        found.add(
            new Problem(
                Origin.builtIn(file),
                "expected fewer problems, found " + untold + " more",
                "",
                ""));
      }
      throw new ManifestException(found);
    }
  }

  private static String shown(Node node) {
    return switch (node) {
      case Node.Text text -> quoted(text.value());
      case Node.Num number -> printable(number.digits());
      case Node.Bool bool -> String.valueOf(bool.value());
      case Node.Obj _, Node.Arr _, Node.Null _ -> node.kind();
    };
  }

  /** A user's text within a message: short, on one line and harmless to a terminal. */
  static String quoted(String text) {
    return '"' + printable(text) + '"';
  }

  /** A text of names within a message. */
  static String printed(String text) {
    return printable(text);
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < SHORT; i++) {
      out.append(printable(text.charAt(i)));
    }
    return text.length() > SHORT ? out + "…" : out.toString();
  }

  private static char printable(char c) {
    return isHidden(c) || Character.isSurrogate(c) ? '?' : c;
  }

  /** A whole text as a terminal may have it: on one line, and in the direction it is written. */
  static String harmless(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(isHidden(text.charAt(i)) ? '?' : text.charAt(i));
    }
    return out.toString();
  }

  private static boolean isHidden(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private String picture(Node.Mark mark, boolean hidden) {
    List<String> lines = text.lines().skip(mark.line() - 1L).limit(1).toList();
    if (lines.isEmpty()) {
      return "";
    }
    String line = lines.getFirst();
    int column = Math.min(mark.column() - 1, line.length());
    int from = Math.max(0, column - SHOWN / 2);
    int to = Math.min(line.length(), from + SHOWN);
    StringBuilder out = new StringBuilder("  | ");
    for (int i = from; i < to; i++) {
      char c = line.charAt(i);
      boolean masked = hidden && i >= column && i < column + mark.width();
      out.append(masked ? '*' : c == '\t' ? ' ' : printable(c));
    }
    out.append("\n  | ");
    out.append(" ".repeat(column - from));
    out.append("^".repeat(Math.max(1, Math.min(mark.width(), to - column))));
    return out.append('\n').toString();
  }
}
