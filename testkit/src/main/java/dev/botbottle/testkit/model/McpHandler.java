package dev.botbottle.testkit.model;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A remote MCP server with one tool, {@code ask}, that answers with a word of its own (Model
 * Context Protocol, revision 2025-06-18, "Streamable HTTP"). Who does not bring the credential is
 * turned away.
 */
public final class McpHandler implements Handler {
  /** What the tool answers. */
  public static final String ANSWER = "answered-by-the-remote-server";

  private final String authorization;

  /** A server that expects this {@code Authorization} field. */
  public McpHandler(String authorization) {
    this.authorization = authorization;
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    if (!request.header("Authorization").orElse("").equals(authorization)) {
      reply.send(401, List.of(), new byte[0]);
      return;
    }
    if (!request.method().equals("POST")) {
      reply.send(405, List.of(new Header("Allow", "POST")), new byte[0]); // no stream of its own
      return;
    }
    Object call = Json.parse(request.text());
    if (Json.member(call, "id").equals(Json.NULL)) {
      reply.send(202, List.of(), new byte[0]); // a notification
      return;
    }
    String result =
        switch (Json.member(call, "method") instanceof String method ? method : "") {
          case "initialize" ->
              "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                  + "\"serverInfo\":{\"name\":\"remote\",\"version\":\"1\"}}";
          case "tools/list" ->
              "{\"tools\":[{\"name\":\"ask\",\"description\":\"asks\","
                  + "\"inputSchema\":{\"type\":\"object\",\"properties\":{}}}]}";
          case "tools/call" ->
              "{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(ANSWER) + "}]}";
          default -> "{}";
        };
    String id =
        Json.member(call, "id") instanceof Double number
            ? Long.toString(number.longValue())
            : Json.quote(String.valueOf(Json.member(call, "id")));
    reply.send(
        200,
        List.of(new Header("Content-Type", "application/json")),
        ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}")
            .getBytes(StandardCharsets.UTF_8));
  }
}
