package dev.botbottle.testkit.lab;

import java.io.IOException;

/** Answers the requests of a site. One instance serves all of them, on many threads. */
public interface Handler {
  /** Answers one request. */
  void handle(Request request, Reply reply) throws IOException;
}
