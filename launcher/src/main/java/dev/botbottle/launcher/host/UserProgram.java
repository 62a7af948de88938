package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program of the user's that is asked something: without a shell, without input, in an empty
 * directory, so that no project's configuration counts, and without the agents' credentials, which
 * no program the launcher starts inherits.
 */
public final class UserProgram {
  /** Variables that the product itself reads as a credential. */
  private static final List<String> CREDENTIALS =
      List.of(
          "CLAUDE_BOTTLE_OAUTH_TOKEN",
          "BOTTLE_CLAUDE_OAUTH_TOKEN",
          "CLAUDE_CODE_OAUTH_TOKEN",
          "ANTHROPIC_API_KEY");

  /**
   * What came of it.
   *
   * @param exit the exit code; {@link #TOO_LATE} when it had to be ended
   * @param output what it wrote to its standard output; the caller clears a secret
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that can be cleared, never compared
  public record Answer(int exit, byte[] output) {
    /** The exit code alone: the output may be a secret. */
    @Override
    public String toString() {
      return "Answer[" + exit + "]";
    }
  }

  /** Stands for the exit code of a program that did not end in time. */
  public static final int TOO_LATE = -1;

  private UserProgram() {}

  /**
   * Runs a command to its end.
   *
   * @param directory an empty one
   * @param errors where its standard error goes
   * @param patience after which it is killed
   */
  public static Answer ask(
      List<String> command, Path directory, ProcessBuilder.Redirect errors, Duration patience)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(errors);
    CREDENTIALS.forEach(builder.environment()::remove);
    Process process = builder.start();
    AtomicBoolean late = new AtomicBoolean();
    Thread watch =
        Thread.ofPlatform()
            .daemon()
            .name("patience")
            .start(() -> {
              try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                  late.set(true);
                  // What it started holds its output open; itself first, or it would go on.
                  List<ProcessHandle> started = process.descendants().toList();
                  process.destroyForcibly();
                  started.forEach(ProcessHandle::destroyForcibly);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it has ended
              }
            });
    try {
      byte[] output = process.getInputStream().readAllBytes();
      int exit = process.waitFor();
      return new Answer(late.get() ? TOO_LATE : exit, output);
    } finally {
      watch.interrupt();
      process.destroyForcibly();
    }
  }
}
