package dev.botbottle.manifest;

import java.util.List;

/** A JSON value and where it stands. */
sealed interface Node {
  Mark at();

  /** The word a user knows this kind of value by. */
  String kind();

  record Obj(Mark at, List<Field> fields) implements Node {
    @Override
    public String kind() {
      return "an object";
    }
  }

  record Arr(Mark at, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Text(Mark at, String value) implements Node {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /** A number, as written. */
  record Num(Mark at, String digits) implements Node {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Bool(Mark at, boolean value) implements Node {
    @Override
    public String kind() {
      return "true or false";
    }
  }

  record Null(Mark at) implements Node {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** One member of an object. */
  record Field(Mark at, String key, Node value) {}

  /** A stretch of one line: line and column from 1, and how many characters. */
  record Mark(int line, int column, int width) {}
}
