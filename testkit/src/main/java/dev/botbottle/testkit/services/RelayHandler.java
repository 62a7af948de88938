package dev.botbottle.testkit.services;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Passes requests on to another server and its answers back, so that a test sees them. */
public final class RelayHandler implements Handler {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String origin;

  /** A handler for an origin such as {@code https://docs.example.com}. */
  public RelayHandler(String argument) {
    origin = argument;
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    // HEAD is told the length of what GET is sent (RFC 9110 §9.3.2), so that is what is asked for.
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(origin + request.target()))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(request.body()));
    for (Header header : request.headers()) {
      switch (header.name().toLowerCase(Locale.ROOT)) {
        case "host", "content-length", "connection", "transfer-encoding", "expect", "upgrade" -> {}
        default -> builder.header(header.name(), header.value());
      }
    }
    try {
      HttpResponse<byte[]> answer =
          client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
      List<Header> headers = new ArrayList<>();
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            switch (name.toLowerCase(Locale.ROOT)) {
              case ":status", "content-length", "connection", "transfer-encoding" -> {}
              default -> values.forEach(value -> headers.add(new Header(name, value)));
            }
          });
      reply.send(answer.statusCode(), headers, answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
