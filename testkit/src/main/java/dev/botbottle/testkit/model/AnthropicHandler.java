package dev.botbottle.testkit.model;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Anthropic's Messages API (docs.anthropic.com, "Messages" and "Streaming messages") as far as
 * Claude Code uses it. It keeps no state: which turn it is follows from the conversation the agent
 * sends along. Questions without a shell tool (titles, summaries) are answered in a word.
 */
public final class AnthropicHandler implements Handler {
  private static final Turn DONE = new Turn.Text("done");
  private static final Turn.Bash WAIT = new Turn.Bash("sleep 0.2");
  private static final int PATIENCE = 50;

  private final List<Turn> turns;

  /** A handler for a script as {@link ModelScript} encodes it. */
  public AnthropicHandler(String argument) {
    turns = ModelScript.decode(argument);
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    boolean post = request.method().equals("POST");
    if (post && request.path().equals("/v1/messages")) {
      answer(Json.parse(request.text()), reply);
    } else if (post && request.path().equals("/v1/messages/count_tokens")) {
      send(reply, 200, "{\"input_tokens\":1}");
    } else {
      // Settings and policy limits are optional; anything but 404 makes the agent ask again.
      send(
          reply,
          404,
          "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"not here\"}}");
    }
  }

  private void answer(Object body, Reply reply) throws IOException {
    Turn turn = turnOf(body);
    String model = Json.member(body, "model") instanceof String name ? name : "model";
    if (Json.member(body, "stream").equals(true)) {
      Header type = new Header("Content-Type", "text/event-stream; charset=utf-8");
      try (OutputStream out = reply.stream(200, List.of(type))) {
        stream(turn, model, out);
      }
    } else {
      send(
          reply,
          200,
          message(
              model,
              "[" + block(turn, text(turn), input(turn)) + "]",
              Json.quote(stopReason(turn))));
    }
  }

  private Turn turnOf(Object body) {
    List<Object> tools = new ArrayList<>();
    for (Object tool : Json.elements(Json.member(body, "tools"))) {
      tools.add(Json.member(tool, "name"));
    }
    int said = 0;
    int waited = 0;
    for (Object message : Json.elements(Json.member(body, "messages"))) {
      if (Json.member(message, "role").equals("assistant")) {
        boolean waiting = isWaiting(message);
        said += waiting ? 0 : 1;
        waited += waiting ? 1 : 0;
      }
    }
    Turn turn = tools.contains("Bash") && said < turns.size() ? turns.get(said) : DONE;
    if (turn instanceof Turn.Tool(String name, String ignored) && !tools.contains(name)) {
      return waited < PATIENCE ? WAIT : DONE;
    }
    return turn;
  }

  /** Whether a message of the model's was no turn of the script. */
  private static boolean isWaiting(Object message) {
    for (Object block : Json.elements(Json.member(message, "content"))) {
      if (Json.member(Json.member(block, "input"), "command").equals(WAIT.command())) {
        return true;
      }
    }
    return false;
  }

  private static void stream(Turn turn, String model, OutputStream out) throws IOException {
    event(out, "message_start", "\"message\":" + message(model, "[]", "null"));
    event(out, "content_block_start", "\"index\":0,\"content_block\":" + block(turn, "", "{}"));
    String delta =
        switch (turn) {
          case Turn.Text(String text) ->
              "{\"type\":\"text_delta\",\"text\":" + Json.quote(text) + "}";
          case Turn.Bash bash ->
              "{\"type\":\"input_json_delta\",\"partial_json\":" + Json.quote(input(bash)) + "}";
          case Turn.Tool tool ->
              "{\"type\":\"input_json_delta\",\"partial_json\":" + Json.quote(input(tool)) + "}";
        };
    event(out, "content_block_delta", "\"index\":0,\"delta\":" + delta);
    event(out, "content_block_stop", "\"index\":0");
    event(
        out,
        "message_delta",
        "\"delta\":{\"stop_reason\":"
            + Json.quote(stopReason(turn))
            + ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":1}");
    event(out, "message_stop", "");
  }

  private static void event(OutputStream out, String type, String members) throws IOException {
    String data = "{\"type\":" + Json.quote(type) + (members.isEmpty() ? "" : ",") + members + "}";
    out.write(("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String message(String model, String content, String stopReason) {
    // Claude Code takes messages with one id for one message.
    return "{\"id\":\"msg_"
        + UUID.randomUUID()
        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
        + Json.quote(model)
        + ",\"content\":"
        + content
        + ",\"stop_reason\":"
        + stopReason
        + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
  }

  private static String block(Turn turn, String text, String input) {
    return switch (turn) {
      case Turn.Text ignored -> "{\"type\":\"text\",\"text\":" + Json.quote(text) + "}";
      case Turn.Bash ignored -> use("Bash", input);
      case Turn.Tool tool -> use(tool.name(), input);
    };
  }

  private static String use(String tool, String input) {
    return "{\"type\":\"tool_use\",\"id\":\"toolu_"
        + UUID.randomUUID().toString().replace("-", "")
        + "\",\"name\":"
        + Json.quote(tool)
        + ",\"input\":"
        + input
        + "}";
  }

  private static String text(Turn turn) {
    return turn instanceof Turn.Text(String text) ? text : "";
  }

  private static String input(Turn turn) {
    return switch (turn) {
      case Turn.Text ignored -> "{}";
      case Turn.Bash(String command) ->
          "{\"command\":" + Json.quote(command) + ",\"description\":\"as scripted\"}";
      case Turn.Tool tool -> tool.input();
    };
  }

  private static String stopReason(Turn turn) {
    return switch (turn) {
      case Turn.Text ignored -> "end_turn";
      case Turn.Bash ignored -> "tool_use";
      case Turn.Tool ignored -> "tool_use";
    };
  }

  private static void send(Reply reply, int status, String json) throws IOException {
    reply.send(
        status,
        List.of(new Header("Content-Type", "application/json")),
        json.getBytes(StandardCharsets.UTF_8));
  }
}
