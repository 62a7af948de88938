package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.http.ResponseSink;
import dev.botbottle.policy.Denial;
import dev.botbottle.policy.Policy;
import dev.botbottle.policy.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What {@code http://bottle.internal/} tells the bottle about itself. Read-only; names no secret,
 * where one comes from, or where a route really leads.
 */
final class HelpPage {
  private HelpPage() {}

  static void write(
      ResponseSink out, RequestHead head, String path, Policy policy, List<String> lines)
      throws IOException {
    boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
    String type = "text/plain; charset=utf-8";
    int status = 200;
    String text;
    if (!reads) {
      status = 405;
      text = "this page can only be read\n";
    } else {
      switch (path) {
        case "/" -> text = help(lines);
        case "/health" -> text = "ok\n";
        case "/policy" -> {
          type = "application/json";
          text = json(policy);
        }
        default -> {
          status = 404;
          text = "there are /, /policy and /health here\n";
        }
      }
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var fields = new Fields().add("Content-Type", type).add("Cache-Control", "no-store");
    boolean keep = head.persistent() && !head.framing().hasBody();
    if (!keep) {
      fields.add("Connection", "close");
    }
    String phrase = status == 200 ? "OK" : status == 404 ? "Not Found" : "Method Not Allowed";
    out.head(status, phrase, fields, new Framing.Length(body.length));
    if (!head.method().equals("HEAD")) {
      out.bytes(body, 0, body.length);
    }
    out.flush();
  }

  private static String help(List<String> lines) {
    var text = new StringBuilder();
    text.append("You are in a bottle: everything that leaves goes through a gateway that allows");
    text.append(" what is listed here and denies the rest.\n\n");
    for (String line : lines) {
      text.append(line).append('\n');
    }
    text.append("\nMachine-readable: http://bottle.internal/policy\n");
    return text.toString();
  }

  private static String json(Policy policy) {
    var out = new StringBuilder("{\"policy\":{\"offline\":");
    out.append(policy.offline()).append(",\"routes\":[");
    String comma = "";
    for (Route route : policy.routes()) {
      out.append(comma).append("{\"host\":");
      RefusalPage.quote(out, route.host());
      out.append(",\"ports\":").append(new TreeSet<>(route.ports()));
      list(out.append(",\"methods\":"), new TreeSet<>(route.methods()));
      list(out.append(",\"paths\":"), route.paths());
      out.append(",\"credential_injected\":").append(!route.bindings().isEmpty());
      out.append(",\"web_socket\":").append(route.webSocket()).append('}');
      comma = ",";
    }
    out.append("],\"denials\":[");
    comma = "";
    for (Denial denial : policy.denials()) {
      out.append(comma).append("{\"host\":");
      RefusalPage.quote(out, denial.host());
      list(out.append(",\"methods\":"), new TreeSet<>(denial.methods()));
      list(out.append(",\"paths\":"), denial.paths());
      out.append('}');
      comma = ",";
    }
    return out.append("]}}\n").toString();
  }

  private static void list(StringBuilder out, Collection<String> texts) {
    out.append('[');
    String comma = "";
    for (String text : texts) {
      RefusalPage.quote(out.append(comma), text);
      comma = ",";
    }
    out.append(']');
  }
}
