package dev.botbottle.gateway.websocket;

import dev.botbottle.gateway.http.MalformedMessage;

/** What a frame is (RFC 6455 §11.8). */
public enum Opcode {
  /** Goes on with a message. */
  CONTINUATION(0x0),
  /** Begins a message of UTF-8 text. */
  TEXT(0x1),
  /** Begins a message of bytes. */
  BINARY(0x2),
  /** The last frame of its direction. */
  CLOSE(0x8),
  /** Asks for a pong. */
  PING(0x9),
  /** Answers a ping, or nothing. */
  PONG(0xa);

  private static final int CONTROL = 0x8;

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  boolean control() {
    return (code & CONTROL) != 0;
  }

  boolean beginsMessage() {
    return this == TEXT || this == BINARY;
  }

  /**
   * The opcode of this number.
   *
   * @throws MalformedMessage when it has no meaning: a parser on the way may give it one
   */
  static Opcode of(int code) throws MalformedMessage {
    return switch (code) {
      case 0x0 -> CONTINUATION;
      case 0x1 -> TEXT;
      case 0x2 -> BINARY;
      case 0x8 -> CLOSE;
      case 0x9 -> PING;
      case 0xa -> PONG;
      default -> throw new MalformedMessage("a frame of a kind that RFC 6455 does not know");
    };
  }
}
