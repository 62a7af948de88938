package dev.botbottle.gateway.http;

import java.io.IOException;

/** A body as it arrives, whatever protocol brings it. Owned by one thread at a time. */
public interface BodySource {
  /**
   * Reads the next piece of the body.
   *
   * @return false when this was its end
   */
  boolean readBody(BodySink sink) throws IOException;

  /** Whether the next piece can be had without waiting for the peer. */
  boolean ready() throws IOException;

  /** The same, after waiting for so long where the protocol lets a wait be bounded. */
  default boolean ready(long nanos) throws IOException {
    return ready();
  }
}
