package dev.botbottle.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.host.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path state;
  private SessionStore store = new SessionStore(Path.of(""));

  @BeforeEach
  void open() {
    store = new SessionStore(state);
  }

  @Test
  void aRecordIsReadAsItWasWritten() {
    SessionRecord record =
        record("claude-a1b2c", NOON).with("gateway", new ProcessIdentity("b", "pid:[1]", 7, 8));
    create(record);
    assertThat(store.read("claude-a1b2c")).contains(record);
    SessionRecord ended = record.ended(NOON.plusSeconds(5), "agent", 143);
    store.write(ended);
    assertThat(store.read("claude-a1b2c")).contains(ended);
    assertThat(ended.state()).isEqualTo(SessionRecord.State.EXITED);
    assertThat(ended.unsealed()).isTrue();
    store.write(ended.sealed());
    assertThat(store.read("claude-a1b2c")).contains(ended.sealed());
    assertThat(ended.sealed().unsealed()).isFalse();
  }

  @Test
  void onlyTheOwnerSeesASessionsDirectory() throws IOException {
    Path directory = create(record("shell-00000", NOON)).path();
    for (Path path : new Path[] {directory, state.resolve("sessions"), state.resolve("active")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void anIdThatIsTakenIsRefused() {
    create(record("shell-00000", NOON));
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> create(record("shell-00000", NOON)))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.LAUNCH));
  }

  @Test
  void theNewestSessionComesFirstAndABrokenRecordIsPassedOver() throws IOException {
    create(record("old-00000", NOON));
    create(record("new-00000", NOON.plusSeconds(1)));
    Path broken = Files.createDirectories(state.resolve("sessions/broken-00000"));
    Files.writeString(broken.resolve("session.properties"), "agent=shell\nstarted=2026-11-");
    assertThat(store.list())
        .extracting(SessionRecord::id)
        .containsExactly("new-00000", "old-00000");
    assertThat(store.read("broken-00000")).isEmpty();
  }

  @Test
  void anEmptyStoreHasNoSessions() {
    assertThat(store.list()).isEmpty();
    assertThat(store.active()).isEmpty();
  }

  @Test
  void aSessionIsFoundByItsIdOrAnUnambiguousBeginning() {
    create(record("shell-aaaaa", NOON));
    create(record("shell-aaaaab", NOON));
    create(record("claude-ccccc", NOON));
    assertThat(store.find("shell-aaaaa").id()).isEqualTo("shell-aaaaa");
    assertThat(store.find("cl").id()).isEqualTo("claude-ccccc");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> store.find("shell"))
        .withMessageContaining("2 begin so");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> store.find("codex"))
        .satisfies(e -> assertThat(e.exit()).isEqualTo(ExitCode.NO_SESSION));
  }

  @Test
  void aSessionIsActiveFromItsRecordUntilItIsSettled() {
    create(record("shell-aaaaa", NOON));
    assertThat(store.active()).containsExactly("shell-aaaaa");
    store.settled("shell-aaaaa");
    assertThat(store.active()).isEmpty();
    assertThat(store.list()).hasSize(1);
    store.forget("shell-aaaaa");
    assertThat(store.list()).isEmpty();
  }

  @Test
  void aPreparedDirectoryIsAbandonedWhenItsProcessIsGone() throws Exception {
    Path prepared = store.prepare("ppppp").path();
    assertThat(store.abandoned(Instant.now().plusSeconds(3600))).isEmpty();
    Process ended = new ProcessBuilder("sleep", "60").start();
    String owner = ProcessIdentity.of((int) ended.pid()).orElseThrow().text();
    ended.destroyForcibly().waitFor();
    Files.writeString(prepared.resolve("owner"), owner);
    assertThat(store.abandoned(Instant.now().minusSeconds(3600))).containsExactly("ppppp");
    store.removePrepared("ppppp");
    assertThat(prepared).doesNotExist();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void aPreparedDirectoryThatDoesNotSayWhoseItIsIsAbandonedWhenItIsOld() throws Exception {
    Files.delete(store.prepare("ppppp").path().resolve("owner"));
    assertThat(store.abandoned(Instant.now().minusSeconds(3600))).isEmpty();
    assertThat(store.abandoned(Instant.now().plusSeconds(3600))).containsExactly("ppppp");
  }

  private SessionDirectory create(SessionRecord record) {
    String mark = record.id().substring(record.id().indexOf('-') + 1);
    store.prepare(mark);
    return store.create(record, mark);
  }

  private static SessionRecord record(String id, Instant started) {
    return new SessionRecord(
        id,
        "shell",
        "default",
        "bubblewrap",
        "namespaces",
        "/home/u/with space/ü",
        started,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "the one that writes",
        false,
        false,
        Map.of(SessionRecord.SUPERVISOR, ProcessIdentity.current()));
  }
}
