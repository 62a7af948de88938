package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.otlp.LedgerExport;
import dev.botbottle.otlp.LogsRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** {@code bottle logs}: what a session's gateway decided. */
final class LogsCommand implements Command {
  private static final String OTLP = "otlp";

  /** One for all lines: it knows their members' names. */
  private static final JsonFactory JSON = new JsonFactory();

  /** How often a ledger that is followed is looked at. */
  private static final Duration LOOK = Duration.ofMillis(100);

  @Override
  public String name() {
    return "logs";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage().description("Shows a session's ledger: every decision of its gateway.");
    spec.addOption(Invocation.flag("Only what was denied.", "--denied"));
    spec.addOption(Invocation.flag("Goes on until the session ends.", "--follow"));
    spec.addOption(
        OptionSpec.builder("--format")
            .paramLabel("FORMAT")
            .type(String.class)
            .description("text, json, or otlp: OpenTelemetry's JSON, a request on each line.")
            .build());
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("SESSION")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("Its id, or an unambiguous beginning of it.")
            .build());
  }

  @Override
  public int run(Invocation invocation) {
    SessionRecord record = invocation.sessions().find(invocation.positional(0).orElse(""));
    Path ledger = invocation.sessions().directory(record.id()).ledger();
    boolean otlp = invocation.value("--format").filter(OTLP::equals).isPresent();
    boolean json = !otlp && invocation.json();
    boolean denied = invocation.flag("--denied");
    Map<String, String> resource = otlp ? Telemetry.resource(record) : Map.of();
    try (LedgerLines lines = new LedgerLines(ledger)) {
      boolean more = invocation.flag("--follow");
      boolean waits;
      do {
        // In this order: what was written before the end is seen after it.
        waits = more && runs(invocation, record);
        List<String> some = next(lines, denied);
        while (!some.isEmpty() && show(some, json, resource)) {
          some = next(lines, denied);
        }
        if (System.out.checkError()) {
          return 0; // whoever read has enough
        }
        if (waits) {
          LockSupport.parkNanos(LOOK.toNanos());
        }
      } while (waits);
      String rest = lines.rest();
      if (!rest.isEmpty() && (!denied || Denials.isOne(rest))) {
        if (json) {
          keepApart(rest);
        } else {
          show(List.of(rest), json, resource);
        }
      }
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.NO_SESSION,
          "could not read the ledger " + ledger,
          "it was there when the session began; was it removed?",
          e);
    }
    return 0;
  }

  private static boolean runs(Invocation invocation, SessionRecord record) {
    return invocation
        .sessions()
        .read(record.id())
        .filter(now -> now.state() == SessionRecord.State.RUNNING)
        .isPresent();
  }

  /** As many as are there, up to what is shown at once. */
  private static List<String> next(LedgerLines lines, boolean denied) throws IOException {
    List<String> some = new ArrayList<>();
    while (some.size() < LedgerExport.MOST_RECORDS) {
      Optional<String> line = denied ? lines.nextDenial() : lines.next();
      if (line.isEmpty()) {
        break;
      }
      some.add(line.get());
    }
    return some;
  }

  /**
   * @param resource what the records are about, for OTLP; else empty
   * @return whether somebody still reads
   */
  private static boolean show(List<String> lines, boolean json, Map<String, String> resource) {
    if (resource.isEmpty()) {
      // At once: a line by itself would be a system call.
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        text.append(json ? line : Shown.line(text(line))).append('\n');
      }
      System.out.print(text);
    } else {
      LogsRequest request = LogsRequest.of(resource, lines);
      if (request.records() > 0) {
        System.out.writeBytes(request.json());
        System.out.println();
      }
    }
    return !System.out.checkError();
  }

  /** Whoever reads JSON reads all of it as such, and may stop at what is none. */
  private static void keepApart(String torn) {
    System.err.println(
        "bottle: the ledger's last line is torn, and kept apart from those that are JSON: "
            + Shown.line(torn));
  }

  private static String text(String line) {
    Map<String, String> entry = fields(line);
    StringBuilder out = new StringBuilder();
    out.append(entry.getOrDefault("time", "?")).append(' ');
    pad(out, entry.getOrDefault("verdict", "?"), 6);
    pad(out, entry.getOrDefault("kind", "?"), 9);
    String host = entry.getOrDefault("host", "");
    String port = entry.getOrDefault("port", "0");
    out.append(entry.getOrDefault("method", ""))
        .append(entry.getOrDefault("method", "").isEmpty() ? "" : " ");
    out.append(host);
    if (!port.equals("0")) {
      out.append(':').append(port);
    }
    out.append(entry.getOrDefault("path", ""));
    out.append("  [").append(entry.getOrDefault("rule", "")).append("] ");
    out.append(entry.getOrDefault("reason", ""));
    out.append(entry.getOrDefault("found", ""));
    if (entry.containsKey("findings_left_out")) {
      out.append("; and ").append(entry.get("findings_left_out")).append(" more");
    }
    return out.toString().stripTrailing();
  }

  private static void pad(StringBuilder out, String text, int width) {
    out.append(text).repeat(' ', Math.max(1, width - text.length()));
  }

  /** What the scanner saw, each with its place. */
  private static String found(JsonParser json) {
    StringBuilder out = new StringBuilder();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      out.append("; found ");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("detector")) {
          out.append(json.getString());
        } else if (name.equals("place")) {
          out.append(" in ").append(json.getString());
        } else {
          json.skipChildren();
        }
      }
    }
    return out.toString();
  }

  /** The entry's own fields that are words or numbers. */
  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue()) {
          fields.put(name, json.getString());
        } else if (name.equals("findings")) {
          fields.put("found", found(json));
        } else {
          json.skipChildren();
        }
      }
      return fields;
    } catch (JacksonException e) {
      // A crash can tear the last line; what is there is shown as it is.
      return Map.of("reason", "(torn) " + line);
    }
  }
}
