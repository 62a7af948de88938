package dev.botbottle.gateway.http;

/** How the end of a body is found (RFC 9112 §6). */
public sealed interface Framing {
  /** There is no body. */
  record None() implements Framing {
    @Override
    public boolean hasBody() {
      return false;
    }
  }

  /** The body has exactly this many bytes. */
  record Length(long bytes) implements Framing {
    @Override
    public boolean hasBody() {
      return bytes > 0;
    }
  }

  /** The body comes in chunks. */
  record Chunked() implements Framing {
    @Override
    public boolean hasBody() {
      return true;
    }
  }

  /** The body of a response that ends with the connection. */
  record UntilClose() implements Framing {
    @Override
    public boolean hasBody() {
      return true;
    }
  }

  /** Whether bytes follow the head, or may. */
  boolean hasBody();
}
