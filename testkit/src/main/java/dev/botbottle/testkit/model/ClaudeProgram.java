package dev.botbottle.testkit.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The real Claude Code, fetched with the host's npm client: one native program. */
public final class ClaudeProgram {
  private ClaudeProgram() {}

  /** The npm package for this machine; empty when there is none. */
  public static Optional<String> packageName() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> Optional.of("@anthropic-ai/claude-code-linux-x64");
      case "aarch64" -> Optional.of("@anthropic-ai/claude-code-linux-arm64");
      default -> Optional.empty();
    };
  }

  /**
   * The program's file below a folder, where an earlier call may have put it already. No script of
   * the package runs.
   *
   * @throws IOException when npm is missing or could not fetch it
   */
  public static Path fetch(Path folder) throws IOException {
    String name =
        packageName().orElseThrow(() -> new IOException("no Claude Code for this machine"));
    Path program = folder.resolve("node_modules").resolve(name).resolve("claude");
    if (Files.isExecutable(program)) {
      return program;
    }
    Files.createDirectories(folder);
    Process npm =
        new ProcessBuilder(
                List.of(
                    "npm",
                    "install",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--prefix",
                    folder.toString(),
                    name))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    npm.getOutputStream().close();
    String out = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        throw new IOException("npm could not fetch " + name + ": " + out);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return program;
  }
}
