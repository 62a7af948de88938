package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.manifests.UserManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the build runs once so that the JVM's ahead-of-time cache knows the classes and profiles of
 * ordinary use (JEP 514, JEP 515). Never runs on a user's command.
 */
public final class Training {
  private Training() {}

  /** What a start needs, and nothing more: each class in a cache takes its time at every start. */
  private static final List<List<String>> START =
      List.of(List.of("start", "--yes", "--", "true"), List.of("start", "trained", "--dry-run"));

  private static final List<List<String>> OTHERS =
      List.of(
          List.of("--help"),
          List.of("list"),
          List.of("list", "--all", "--format", "json"),
          List.of("start", "demo", "--dry-run"),
          List.of("start", "demo", "--dry-run", "--format", "json"),
          List.of("explain", "https://example.com/", "--agent", "shell"),
          List.of("start", "trained", "--dry-run"),
          List.of("cleanup", "--records"));

  /**
   * Runs the commands people run most, on the directories the build made for it.
   *
   * @param arguments {@code start} for the cache of that command, nothing for that of all others
   */
  public static void main(String[] arguments) throws IOException {
    boolean start = List.of(arguments).contains("start");
    manifest();
    Objects.requireNonNull(Main.class); // it would end this program, but is to be in the cache
    for (List<String> words : start ? START : OTHERS) {
      try {
        Cli.run(new ArrayList<>(words));
      } catch (BottleException e) {
        // A build machine need not be able to run bottles; the cache then knows less. What else
        // goes wrong would make every start slow without a word.
        if (e.exit() != ExitCode.NO_BACKEND) {
          throw e;
        }
        System.err.println(
            "not trained: bottle " + String.join(" ", words) + ": " + e.getMessage());
      }
    }
  }

  /** A small manifest, for the way of a start through one; never in the place of a user's. */
  private static void manifest() throws IOException {
    Path file = UserManifest.path(Host.current());
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          """
          {
            "bottles": {
              "base": { "env": { "A": "b" } },
              "work": { "extends": "base", "egress": { "allowlist": [
                { "host": "example.com", "methods": ["GET"], "paths": ["/**"] }, "example.org" ] } }
            },
            "agents": { "trained": { "provider": "demo", "bottle": "work", "prompt": "x" } }
          }
          """);
    }
  }
}
