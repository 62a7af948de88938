package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.launcher.manifests.Proposal;
import dev.botbottle.launcher.workspace.WorkspaceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;

/** {@code bottle init}: a first manifest for this project. */
final class InitCommand implements Command {
  @Override
  public String name() {
    return "init";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Finds out what this project is and proposes a bottle.jsonc for it.");
    return spec.addOption(
        Invocation.flag("Writes it without asking. It does not approve it.", "-y", "--yes"));
  }

  @Override
  public int run(Invocation invocation) {
    Host host = invocation.host();
    Path directory = WorkspaceRules.check(host.directory(), host);
    Path file = directory.resolve("bottle.jsonc");
    if (Files.exists(file)) {
      throw new BottleException(
          ExitCode.MANIFEST,
          "could not propose a manifest: there is " + file,
          "'bottle check' reads it");
    }
    String proposal = Proposal.of(directory);
    System.out.print(proposal);
    if (!invocation.flag("--yes")
        && !Question.yes("Write this to " + file + "?", "bottle init --yes writes it")) {
      throw new BottleException(ExitCode.NOT_CONFIRMED, "not written", "");
    }
    try {
      Files.writeString(file, proposal, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.MANIFEST, "could not write " + file + ": " + Why.of(e), "check who may", e);
    }
    System.err.println("bottle: written; it counts once you approved it: bottle trust");
    return 0;
  }
}
