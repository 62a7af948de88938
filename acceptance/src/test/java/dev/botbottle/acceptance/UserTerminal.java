package dev.botbottle.acceptance;

import dev.botbottle.posix.NonBlocking;
import dev.botbottle.posix.PseudoTerminal;
import dev.botbottle.testkit.lab.LabProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A pseudo-terminal as a terminal's window holds one; closing it is closing the window. */
final class UserTerminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final PseudoTerminal terminal;
  private final InputStream from;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private UserTerminal(PseudoTerminal terminal) {
    this.terminal = terminal;
    this.from = terminal.control().input();
  }

  static UserTerminal open() {
    PseudoTerminal terminal = PseudoTerminal.open();
    NonBlocking.set(terminal.control());
    try {
      // Every account of the lab may be the one that sits here.
      Files.setPosixFilePermissions(
          Path.of(terminal.path()), PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      terminal.close();
      throw new UncheckedIOException(e);
    }
    return new UserTerminal(terminal);
  }

  /** Starts {@code bottle} at this terminal, which becomes its controlling one. */
  LabProcess bottle(Scene scene, Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of(Product.bottle().toString()));
    command.addAll(Arrays.asList(words));
    return start(scene, environment, command);
  }

  /** Starts a command at this terminal, which becomes its controlling one. */
  LabProcess start(Scene scene, Map<String, String> environment, List<String> command) {
    List<String> whole =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "exec setsid --ctty \"$@\" <" + path() + " >" + path() + " 2>&1",
                "sh"));
    whole.addAll(command);
    return scene.start(whole, environment);
  }

  /**
   * Starts a command at this terminal, which stays free to become the controlling one of whoever
   * begins a session at it.
   */
  LabProcess startUncontrolled(Scene scene, String input, List<String> command) {
    List<String> whole =
        new ArrayList<>(
            List.of("sh", "-c", "exec \"$@\" <" + input + " >" + path() + " 2>&1", "sh"));
    whole.addAll(command);
    return scene.start(whole, Map.of());
  }

  /** The path of its other side. */
  String path() {
    return terminal.path();
  }

  /** Types. */
  void type(String text) {
    terminal.control().output().writeAll(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What was shown so far. */
  String text() {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
        shown.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // Nothing more for now: it would have to wait.
    }
    return shown.toString(StandardCharsets.UTF_8);
  }

  /** Asks Claude Code something, waits for the answer, and leaves. */
  void converse(LabProcess process, String question, String answer) {
    await("the prompt", () -> text().contains("❯"));
    type(question);
    await(question);
    type("\r");
    await(answer);
    // The first may only stop what the program still does after its answer.
    await(
        "the end",
        () -> {
          type("\u0003");
          LockSupport.parkNanos(200_000_000);
          return !process.alive();
        });
  }

  /** Waits until something was shown. */
  void await(String text) {
    await(text, () -> text().contains(text));
  }

  /** Waits for something. */
  void await(String what, BooleanSupplier isThere) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!isThere.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("never came: " + what + ": " + text());
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Override
  public void close() {
    terminal.close();
  }
}
