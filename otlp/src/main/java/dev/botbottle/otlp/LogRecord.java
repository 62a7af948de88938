package dev.botbottle.otlp;

import java.time.Instant;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * An entry of a ledger as a log record. Names follow the semantic conventions where they have one
 * (HTTP, URL, server, DNS); what is bot-bottle's own begins with {@code bottle.}.
 */
final class LogRecord {
  /** SeverityNumber INFO and WARN of logs.proto. */
  private static final int INFO = 9;

  private static final int WARN = 13;

  /** What the convention knows as {@code http.request.method}; RFC 9110 and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final String STATUS = "status ";

  private LogRecord() {}

  static void write(EntryFields entry, JsonGenerator json) {
    boolean telling = !entry.text("verdict").equals("allow") || !entry.findings().isEmpty();
    String nanos = nanos(entry.time());
    json.writeStartObject();
    json.writeStringProperty("timeUnixNano", nanos);
    json.writeStringProperty("observedTimeUnixNano", nanos); // the ledger is where it is observed
    json.writeNumberProperty("severityNumber", telling ? WARN : INFO);
    json.writeStringProperty("severityText", telling ? "WARN" : "INFO");
    json.writeStringProperty("eventName", "bottle." + entry.text("kind"));
    json.writeObjectPropertyStart("body");
    json.writeStringProperty("stringValue", body(entry));
    json.writeEndObject();
    AttributeWriter attributes = AttributeWriter.begin(json);
    switch (entry.text("kind")) {
      case "dns" -> {
        attributes.text("dns.question.name", entry.text("host"));
        attributes.text("bottle.dns.type", entry.text("method"));
      }
      case "request", "response" -> {
        server(entry, attributes);
        http(entry, attributes);
      }
      default -> server(entry, attributes);
    }
    attributes.text("bottle.verdict", entry.text("verdict"));
    attributes.text("bottle.rule", entry.text("rule"));
    attributes.text("bottle.reason", entry.text("reason"));
    attributes.objects("bottle.findings", entry.findings());
    attributes.number("bottle.bytes_out", entry.number("bytes_out", 0));
    attributes.number("bottle.bytes_in", entry.number("bytes_in", 0));
    attributes.number("bottle.count", entry.number("count", 1));
    attributes.number("bottle.seq", entry.number("seq", 0));
    attributes.text("bottle.hash", entry.text("hash"));
    attributes.end();
    json.writeEndObject();
  }

  private static void server(EntryFields entry, AttributeWriter attributes) {
    attributes.text("server.address", entry.text("host"));
    long port = entry.number("port", 0);
    if (port > 0) {
      attributes.number("server.port", port);
    }
  }

  private static void http(EntryFields entry, AttributeWriter attributes) {
    String method = entry.text("method");
    if (METHODS.contains(method)) {
      attributes.text("http.request.method", method);
    } else if (!method.isEmpty()) {
      attributes.text("http.request.method", "_OTHER");
      attributes.text("http.request.method_original", method);
    }
    String path = entry.text("path");
    int query = path.indexOf('?');
    attributes.text("url.path", query < 0 ? path : path.substring(0, query));
    attributes.text("url.query", query < 0 ? "" : path.substring(query + 1));
    long status = status(entry);
    if (status > 0) {
      attributes.number("http.response.status_code", status);
    }
  }

  /** The status of an answer, with which the reason of its entry begins. */
  private static long status(EntryFields entry) {
    String reason = entry.text("reason");
    int end = STATUS.length() + 3;
    if (!entry.text("kind").equals("response")
        || !reason.startsWith(STATUS)
        || reason.length() < end
        || (reason.length() > end && reason.charAt(end) != ',')) {
      return 0;
    }
    long status = 0;
    for (int i = STATUS.length(); i < end; i++) {
      int digit = reason.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      status = 10 * status + digit;
    }
    return status;
  }

  /** The entry as {@code bottle logs} words it: what is shown where nobody looks at attributes. */
  private static String body(EntryFields entry) {
    StringBuilder out = new StringBuilder();
    out.append(entry.text("verdict")).append(' ').append(entry.text("kind"));
    if (!entry.text("method").isEmpty()) {
      out.append(' ').append(entry.text("method"));
    }
    if (!entry.text("host").isEmpty()) {
      out.append(' ').append(entry.text("host"));
    }
    long port = entry.number("port", 0);
    if (port > 0) {
      out.append(':').append(port);
    }
    out.append(entry.text("path"));
    out.append(" [").append(entry.text("rule")).append("] ").append(entry.text("reason"));
    return out.toString().stripTrailing();
  }

  /** Nanoseconds since 1970, as the encoding wants them. */
  private static String nanos(Instant time) {
    long nanos;
    try {
      nanos =
          Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    } catch (ArithmeticException e) {
      return "0"; // unknown, says the protocol: a clock beyond the year 2262
    }
    return Long.toString(Math.max(0, nanos));
  }
}
