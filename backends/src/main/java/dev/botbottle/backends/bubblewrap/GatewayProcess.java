package dev.botbottle.backends.bubblewrap;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.policy.SessionOrder;
import dev.botbottle.policy.SessionOrderCodec;
import dev.botbottle.posix.Child;
import dev.botbottle.posix.Descriptor;
import dev.botbottle.posix.Spawn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The running gateway: its control pipe, which is also its lifeline, and what it says of itself.
 *
 * <p>Descriptors of the gateway: 0 control, 1 ledger, 2 its runtime's complaints, 3 a Unix socket
 * over which its listening sockets come, 4 status: a line {@code READY}.
 */
final class GatewayProcess implements AutoCloseable {
  private final Child child;
  private final Descriptor control;
  private final Descriptor status;
  private final BufferedReader words;
  private volatile SessionDirectory directory;

  private GatewayProcess(
      Child child, Descriptor control, Descriptor status, SessionDirectory directory) {
    this.child = child;
    this.control = control;
    this.status = status;
    this.directory = directory;
    this.words =
        new BufferedReader(new InputStreamReader(status.input(), StandardCharsets.US_ASCII));
  }

  /** Starts it; on the launch thread. */
  static GatewayProcess start(
      List<String> command,
      SessionDirectory directory,
      Descriptor ledger,
      Descriptor log,
      Descriptor sockets) {
    Descriptor[] control = Descriptor.pipe();
    Descriptor[] status = Descriptor.pipe();
    try (Descriptor controlRead = control[0];
        Descriptor statusWrite = status[1]) {
      Child child =
          Spawn.of(
                  command,
                  // glibc's per-thread arenas would double the resident memory
                  Map.of("MALLOC_ARENA_MAX", "2", "LC_ALL", "C.UTF-8"),
                  Map.of(0, controlRead, 1, ledger, 2, log, 3, sockets, 4, statusWrite))
              .start();
      return new GatewayProcess(child, control[1], status[0], directory);
    }
  }

  /** The session's directory has its final name. */
  void movedTo(SessionDirectory named) {
    directory = named;
  }

  int pid() {
    return child.pid();
  }

  /** Hands policy and secrets over; the frame is cleared afterwards. */
  void order(SessionOrder order) {
    byte[] frame = SessionOrderCodec.encode(order);
    try {
      control.output().writeAll(frame);
    } finally {
      Arrays.fill(frame, (byte) 0);
    }
  }

  /** Waits until its sockets listen and it enforces the policy. */
  void awaitReady() {
    String line = word();
    if (!line.equals("READY")) {
      throw failure("it said " + line);
    }
  }

  private String word() {
    try {
      String line = words.readLine();
      if (line == null) {
        throw failure("it ended");
      }
      return line;
    } catch (IOException e) {
      throw failure(String.valueOf(e.getMessage()));
    }
  }

  private BottleException failure(String why) {
    List<String> said = new ArrayList<>();
    try {
      said.addAll(Files.readAllLines(directory.gatewayLog()));
    } catch (IOException e) {
      said.add("(no log)");
    }
    return new BottleException(
        ExitCode.LAUNCH,
        "could not start the gateway: " + why + (said.isEmpty() ? "" : ": " + said.getFirst()),
        "nothing was let out; the whole message is in " + directory.gatewayLog());
  }

  /** Waits for its end, which must never come before the agent's. */
  void await() {
    child.await();
  }

  /** Ends it. */
  @Override
  public void close() {
    control.close();
    child.signal(9);
    child.await();
    status.close();
  }
}
