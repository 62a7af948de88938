package dev.botbottle.cli;

import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code bottle list}: the sessions. */
final class ListCommand implements Command {
  @Override
  public String name() {
    return "list";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage().description("Shows running sessions, or all of them.");
    spec.addOption(Invocation.flag("Ended sessions too.", "-a", "--all"));
    return spec.addOption(Invocation.format());
  }

  @Override
  public int run(Invocation invocation) {
    boolean all = invocation.flag("--all");
    List<SessionRecord> records =
        invocation.sessions().list().stream()
            .filter(record -> all || record.state() == SessionRecord.State.RUNNING)
            .toList();
    System.out.print(invocation.json() ? json(records) + "\n" : text(records));
    return 0;
  }

  private static String text(List<SessionRecord> records) {
    if (records.isEmpty()) {
      return "no sessions; bottle list --all shows ended ones\n";
    }
    StringBuilder out = new StringBuilder();
    row(out, "SESSION", "BOTTLE", "BACKEND", "STATE", "STARTED", "LABEL", "WORKSPACE");
    for (SessionRecord record : records) {
      row(
          out,
          record.id(),
          record.bottle(),
          record.backend(),
          record.cut() && record.state() == SessionRecord.State.RUNNING ? "cut off" : word(record),
          record.started().toString().substring(0, 19) + "Z",
          Shown.line(record.label()),
          record.workspace());
    }
    return out.toString();
  }

  private static void row(StringBuilder out, String... cells) {
    int[] widths = {20, 12, 12, 9, 21, 16, 0};
    for (int i = 0; i < cells.length; i++) {
      out.append(cells[i]);
      if (i < cells.length - 1) {
        out.repeat(' ', Math.max(1, widths[i] - cells[i].length()));
      }
    }
    out.append('\n');
  }

  private static String word(SessionRecord record) {
    return record.state().name().toLowerCase(Locale.ROOT);
  }

  private static String json(List<SessionRecord> records) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("sessions");
      for (SessionRecord record : records) {
        json.writeStartObject();
        json.writeStringProperty("id", record.id());
        json.writeStringProperty("agent", record.agent());
        json.writeStringProperty("label", record.label().isEmpty() ? null : record.label());
        json.writeStringProperty("bottle", record.bottle());
        json.writeStringProperty("backend", record.backend());
        json.writeStringProperty("rung", record.rung());
        json.writeStringProperty("state", word(record));
        json.writeStringProperty("egress", record.cut() ? "cut" : "open");
        json.writeStringProperty("workspace", record.workspace());
        json.writeStringProperty("started", record.started().toString());
        json.writeStringProperty("ended", record.ended().map(Object::toString).orElse(null));
        json.writeStringProperty("ended_by", record.endedBy().orElse(null));
        if (record.exit().isPresent()) {
          json.writeNumberProperty("exit", record.exit().get());
        } else {
          json.writeNullProperty("exit");
        }
        ProcessIdentity supervisor = record.processes().get(SessionRecord.SUPERVISOR);
        if (supervisor != null) {
          json.writeNumberProperty("supervisor_pid", supervisor.pid());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }
}
