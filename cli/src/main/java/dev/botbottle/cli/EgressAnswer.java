package dev.botbottle.cli;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import dev.botbottle.launcher.session.EgressRequest;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.policy.EgressSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Cuts a session off or puts it back, and waits until its gateway has said in the ledger that it is
 * so: what is told to the user is what was done, not what was asked for.
 */
final class EgressAnswer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final SessionStore store;
  private final SessionRecord record;
  private final EgressSwitch wanted;

  EgressAnswer(SessionStore store, SessionRecord record, EgressSwitch wanted) {
    this.store = store;
    this.record = record;
    this.wanted = wanted;
  }

  /** Returns when it is done; throws when it cannot be told whether it is. */
  void await() {
    SessionDirectory directory = store.directory(record.id());
    Path ledger = directory.ledger();
    try {
      long before = Files.size(ledger);
      EgressRequest.make(
          directory, wanted, ProcessHandle.current().pid() + "-" + System.nanoTime());
      try (LedgerLines lines = new LedgerLines(ledger, before)) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
          boolean runs = runs(); // in this order: what was written before the end is seen after it
          if (answered(lines)) {
            return;
          }
          if (!runs) {
            throw new BottleException(
                ExitCode.NO_SESSION,
                "could not reach " + record.id() + ": it has ended",
                "nothing of it is left; bottle list --all shows how it ended");
          }
          LockSupport.parkNanos(LOOK.toNanos());
        }
      }
    } catch (IOException e) {
      throw new BottleException(
          ExitCode.NO_ANSWER,
          "could not ask " + record.id() + ": " + e.getMessage(),
          "bottle stop " + record.id() + " ends it",
          e);
    }
    ProcessIdentity supervisor = record.processes().get(SessionRecord.SUPERVISOR);
    if (supervisor != null && supervisor.isStopped()) {
      throw new BottleException(
          ExitCode.NO_ANSWER,
          "could not reach "
              + record.id()
              + " now: its bottle start (process "
              + supervisor.pid()
              + ") is stopped, as a shell's job in the background is",
          "fg in that shell brings it back, and this is done then; bottle stop "
              + record.id()
              + " ends it");
    }
    throw new BottleException(
        ExitCode.NO_ANSWER,
        "could not tell whether "
            + record.id()
            + (wanted.open() ? " was put back" : " was cut off")
            + ": its gateway did not confirm it",
        "bottle stop " + record.id() + " ends it");
  }

  private boolean answered(LedgerLines lines) throws IOException {
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      // A quotation mark within a value is escaped, so these are fields.
      if (line.get().contains("\"kind\":\"session\"")
          && line.get().contains("\"rule\":\"" + wanted.rule() + "\"")) {
        return true;
      }
    }
    return false;
  }

  private boolean runs() {
    return store
        .read(record.id())
        .filter(now -> now.state() == SessionRecord.State.RUNNING)
        .isPresent();
  }
}
