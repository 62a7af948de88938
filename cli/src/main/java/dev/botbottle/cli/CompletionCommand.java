package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.manifests.Manifests;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.launcher.session.SessionRecord;
import java.util.Collection;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code bottle completion}: a script for the user's shell. Commands and options stand in it;
 * agents, bottles and sessions are asked for when they are wanted.
 */
final class CompletionCommand implements Command {
  private final java.util.function.Supplier<Collection<CommandSpec>> commands;

  CompletionCommand(java.util.function.Supplier<Collection<CommandSpec>> commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "completion";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description(
            "Prints a script that completes bottle's words: source <(bottle completion bash),"
                + " or bottle completion fish | source.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("SHELL")
            .type(String.class)
            .arity("0..1")
            .description("bash, zsh or fish.")
            .build());
    return spec.addOption(
        OptionSpec.builder("--words")
            .type(String.class)
            .paramLabel("KIND")
            .hidden(true)
            .description("agents, bottles or sessions, one a line; for the scripts.")
            .build());
  }

  @Override
  public boolean reapsFirst() {
    return false;
  }

  @Override
  public int run(Invocation invocation) {
    if (invocation.value("--words").isPresent()) {
      for (String word : words(invocation.value("--words").get(), invocation)) {
        System.out.println(word);
      }
      return 0;
    }
    System.out.print(
        switch (invocation.positional(0).orElse("")) {
          case "bash" -> Completion.bash(commands.get());
          case "zsh" -> Completion.zsh(commands.get());
          case "fish" -> Completion.fish(commands.get());
          default ->
              throw new BottleException(
                  ExitCode.USAGE,
                  "could not complete for the shell " + invocation.positional(0).orElse("(none)"),
                  "there are: bash, zsh, fish");
        });
    return 0;
  }

  private static Collection<String> words(String kind, Invocation invocation) {
    TreeSet<String> words = new TreeSet<>();
    switch (kind) {
      case "agents" -> {
        words.addAll(Manifests.read(invocation.host()).agentNames());
        Provider.builtIn().forEach(provider -> words.add(provider.name()));
      }
      case "bottles" -> {
        words.addAll(Manifests.read(invocation.host()).bottleNames());
        words.add("default");
      }
      case "sessions" -> {
        for (SessionRecord record : invocation.sessions().list()) {
          words.add(record.id());
        }
      }
      default ->
          throw new BottleException(
              ExitCode.USAGE, "could not list " + kind, "there are: agents, bottles, sessions");
    }
    return words;
  }
}
