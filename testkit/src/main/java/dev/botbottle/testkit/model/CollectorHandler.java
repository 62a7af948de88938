package dev.botbottle.testkit.model;

import dev.botbottle.testkit.lab.Handler;
import dev.botbottle.testkit.lab.Header;
import dev.botbottle.testkit.lab.Reply;
import dev.botbottle.testkit.lab.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A stub in the place of an OpenTelemetry collector: takes logs by OTLP/HTTP in JSON from those who
 * bring a token, and nothing whose form is not exactly that of the protocol's logs.proto. A real
 * collector overlooks members it does not know; this one does not.
 */
public final class CollectorHandler implements Handler {
  private static final Set<String> VALUES =
      Set.of("stringValue", "intValue", "arrayValue", "kvlistValue");

  private final String token;

  /** A collector for those with this {@code Authorization}. */
  public CollectorHandler(String argument) {
    this.token = argument;
  }

  @Override
  public void handle(Request request, Reply reply) throws IOException {
    if (!request.header("Authorization").orElse("").equals(token)) {
      answer(reply, 401, "{\"message\":\"who are you?\"}");
      return;
    }
    try {
      require(
          request.method().equals("POST")
              && request.target().equals("/v1/logs")
              && request.header("Content-Type").orElse("").equals("application/json"),
          "a POST of JSON to /v1/logs");
      logs(Json.parse(request.text()));
    } catch (IllegalArgumentException e) {
      answer(reply, 400, "{\"message\":" + Json.quote(String.valueOf(e.getMessage())) + "}");
      return;
    }
    answer(reply, 200, "{\"partialSuccess\":{}}");
  }

  private static void answer(Reply reply, int status, String json) throws IOException {
    reply.send(
        status,
        List.of(new Header("Content-Type", "application/json")),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + what);
    }
  }

  private static void logs(Object request) {
    for (Object resource : list(only(request, "resourceLogs"), "resourceLogs")) {
      only(resource, "resource", "scopeLogs");
      only(Json.member(resource, "resource"), "attributes");
      require(
          attributes(Json.member(resource, "resource")).contains("service.name"), "service.name");
      for (Object scope : list(resource, "scopeLogs")) {
        only(scope, "scope", "logRecords");
        text(only(Json.member(scope, "scope"), "name"), "name");
        list(scope, "logRecords").forEach(CollectorHandler::log);
      }
    }
  }

  private static void log(Object log) {
    only(
        log,
        "timeUnixNano",
        "observedTimeUnixNano",
        "severityNumber",
        "severityText",
        "eventName",
        "body",
        "attributes");
    require(text(log, "timeUnixNano").matches("[1-9][0-9]{18}"), "nanoseconds of these years");
    require(text(log, "observedTimeUnixNano").matches("[1-9][0-9]{18}"), "nanoseconds again");
    require(
        Json.member(log, "severityNumber") instanceof Double number
            && number >= 1
            && number <= 24
            && number == Math.rint(number),
        "a number of a severity");
    text(log, "severityText");
    require(text(log, "eventName").startsWith("bottle."), "the name of an event");
    value(Json.member(log, "body"));
    require(attributes(log).contains("bottle.verdict"), "bottle.verdict");
  }

  /** The keys of the attributes, each there once. */
  private static Set<String> attributes(Object of) {
    Set<String> keys = new java.util.TreeSet<>();
    for (Object attribute : list(of, "attributes")) {
      only(attribute, "key", "value");
      require(keys.add(text(attribute, "key")), "each key once");
      value(Json.member(attribute, "value"));
    }
    return keys;
  }

  private static void value(Object value) {
    require(value instanceof Map<?, ?> map && map.size() == 1, "one typed value");
    String type = (String) ((Map<?, ?>) value).keySet().iterator().next();
    require(VALUES.contains(type), "a type of a value");
    switch (type) {
      case "stringValue" -> text(value, type);
      case "intValue" -> require(text(value, type).matches("-?[0-9]+"), "a whole number as text");
      case "arrayValue" ->
          list(only(Json.member(value, type), "values"), "values").forEach(CollectorHandler::value);
      default -> {
        for (Object pair : list(only(Json.member(value, type), "values"), "values")) {
          only(pair, "key", "value");
          text(pair, "key");
          value(Json.member(pair, "value"));
        }
      }
    }
  }

  /** An object with these members, all of them and no others. */
  private static Object only(Object object, String... names) {
    require(
        object instanceof Map<?, ?> map && map.keySet().equals(Set.of(names)),
        "exactly " + String.join(", ", names));
    return object;
  }

  private static List<?> list(Object of, String name) {
    Object list = Json.member(of, name);
    require(list instanceof List<?>, "a list of " + name);
    return Json.elements(list);
  }

  private static String text(Object of, String name) {
    Object text = Json.member(of, name);
    require(text instanceof String, "a text as " + name);
    return (String) text;
  }
}
