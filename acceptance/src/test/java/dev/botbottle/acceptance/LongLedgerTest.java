package dev.botbottle.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.policy.Verdict;
import dev.botbottle.testkit.lab.LabProcess;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The end of a session that did a load test: its ledger has half a million lines. */
class LongLedgerTest {
  private static final int LINES = 500_000;
  private static final String SHOWN = "sealing the session's ledger: ";

  @Test
  void aLongLedgerIsSealedWhileTheUserSeesItAndWhoDoesNotWaitLosesTheSealOnly() throws IOException {
    Runner runner = Runner.first();
    runner.assume();
    try (Scene scene = Scene.open(runner)) {
      String sealed = session(scene, false);
      LabProcess.Result check = scene.bottleToItsEnd("ledger", "verify", sealed);
      assertThat(check.out()).startsWith("intact: " + LINES + " lines, sealed");
      String hurried = session(scene, true);
      LabProcess.Result whole = scene.bottleToItsEnd("ledger", "verify", hurried);
      assertThat(whole.out()).startsWith("intact: " + LINES + " lines, not sealed");
      assertThat(whole.exit()).isZero();
    }
  }

  /** Ends one with its long ledger and returns its id. */
  private static String session(Scene scene, boolean hurries) throws IOException {
    try (UserTerminal terminal = UserTerminal.open();
        LabProcess process =
            terminal.bottle(
                scene,
                Map.of("TERM", "xterm"),
                "start",
                "shell",
                "--yes",
                "--",
                "-c",
                "echo UP; read line; exit 3")) {
      terminal.await("UP\r\n");
      Path session = running(scene);
      Path ledger = write(scene, session.resolve("long"));
      Files.move(ledger, session.resolve("ledger.jsonl"), StandardCopyOption.ATOMIC_MOVE);
      terminal.type("\r");
      terminal.await(SHOWN);
      if (hurries) {
        terminal.type("\u0003");
        terminal.await("not sealed, as you did not wait");
      }
      terminal.await("100 denials on record");
      assertThat(process.await(Duration.ofSeconds(40)).exit()).isEqualTo(3);
      assertThat(terminal.text().contains("at least")).isEqualTo(hurries);
      return session.getFileName().toString();
    }
  }

  private static Path running(Scene scene) throws IOException {
    try (Stream<Path> active = Files.list(scene.state().resolve("active"))) {
      Path mark = active.findFirst().orElseThrow();
      return scene.state().resolve("sessions").resolve(mark.getFileName());
    }
  }

  private static Path write(Scene scene, Path file) throws IOException {
    try (FileLedger ledger =
        new FileLedger(
            new BufferedOutputStream(Files.newOutputStream(file)), InstantSource.system())) {
      for (int i = 0; i < LINES; i++) {
        ledger.append(entry(i));
      }
    }
    scene.lab().give(file, scene.runner().account);
    return file;
  }

  private static LedgerEntry entry(int number) {
    return new LedgerEntry(
        LedgerEntry.Kind.REQUEST,
        "api.example.com",
        443,
        "GET",
        "/v1/items/" + number,
        number < 100 ? Verdict.DENY : Verdict.ALLOW,
        "allowlist[3] api.example.com",
        "the route allows GET of this path",
        List.of(),
        412,
        0);
  }
}
