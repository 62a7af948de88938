package dev.botbottle.cli;

import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.manifests.Check;
import dev.botbottle.launcher.manifests.UserManifest;
import dev.botbottle.manifest.ManifestPrinter;
import dev.botbottle.manifest.Problem;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code bottle check}: every problem of the manifests that count here, or of one file. */
final class CheckCommand implements Command {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Tells every problem of your manifest, your agents and this project's.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .type(String.class)
            .arity("0..1")
            .description("One manifest instead, wherever it lies.")
            .build());
    spec.addOption(
        Invocation.flag("Prints your manifest with \"extends\" worked in.", "--resolved"));
    return spec.addOption(Invocation.format());
  }

  @Override
  public int run(Invocation invocation) {
    if (invocation.flag("--resolved")) {
      System.out.print(ManifestPrinter.print(UserManifest.read(invocation.host())));
      return 0;
    }
    Optional<String> file = invocation.positional(0);
    List<Check> checks =
        file.isPresent()
            ? List.of(Check.manifest(Path.of(file.get())))
            : Check.all(invocation.host());
    System.out.print(invocation.json() ? json(checks) + "\n" : text(checks));
    for (Check check : checks) {
      if (!check.isGood()) {
        return ExitCode.MANIFEST.code();
      }
    }
    return 0;
  }

  private static String text(List<Check> checks) {
    StringBuilder out = new StringBuilder();
    for (Check check : checks) {
      out.append(
          check.isGood() ? "ok   " + check.file() + ": " + check.summary() + "\n" : check.text());
    }
    return checks.isEmpty() ? "no manifest here; 'bottle init' makes one\n" : out.toString();
  }

  private static String json(List<Check> checks) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("files");
      for (Check check : checks) {
        json.writeStartObject();
        json.writeStringProperty("file", check.file());
        json.writeBooleanProperty("ok", check.isGood());
        json.writeArrayPropertyStart("problems");
        for (Problem problem : check.problems()) {
          json.writeStartObject();
          json.writeStringProperty("file", problem.origin().source());
          json.writeNumberProperty("line", problem.origin().line());
          json.writeNumberProperty("column", problem.origin().column());
          json.writeStringProperty("message", problem.message());
          json.writeStringProperty("fix", problem.hint().isEmpty() ? null : problem.hint());
          json.writeEndObject();
        }
        if (check.problems().isEmpty() && !check.isGood()) {
          json.writeStartObject();
          json.writeStringProperty("file", check.file());
          json.writeNumberProperty("line", 0);
          json.writeNumberProperty("column", 0);
          json.writeStringProperty("message", check.text().lines().findFirst().orElse(""));
          json.writeNullProperty("fix");
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }
}
