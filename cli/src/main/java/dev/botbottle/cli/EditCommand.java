package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.host.UserProgram;
import dev.botbottle.launcher.host.Why;
import dev.botbottle.launcher.manifests.Check;
import dev.botbottle.launcher.manifests.UserManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import picocli.CommandLine.Model.CommandSpec;

/** {@code bottle edit}: the user's own manifest in the user's editor, and then its problems. */
final class EditCommand implements Command {
  private static final String FIRST =
      """
      // Your bottles and agents: see 'bottle schema' and docs/manifest.md. 'bottle check' reads it.
      {
        "bottles": {
          "default": {
            "egress": { "allowlist": [] },
          },
        },
        "agents": {},
      }
      """;

  @Override
  public String name() {
    return "edit";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name(name());
    spec.usageMessage()
        .description("Opens your own manifest in $VISUAL or $EDITOR and checks it afterwards.");
    return spec;
  }

  @Override
  public int run(Invocation invocation) {
    Host host = invocation.host();
    Path file = UserManifest.path(host);
    List<String> command = editor(host);
    command.add(file.toString());
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(host.configuration());
        Files.writeString(file, FIRST);
      }
      int code = UserProgram.attend(command);
      if (code != 0) {
        throw new BottleException(
            ExitCode.USAGE,
            "could not edit " + file + ": the editor ended with exit code " + code,
            "set VISUAL or EDITOR");
      }
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.USAGE, "could not edit " + file + ": " + Why.of(e), "set VISUAL or EDITOR", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERNAL.code();
    }
    Check check = Check.manifest(file);
    if (check.isGood()) {
      System.err.println("bottle: " + file + ": " + check.summary());
      return 0;
    }
    System.err.print(check.text());
    return ExitCode.MANIFEST.code();
  }

  /** The words of the user's choice; no shell reads them. */
  private static List<String> editor(Host host) {
    String chosen = host.variable("VISUAL").or(() -> host.variable("EDITOR")).orElse("vi");
    List<String> words = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(chosen, " ");
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    if (words.isEmpty()) {
      words.add("vi");
    }
    if (!words.getFirst().startsWith("/")) {
      String name = words.getFirst();
      words.set(
          0,
          host.find(name)
              .orElseThrow(() ->
                  new BottleException(
                      ExitCode.USAGE, "could not find the editor " + name, "set VISUAL or EDITOR"))
              .toString());
    }
    return words;
  }
}
