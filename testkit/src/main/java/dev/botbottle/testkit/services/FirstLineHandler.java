package dev.botbottle.testkit.services;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers with a request's method and target, and reflects nothing else of it. */
public final class FirstLineHandler implements Handler {
  /** A handler; the argument means nothing. */
  public FirstLineHandler(String argument) {}

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    reply.send(
        200,
        List.of(new Header("Content-Type", "text/plain")),
        (request.method() + " " + request.target()).getBytes(StandardCharsets.UTF_8));
  }
}
