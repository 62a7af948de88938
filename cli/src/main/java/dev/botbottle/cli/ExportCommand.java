package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.manifest.AgentFile;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.EnvValue;
import dev.botbottle.manifest.PromptSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bottle export}: an agent as one Markdown file to hand on. */
final class ExportCommand implements Command {
  @Override
  public String name() {
    return "export";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage().description("Prints an agent as one Markdown file, to hand on.");
    return spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("AGENT")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("An agent of yours, of the library or of an approved project.")
            .build());
  }

  @Override
  public int run(Invocation invocation) {
    String name = invocation.positional(0).orElse("");
    Manifests manifests = Manifests.read(invocation.host());
    AgentSpec agent =
        manifests
            .userAgent(name)
            .or(() -> manifests.projectAgent(name))
            .or(() -> manifests.libraryAgent(name))
            .orElseThrow(() ->
                new BottleException(
                    ExitCode.USAGE,
                    "could not find the agent " + name,
                    "there are: " + String.join(", ", manifests.agentNames())));
    if (agent.provider().equals("command")) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not export " + name + ": it runs a command, which no such file may",
          "hand on the lines of the manifest instead (" + agent.origin() + ")");
    }
    if (!agent.servers().isEmpty()) {
      throw new BottleException(
          ExitCode.USAGE,
          "could not export " + name + ": such a file cannot say its MCP servers (\"mcp\")",
          "hand on the lines of the manifest instead (" + agent.origin() + ")");
    }
    String prompt = "";
    if (agent.prompt().isPresent()) {
      prompt =
          switch (agent.prompt().get()) {
            case PromptSpec.Text text -> text.text();
            case PromptSpec.File file -> manifests.text("prompt", file.path(), agent.origin());
          };
    }
    for (EnvEntry entry : agent.env()) {
      boolean plain =
          switch (entry.value()) {
            case EnvValue.Literal _, EnvValue.FromHost _, EnvValue.Prompt _ ->
                entry.hosts().isEmpty();
            case EnvValue.FromSource _, EnvValue.Placeholder _ -> false;
          };
      if (!plain) {
        throw new BottleException(
            ExitCode.USAGE,
            "could not export " + name + ": such a file cannot say its variable " + entry.name(),
            "put it into the bottle instead (" + entry.origin() + ")");
      }
    }
    System.out.print(AgentFile.print(agent, prompt));
    return 0;
  }
}
