package dev.botbottle.manifest;

import java.util.List;

/** A JSON value and where it stands. */
sealed interface Node {
  Mark at();

  record Obj(Mark at, List<Field> fields) implements Node {}

  record Arr(Mark at, List<Node> items) implements Node {}

  record Text(Mark at, String value) implements Node {}

  /** A number, as written. */
  record Num(Mark at, String digits) implements Node {}

  record Bool(Mark at, boolean value) implements Node {}

  record Null(Mark at) implements Node {}

  /** One member of an object. */
  record Field(Mark at, String key, Node value) {}

  /** A stretch of one line: line and column from 1, and how many characters. */
  record Mark(int line, int column, int width) {}

  /** The word a user knows this kind of value by. */
  default String kind() {
    return switch (this) {
      case Obj _ -> "an object";
      case Arr _ -> "a list";
      case Text _ -> "a string";
      case Num _ -> "a number";
      case Bool _ -> "true or false";
      case Null _ -> "null";
    };
  }
}
