package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Shown;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.launcher.manifests.AgentBundle;
import dev.botbottle.launcher.manifests.UserAgents;
import dev.botbottle.launcher.manifests.UserManifest;
import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.manifest.AgentFile;
import dev.botbottle.manifest.AgentSpec;
import dev.botbottle.manifest.EnvEntry;
import dev.botbottle.manifest.Imports;
import dev.botbottle.manifest.Manifest;
import dev.botbottle.manifest.ManifestException;
import dev.botbottle.manifest.PromptSpec;
import dev.botbottle.manifest.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code bottle add}: copies agents from elsewhere beside the user's manifest, once shown. */
final class AddCommand implements Command {
  @Override
  public String name() {
    return "add";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Copies agents from a file, a folder or a commit of a repository to yours.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE|DIR|URL@COMMIT")
            .type(String.class)
            .arity("1")
            .required(true)
            .description("Markdown files with keys at their head; a commit with all 40 digits.")
            .build());
    spec.addOption(Invocation.flag("Does not ask.", "-y", "--yes"));
    spec.addOption(Invocation.flag("Takes the place of agents of the same name.", "--replace"));
    return spec;
  }

  @Override
  public int run(Invocation invocation) {
    Host host = invocation.host();
    Manifest user = UserManifest.read(host);
    Path folder = UserAgents.folder(host);
    Map<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry :
        new AgentBundle(host).read(invocation.positional(0).orElse("")).entrySet()) {
      AgentSpec agent = agent(entry.getKey(), entry.getValue(), user);
      Path file = folder.resolve(agent.name() + ".md");
      if (Provider.named(agent.name()).isPresent() || files.containsKey(agent.name() + ".md")) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not add "
                + Shown.line(agent.name())
                + " from "
                + Shown.line(entry.getKey())
                + (Provider.named(agent.name()).isPresent()
                    ? ": it would take the place of the built-in agent of this name"
                    : ": two of these files have this name"),
            "give it another name; nothing was added");
      }
      boolean taken = user.agent(agent.name()).isPresent() || Files.exists(file);
      if (taken && !(invocation.flag("--replace") && user.agent(agent.name()).isEmpty())) {
        throw new BottleException(
            ExitCode.MANIFEST,
            "could not add " + agent.name() + ": there is one of this name",
            "remove it, or let --replace take the place of " + file);
      }
      describe(agent, entry.getKey(), entry.getValue(), host).forEach(System.out::println);
      files.put(agent.name() + ".md", entry.getValue());
    }
    if (!invocation.flag("--yes")
        && !Question.yes("Add to " + folder + "?", "read the above, then add --yes")) {
      throw new BottleException(ExitCode.NOT_CONFIRMED, "not added", "");
    }
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> entry : files.entrySet()) {
        Files.write(folder.resolve(entry.getKey()), entry.getValue());
      }
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not write to " + folder + ": " + Why.of(e), "check who may", e);
    }
    return 0;
  }

  private static AgentSpec agent(String name, byte[] content, Manifest user) {
    try {
      return AgentFile.read(name, content, Scope.beside(user.bottles()));
    } catch (ManifestException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not use " + name + "\n" + e.render(), "nothing was added", e);
    }
  }

  /** What it would need, each line harmless for a terminal. */
  private static List<String> describe(AgentSpec agent, String file, byte[] content, Host host) {
    List<String> lines = new ArrayList<>();
    lines.add("agent " + agent.name() + agent.description().map(text -> ": " + text).orElse(""));
    lines.add("  runs " + agent.provider() + " in your bottle " + agent.bottle().orElse("default"));
    if (Provider.named(agent.provider()).isEmpty()) {
      lines.add("  needs the provider " + agent.provider() + ", which there is not");
    }
    agent.model().ifPresent(model -> lines.add("  uses the model " + model));
    for (EnvEntry entry : agent.env()) {
      lines.add("  sees env " + entry.name() + " (" + entry.value() + ")");
    }
    for (String skill : agent.skills()) {
      boolean there = Files.isDirectory(host.home().resolve(".claude/skills").resolve(skill));
      lines.add("  needs the skill " + skill + (there ? "" : ", which you do not have"));
    }
    if (agent.provider().equals("claude")) {
      lines.add(
          "  brings along of yours: "
              + String.join(", ", agent.imports().orElse(Imports.USUAL).written()));
    }
    agent
        .prompt()
        .ifPresent(prompt -> {
          if (prompt instanceof PromptSpec.Text text) {
            lines.add("  is told:");
            text.text().lines().forEach(line -> lines.add("    | " + line));
          }
        });
    try {
      List<String> leftOut = AgentFile.leftOut(file, content);
      if (!leftOut.isEmpty()) {
        lines.add("  without effect here: " + String.join(", ", leftOut));
      }
    } catch (ManifestException e) {
      throw new IllegalStateException("it was read before", e);
    }
    List<String> shown = new ArrayList<>();
    lines.forEach(line -> shown.add(Shown.line(line)));
    return shown;
  }
}
