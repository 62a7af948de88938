package dev.botbottle.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers with the request as text: head and body. */
public final class EchoHandler implements Handler {
  /** A handler; the argument means nothing. */
  public EchoHandler(String argument) {}

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    reply.send(
        200,
        List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
        request.everything().getBytes(StandardCharsets.UTF_8));
  }
}
