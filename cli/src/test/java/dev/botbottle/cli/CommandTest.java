package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A user with a home and a project of their own, and what commands print for them. */
abstract class CommandTest {
  @TempDir Path root;
  final ByteArrayOutputStream results = new ByteArrayOutputStream();
  final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  final Map<String, String> environment = new HashMap<>();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void capture() throws IOException {
    System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
    environment.put("PATH", root.toRealPath().resolve("programs").toString());
    Files.createDirectories(root.resolve("home/project"));
  }

  @AfterEach
  void giveBack() {
    System.setOut(out);
    System.setErr(err);
  }

  Host host() {
    try {
      Path real = root.toRealPath();
      return new Host(
          environment,
          real.resolve("home/project"),
          real.resolve("home"),
          1000,
          real.resolve("runtime"),
          real.resolve("installation"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A session that this supervisor runs. */
  static SessionRecord record(String id, String workspace, String label, ProcessIdentity by) {
    return new SessionRecord(
        id,
        "shell",
        "default",
        "bubblewrap",
        "namespaces",
        workspace,
        Instant.now(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        label,
        false,
        false,
        Map.of(SessionRecord.SUPERVISOR, by));
  }

  String results() {
    return results.toString(StandardCharsets.UTF_8);
  }

  String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }
}
