package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopCommandTest extends CommandTest {
  private static final String ID = "shell-aaaaa";

  @Test
  void aSupervisorWhoseBottleIsGoneMayFinishItsLedger() throws IOException {
    assertThat(isAliveAfterStop(true)).isTrue();
    assertThat(results()).isEqualTo("stopped " + ID + "\n");
  }

  @Test
  void aSupervisorThatDoesNotEndItsSessionIsKilled() throws IOException {
    assertThat(isAliveAfterStop(false)).isFalse();
  }

  @Test
  void ofASupervisorThatAShellStoppedThatIsTold() throws IOException {
    // A job in the background is, when it sets its terminal.
    Process supervisor = new ProcessBuilder("sh", "-c", "echo UP; kill -STOP $$; sleep 60").start();
    try {
      assertThat(supervisor.inputReader().readLine()).isEqualTo("UP");
      ProcessIdentity by = ProcessIdentity.of((int) supervisor.pid()).orElseThrow();
      while (!by.isStopped()) {
        Thread.onSpinWait();
      }
      SessionStore store = new SessionStore(host().state());
      store.prepare("aaaaa");
      Files.createFile(store.create(record(ID, "", "", by), "aaaaa").ledger());
      assertThatExceptionOfType(BottleException.class)
          .isThrownBy(() -> Cli.run(List.of("stop", "--egress", ID), this::host))
          .withMessageContaining("is stopped")
          .satisfies(e -> assertThat(e.hint()).startsWith("fg "));
    } finally {
      supervisor.destroyForcibly();
    }
    assertThat(ProcessIdentity.current().isStopped()).isFalse();
  }

  /** Stops one that takes no notice of the signal. */
  private boolean isAliveAfterStop(boolean ends) throws IOException {
    Process supervisor =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo UP; exec sleep 60").start();
    try {
      assertThat(supervisor.inputReader().readLine()).isEqualTo("UP");
      SessionStore store = new SessionStore(host().state());
      store.prepare("aaaaa");
      SessionRecord record =
          record(ID, "", "", ProcessIdentity.of((int) supervisor.pid()).orElseThrow());
      store.create(record, "aaaaa");
      Thread end = new Thread(() -> store.write(record.ended(Instant.now(), "agent", 0)));
      Thread stop = new Thread(() -> Cli.run(List.of("stop", ID), this::host));
      stop.start();
      while (stop.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      if (ends) {
        end.start();
      }
      stop.join();
      return supervisor.isAlive();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      supervisor.destroyForcibly();
    }
  }
}
