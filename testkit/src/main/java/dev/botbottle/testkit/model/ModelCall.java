package dev.botbottle.testkit.model;

import dev.botbottle.testkit.lab.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of the model by an agent: {@code POST /v1/messages} of Anthropic's Messages API.
 *
 * @param request the request as it arrived
 * @param toolResults the results of all tool calls so far, which the agent sends along each time
 */
public record ModelCall(Request request, List<String> toolResults) {
  public ModelCall {
    toolResults = List.copyOf(toolResults);
  }

  /** The calls among the requests that reached the model's host. */
  public static List<ModelCall> of(List<Request> requests) {
    List<ModelCall> calls = new ArrayList<>();
    for (Request request : requests) {
      if (request.method().equals("POST") && request.path().equals("/v1/messages")) {
        calls.add(new ModelCall(request, toolResults(Json.parse(request.text()))));
      }
    }
    return calls;
  }

  /** The result of the last tool call, or empty. */
  public String lastToolResult() {
    return toolResults.isEmpty() ? "" : toolResults.getLast();
  }

  private static List<String> toolResults(Object body) {
    List<String> results = new ArrayList<>();
    for (Object message : Json.elements(Json.member(body, "messages"))) {
      for (Object block : Json.elements(Json.member(message, "content"))) {
        if (Json.member(block, "type").equals("tool_result")) {
          results.add(text(Json.member(block, "content")));
        }
      }
    }
    return results;
  }

  private static String text(Object content) {
    if (content instanceof String text) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (Object block : Json.elements(content)) {
      if (Json.member(block, "text") instanceof String text) {
        out.append(text);
      }
    }
    return out.toString();
  }
}
