package dev.botbottle.gateway.http;

/** How the end of a body is found (RFC 9112 §6). */
public sealed interface Framing {
  /** There is no body. */
  record None() implements Framing {}

  /** The body has exactly this many bytes. */
  record Length(long bytes) implements Framing {}

  /** The body comes in chunks. */
  record Chunked() implements Framing {}

  /** The body of a response that ends with the connection. */
  record UntilClose() implements Framing {}

  /** Whether bytes follow the head, or may. */
  default boolean hasBody() {
    return switch (this) {
      case None() -> false;
      case Length(long bytes) -> bytes > 0;
      case Chunked() -> true;
      case UntilClose() -> true;
    };
  }
}
