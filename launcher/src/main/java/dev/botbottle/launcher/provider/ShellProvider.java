package dev.botbottle.launcher.provider;

import dev.botbottle.policy.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user's own shell. */
public record ShellProvider() implements Provider {
  @Override
  public String name() {
    return "shell";
  }

  @Override
  public boolean usesWorkspace() {
    return true;
  }

  @Override
  public List<Route> routes(Request request) {
    return List.of();
  }

  @Override
  public Needs needs(Request request) {
    List<String> command = new ArrayList<>();
    // The user's login shell, if it is one of the system's, which are the same inside.
    command.add(
        request
            .host()
            .variable("SHELL")
            .filter(shell -> shell.startsWith("/bin/") || shell.startsWith("/usr/"))
            .filter(shell -> Files.isExecutable(Path.of(shell)))
            .orElse("/bin/sh"));
    command.addAll(request.arguments());
    request.prompt().ifPresent(prompt -> command.addAll(List.of("-c", prompt)));
    return Needs.command(command);
  }
}
