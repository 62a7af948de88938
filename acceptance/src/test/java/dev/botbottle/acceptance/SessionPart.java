package dev.botbottle.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/** A process of a session, and what the session says when it is killed. */
enum SessionPart {
  SUPERVISOR("supervisor", 0, 137, ""),
  GATEWAY("gateway", 0, 73, "the gateway ended before the agent"),
  GATEWAY_PROGRAM("gateway", 1, 73, "the gateway ended before the agent"),
  HOLDER("holder", 0, 75, "holds the bottle's network ended before the agent"),
  HOLDER_PROGRAM("holder", 1, 75, "holds the bottle's network ended before the agent"),
  SANDBOX("sandbox", 0, 137, "the sandbox was killed from outside"),
  SANDBOX_FIRST("sandbox", 1, 137, ""),
  AGENT("sandbox", 2, 137, "");

  private final String role;
  private final int generation;
  private final int exit;
  private final String said;

  SessionPart(String role, int generation, int exit, String said) {
    this.role = role;
    this.generation = generation;
    this.exit = exit;
    this.said = said;
  }

  /** The exit code of a session in which it was killed. */
  int exit() {
    return exit;
  }

  /** What that session says. */
  String said() {
    return said;
  }

  /** Its process id outside the lab; waits for it, because the gateway starts after the agent. */
  long of(Scene scene, Path session) {
    Instant end = Instant.now().plus(Duration.ofSeconds(5));
    OptionalLong found = find(scene, session);
    while (found.isEmpty() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(5_000_000);
      found = find(scene, session);
    }
    return found.orElseThrow();
  }

  private OptionalLong find(Scene scene, Path session) {
    Properties record = new Properties();
    try (InputStream in = Files.newInputStream(session.resolve("session.properties"))) {
      record.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String identity = record.getProperty("process." + role);
    if (identity == null) {
      return OptionalLong.empty();
    }
    ProcessHandle process =
        ProcessHandle.of(scene.outside(identity.split(",", -1)[2])).orElseThrow();
    for (int i = 0; i < generation; i++) {
      Optional<ProcessHandle> child = process.children().findFirst();
      if (child.isEmpty()) {
        return OptionalLong.empty();
      }
      process = child.get();
    }
    return OptionalLong.of(process.pid());
  }
}
