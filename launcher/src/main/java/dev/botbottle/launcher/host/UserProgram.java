package dev.botbottle.launcher.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program of the user's that is asked something: without a shell, without input, in an empty
 * directory, so that no project's configuration counts, and with a cleaned environment.
 */
public final class UserProgram {
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
   * Runs a program at the user's own terminal to its end, without anything named like a secret.
   *
   * @return its exit code
   */
  public static int attend(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).inheritIO().directory(Path.of("/").toFile());
    InheritedEnvironment.WITHOUT_SECRETS.clean(builder.environment());
    return builder.start().waitFor();
  }

  /**
   * Runs a command to its end.
   *
   * @param directory an empty one
   * @param inherited what it keeps of this process's environment
   * @param errors where its standard error goes
   * @param patience after which it is killed
   */
  public static Answer ask(
      List<String> command,
      Path directory,
      InheritedEnvironment inherited,
      ProcessBuilder.Redirect errors,
      Duration patience)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(errors);
    inherited.clean(builder.environment());
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
