package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MessageWriter;
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

  private final Inspector inspector;

  RefusalPage(Inspector inspector) {
    this.inspector = inspector;
  }

  /** Writes the whole answer and flushes it. */
  void write(
      MessageWriter out, Refusal refusal, String subject, boolean json, boolean head, boolean keep)
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
    out.head(refusal.status(), phrase(refusal.status()), fields, new Framing.Length(body.length));
    if (!head) {
      out.bytes(body, 0, body.length);
    }
    out.flush();
  }

  private String text(Refusal refusal, String subject) {
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
    return page.append('\n')
        .append(refusal.retryAfter() > 0 ? LATER : ADVICE)
        .append("\n\n")
        .append(json(refusal, subject))
        .toString();
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
