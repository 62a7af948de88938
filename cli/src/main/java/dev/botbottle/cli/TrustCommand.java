package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.manifests.GrantWords;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.manifests.Pins;
import dev.botbottle.launcher.manifests.ProjectManifest;
import dev.botbottle.launcher.manifests.ShadowedAgents;
import dev.botbottle.launcher.manifests.UserManifest;
import dev.botbottle.launcher.provider.Provider;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * {@code bottle trust}: shows what a project's manifest grants, as a difference to what was
 * approved before, and asks. There is no {@code --yes}: without a terminal only the exact digest
 * approves.
 */
final class TrustCommand implements Command {
  @Override
  public String name() {
    return "trust";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Shows what a project's manifest would grant, and asks whether it may.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("DIR")
            .type(String.class)
            .arity("0..1")
            .description("The project; this directory unless given.")
            .build());
    spec.addOption(
        OptionSpec.builder("--accept")
            .type(String.class)
            .paramLabel("sha256:…")
            .description("Approves without asking, exactly what has this digest (for CI).")
            .build());
    spec.addOption(Invocation.flag("Takes an approval back.", "--revoke"));
    return spec.addOption(Invocation.format());
  }

  @Override
  public int run(Invocation invocation) {
    Host host = invocation.host();
    Path directory = directory(invocation, host);
    Pins pins = new Pins(host);
    if (invocation.flag("--revoke")) {
      System.out.println(
          pins.forget(directory) ? "the approval was taken back" : "nothing was approved here");
      return 0;
    }
    if (!ProjectManifest.isIn(directory) || host.home().startsWith(directory)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not find a project's manifest in " + directory,
          "there is neither bottle.jsonc nor claude-bottle.json nor .bot-bottle/agents;"
              + " 'bottle init' makes one");
    }
    ProjectManifest project = ProjectManifest.read(directory, UserManifest.read(host).bottles());
    List<String> grants = GrantWords.of(project);
    Optional<Pins.Pin> before = pins.of(directory);
    boolean approved =
        before.isPresent()
            && before.get().digest().equals(project.digest())
            && before.get().grants().containsAll(grants);
    List<String> builtIn = Provider.builtIn().stream().map(Provider::name).toList();
    List<String> warnings =
        ShadowedAgents.of(
            project, Manifests.read(host, Optional.of(directory.toString())), builtIn);
    Optional<String> accepted = invocation.value("--accept");
    if (invocation.json()) {
      System.out.println(json(project, grants, warnings, before, approved));
    } else {
      System.out.print(text(project, grants, before, approved));
      warnings.forEach(warning -> System.out.println("warning: " + warning));
    }
    if (approved || (invocation.json() && accepted.isEmpty())) {
      return 0;
    }
    if (accepted.isPresent() && !accepted.get().equals(project.digest())) {
      throw new BottleException(
          ExitCode.NOT_TRUSTED,
          "could not approve: the project's manifest has another digest than the one given",
          "read what it grants, then give " + project.digest());
    }
    if (accepted.isEmpty()
        && !Question.yes(
            "Approve this?", "read the above, then: bottle trust --accept " + project.digest())) {
      throw new BottleException(ExitCode.NOT_CONFIRMED, "not approved", "");
    }
    pins.keep(directory, new Pins.Pin(project.digest(), grants));
    System.err.println("bottle: approved; a change of any of these files is asked about again");
    return 0;
  }

  private static Path directory(Invocation invocation, Host host) {
    Path directory = host.directory().resolve(invocation.positional(0).orElse(""));
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.USAGE, "could not find " + directory, "name the project's directory", e);
    }
  }

  private static String text(
      ProjectManifest project, List<String> grants, Optional<Pins.Pin> before, boolean approved) {
    StringBuilder out = new StringBuilder();
    out.append("project  ").append(Shown.line(project.directory().toString())).append('\n');
    out.append("files    ");
    out.append(Shown.line(String.join(", ", project.digests().keySet()))).append('\n');
    out.append("digest   ").append(project.digest()).append('\n');
    if (approved) {
      out.append("approved, and unchanged since:\n");
      grants.forEach(line -> out.append("  ").append(line).append('\n'));
      return out.toString();
    }
    List<String> difference = GrantWords.difference(before, grants);
    out.append(
        before.isPresent()
            ? "changed since you approved it (- no longer, + new):\n"
            : "not approved; it would grant:\n");
    if (difference.isEmpty()) {
      out.append("  nothing else than before: only how it is written changed\n");
    }
    difference.forEach(line -> out.append("  ").append(line).append('\n'));
    return out.toString();
  }

  private static String json(
      ProjectManifest project,
      List<String> grants,
      List<String> warnings,
      Optional<Pins.Pin> before,
      boolean approved) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("trust");
      json.writeStringProperty("directory", project.directory().toString());
      json.writeStringProperty(
          "state", approved ? "approved" : before.isPresent() ? "changed" : "unapproved");
      json.writeStringProperty("digest", project.digest());
      json.writeArrayPropertyStart("files");
      project
          .digests()
          .forEach((path, digest) -> {
            json.writeStartObject();
            json.writeStringProperty("path", path);
            json.writeStringProperty("sha256", digest);
            json.writeEndObject();
          });
      json.writeEndArray();
      json.writeArrayPropertyStart("grants");
      grants.forEach(json::writeString);
      json.writeEndArray();
      json.writeArrayPropertyStart("warnings");
      warnings.forEach(json::writeString);
      json.writeEndArray();
      json.writeArrayPropertyStart("difference");
      GrantWords.difference(before, grants).forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }
}
