package dev.botbottle.gateway.http;

import java.io.IOException;

/** Where responses go to: heads, the final one with its body. */
public interface ResponseSink extends BodySink {
  /**
   * Begins a response. With {@link Framing.None} the length fields stand as they are in {@code
   * fields}: they describe what HEAD did not send.
   */
  void head(int status, String reason, Fields fields, Framing body) throws IOException;

  /** Sends everything written so far. */
  void flush() throws IOException;
}
