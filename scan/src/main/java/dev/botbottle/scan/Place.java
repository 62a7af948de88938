package dev.botbottle.scan;

/** Where in a message something was found. */
public sealed interface Place {
  /** A label of the host name. */
  record Host() implements Place {}

  /** The path of the URL. */
  record Path() implements Place {}

  /** The query of the URL. */
  record Query() implements Place {}

  /** The value (or name) of one header field. */
  record Header(String name) implements Place {}

  /** The body, trailers included. */
  record Body() implements Place {}

  /**
   * An answer's body.
   *
   * @param at where, in bytes of the text, any content coding undone
   */
  record Answer(long at) implements Place {}

  /**
   * The word the ledger uses: {@code host}, {@code path}, {@code query}, {@code header:NAME},
   * {@code body}, {@code answer:OFFSET}.
   */
  default String word() {
    return switch (this) {
      case Host() -> "host";
      case Path() -> "path";
      case Query() -> "query";
      case Header(String name) -> "header:" + name;
      case Body() -> "body";
      case Answer(long at) -> "answer:" + at;
    };
  }
}
