package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.ResponseSink;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a refused request, written for a model to read. Everything in it that came from the
 * client is masked; path and query are not repeated at all.
 */
final class RefusalPage {
  private static final String ADVICE =
      "This is the sandbox's policy, not an error of the server. There is no other way out;"
          + " trying again or by another way gives the same answer. If the task needs this, say so"
          + " to the user.";

  private static final String LATER =
      "This is a limit of the sandbox, not an error of the server. Ask for less at a time, or wait"
          + " and try again; there is no other way out. If the task needs more, say so to the user.";

  private static final String HEX = "0123456789ABCDEF";

  private final Inspector inspector;

  RefusalPage(Inspector inspector) {
    this.inspector = inspector;
  }

  /** Writes the whole answer and flushes it. */
  void write(
      ResponseSink out, Refusal refusal, String subject, boolean json, boolean head, boolean keep)
      throws IOException {
    byte[] body =
        (json ? json(refusal, subject) : text(refusal, subject)).getBytes(StandardCharsets.UTF_8);
    var fields =
        new Fields()
            .add("X-Bottle-Denied", ascii(refusal.rule()))
            .add("Content-Type", json ? "application/json" : "text/plain; charset=utf-8")
            .add("Cache-Control", "no-store");
    if (refusal.retryAfter() > 0) {
      fields.add("Retry-After", Integer.toString(refusal.retryAfter())); // RFC 9110 §10.2.3
    }
    if (!keep) {
      fields.add("Connection", "close");
    }
    Framing framing = new Framing.Length(body.length);
    if (head) {
      fields.add("Content-Length", Integer.toString(body.length));
      framing = new Framing.None();
    }
    out.head(refusal.status(), phrase(refusal.status()), fields, framing);
    if (!head) {
      out.bytes(body, 0, body.length);
    }
    out.end(new Fields());
    out.flush();
  }

  /**
   * Writes it as gRPC tells of errors, so that a program shows the reason and not just a number: a
   * status and a message in a head without a body (gRPC over HTTP/2, Trailers-Only).
   */
  void writeStatus(ResponseSink out, Refusal refusal, String subject) throws IOException {
    var fields =
        new Fields()
            .add("Content-Type", "application/grpc")
            .add("X-Bottle-Denied", ascii(refusal.rule()))
            .add("grpc-status", Integer.toString(grpcStatus(refusal.status())))
            .add("grpc-message", percentEncoded(plain(refusal, subject)));
    out.head(200, "OK", fields, new Framing.None());
    out.end(new Fields());
    out.flush();
  }

  /** The status codes of gRPC. */
  private static int grpcStatus(int status) {
    return switch (status) {
      case Refusal.BAD_REQUEST -> 3; // INVALID_ARGUMENT
      case Refusal.TOO_MANY -> 8; // RESOURCE_EXHAUSTED
      case Refusal.BAD_GATEWAY, Refusal.UNAVAILABLE -> 14; // UNAVAILABLE
      default -> 7; // PERMISSION_DENIED
    };
  }

  /** As gRPC writes Status-Message. */
  private static String percentEncoded(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return out.toString();
  }

  private String text(Refusal refusal, String subject) {
    return plain(refusal, subject) + "\n\n" + json(refusal, subject);
  }

  private String plain(Refusal refusal, String subject) {
    var page = new StringBuilder(640);
    page.append("bot-bottle did not let this through.\n\nwhat:   ").append(masked(subject));
    page.append("\nrule:   ").append(masked(refusal.rule()));
    page.append("\nwhy:    ").append(masked(refusal.reason())).append('\n');
    for (Finding finding : refusal.findings()) {
      page.append("found:  ").append(finding.detector()).append(" in ");
      page.append(masked(finding.place().word())).append(": ").append(finding.masked());
      if (!finding.fingerprint().isEmpty()) {
        page.append(", ").append(finding.fingerprint());
      }
      page.append('\n');
    }
    if (!refusal.change().isEmpty()) {
      page.append("change: ").append(masked(refusal.change())).append('\n');
    }
    return page.append('\n').append(refusal.retryAfter() > 0 ? LATER : ADVICE).toString();
  }

  private String json(Refusal refusal, String subject) {
    var page = new StringBuilder(320).append("{\"denied\":{\"what\":");
    quote(page, masked(subject));
    quote(page.append(",\"rule\":"), masked(refusal.rule()));
    quote(page.append(",\"reason\":"), masked(refusal.reason()));
    page.append(",\"findings\":[");
    boolean first = true;
    for (Finding finding : refusal.findings()) {
      page.append(first ? "" : ",").append("{\"detector\":");
      quote(page, finding.detector());
      quote(page.append(",\"place\":"), masked(finding.place().word()));
      quote(page.append(",\"masked\":"), finding.masked());
      if (!finding.fingerprint().isEmpty()) {
        quote(page.append(",\"fingerprint\":"), finding.fingerprint());
      }
      page.append('}');
      first = false;
    }
    quote(page.append("],\"change\":"), masked(refusal.change()));
    return page.append("}}\n").toString();
  }

  private String masked(String text) {
    return inspector.mask(text);
  }

  /** A JSON string (RFC 8259 §7). */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 0xf, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private String ascii(String rule) {
    String masked = masked(rule);
    var out = new StringBuilder(masked.length());
    for (int i = 0; i < masked.length(); i++) {
      char c = masked.charAt(i);
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return out.toString();
  }

  private static String phrase(int status) {
    return switch (status) {
      case Refusal.BAD_REQUEST -> "Bad Request";
      case Refusal.FORBIDDEN -> "Forbidden";
      case Refusal.TOO_MANY -> "Too Many Requests";
      case Refusal.MISDIRECTED -> "Misdirected Request";
      case Refusal.BAD_GATEWAY -> "Bad Gateway";
      case Refusal.UNAVAILABLE -> "Service Unavailable";
      default -> "";
    };
  }
}
