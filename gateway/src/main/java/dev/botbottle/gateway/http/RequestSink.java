package dev.botbottle.gateway.http;

import java.io.IOException;

/** Where requests go to: a head, then its body. */
public interface RequestSink extends BodySink {
  /** Begins a request. */
  void head(String method, String target, Fields fields, Framing body) throws IOException;

  /** Sends everything written so far. */
  void flush() throws IOException;
}
