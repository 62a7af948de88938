package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.List;

/** What stands in a JSON text (RFC 8259), read strictly and without the code under test. */
final class JsonScalars {
  /** Strings as they are meant, names included, and the values among them. */
  final List<String> strings = new ArrayList<>();

  final List<String> values = new ArrayList<>();

  /** Strings and numbers. */
  final List<String> all = new ArrayList<>();

  private final String text;
  private int at;

  private JsonScalars(String text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException when it is no JSON
   */
  static JsonScalars of(String text) {
    JsonScalars scalars = new JsonScalars(text);
    scalars.value();
    if (scalars.at < text.length()) {
      throw scalars.wrong();
    }
    return scalars;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("no JSON at " + at + ": " + text);
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong();
    }
    return text.charAt(at);
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String word) {
    if (!text.startsWith(word, at)) {
      throw wrong();
    }
    at += word.length();
  }

  private void white() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void value() {
    white();
    switch (peek()) {
      case '{' -> members();
      case '[' -> elements();
      case '"' -> values.add(string());
      case 't' -> expect("true");
      case 'f' -> expect("false");
      case 'n' -> expect("null");
      default -> number();
    }
    white();
  }

  private void members() {
    at++;
    white();
    if (take('}')) {
      return;
    }
    do {
      white();
      string();
      white();
      expect(":");
      value();
    } while (take(','));
    expect("}");
  }

  private void elements() {
    at++;
    white();
    if (take(']')) {
      return;
    }
    do {
      value();
    } while (take(','));
    expect("]");
  }

  private String string() {
    expect("\"");
    StringBuilder string = new StringBuilder();
    while (!take('"')) {
      char c = peek();
      if (c < ' ') {
        throw wrong();
      }
      at++;
      string.append(c == '\\' ? escape() : c);
    }
    strings.add(string.toString());
    all.add(string.toString());
    return string.toString();
  }

  private char escape() {
    char c = peek();
    at++;
    if (c == 'u') {
      if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
        throw wrong();
      }
      at += 4;
      return (char) Integer.parseInt(text, at - 4, at, 16);
    }
    int which = "\"\\/bfnrt".indexOf(c);
    if (which < 0) {
      throw wrong();
    }
    return "\"\\/\b\f\n\r\t".charAt(which);
  }

  private void number() {
    int from = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(from, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      throw wrong();
    }
    all.add(number);
  }
}
