package dev.botbottle.launcher.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {
  private static final String ID = "shell-aaaaa";

  @TempDir private Path state;
  private SessionStore store = new SessionStore(Path.of(""));
  private final List<ProcessIdentity> ended = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void open() {
    store = new SessionStore(state);
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void aRunningSessionIsLeftAlone() throws IOException {
    ProcessIdentity other = process();
    session(Map.of(SessionRecord.SUPERVISOR, ProcessIdentity.current(), "sandbox", other));
    assertThat(reap().cleared()).isEmpty();
    assertThat(ended).isEmpty();
    assertThat(state.resolve("sessions/" + ID + "/home/user/file")).exists();
    assertThat(store.active()).containsExactly(ID);
  }

  @Test
  void aProcessOfACrashedSessionThatNoRecordNamesIsEndedByItsMark() throws IOException {
    ProcessIdentity lost = process(ID);
    ProcessIdentity another = process("shell-bbbbb");
    ProcessIdentity longer = process(ID + "0");
    session(Map.of(SessionRecord.SUPERVISOR, dead()));
    assertThat(reap().cleared()).containsExactly(ID);
    assertThat(ended).containsExactly(lost);
    assertThat(lost.isAlive()).isFalse();
    assertThat(another.isAlive()).isTrue();
    assertThat(longer.isAlive()).isTrue();
  }

  @Test
  void theMarkOfARunningSessionEndsNothing() throws IOException {
    ProcessIdentity own = process(ID);
    session(Map.of(SessionRecord.SUPERVISOR, ProcessIdentity.current()));
    assertThat(reap().cleared()).isEmpty();
    assertThat(own.isAlive()).isTrue();
  }

  @Test
  void aCrashedSessionsProcessesAreEndedAndItsFilesRemoved() throws IOException {
    ProcessIdentity gateway = process();
    session(Map.of(SessionRecord.SUPERVISOR, dead(), "gateway", gateway));
    assertThat(reap().cleared()).containsExactly(ID);
    assertThat(ended).containsExactly(gateway);
    assertThat(gateway.isAlive()).isFalse();
    assertThat(state.resolve("sessions/" + ID + "/home")).doesNotExist();
    assertThat(state.resolve("sessions/" + ID + "/files")).doesNotExist();
    assertThat(state.resolve("sessions/" + ID + "/ledger.jsonl")).exists();
    assertThat(store.active()).isEmpty();
    assertThat(reap().cleared()).isEmpty();
  }

  @Test
  void aProcessThatHasTheNumberOfAnEndedOneIsNotEnded() throws IOException {
    ProcessIdentity now = process();
    ProcessIdentity before =
        new ProcessIdentity(now.boot(), now.namespace(), now.pid(), now.startTime() - 1);
    session(Map.of(SessionRecord.SUPERVISOR, dead(), "gateway", before));
    assertThat(reap().cleared()).containsExactly(ID);
    assertThat(ended).isEmpty();
    assertThat(now.isAlive()).isTrue();
  }

  @Test
  void aSessionOfAnotherBootHasCrashedAndNothingIsEnded() throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    ProcessIdentity then =
        new ProcessIdentity("another-boot", here.namespace(), here.pid(), here.startTime());
    session(Map.of(SessionRecord.SUPERVISOR, then));
    assertThat(reap().cleared()).containsExactly(ID);
    assertThat(ended).isEmpty();
  }

  @Test
  void aSessionOfAnotherContainerIsLeftAlone() throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    ProcessIdentity there = new ProcessIdentity(here.boot(), "pid:[1]", 1, 1);
    session(Map.of(SessionRecord.SUPERVISOR, there));
    assertThat(store.read(ID).orElseThrow().state()).isEqualTo(SessionRecord.State.ELSEWHERE);
    assertThat(reap().cleared()).isEmpty();
    assertThat(state.resolve("sessions/" + ID + "/home/user/file")).exists();
  }

  @Test
  void aLaunchKilledBeforeItsRecordIsClearedAwayInSilence() throws IOException {
    session(Map.of(SessionRecord.SUPERVISOR, dead()));
    Files.writeString(state.resolve("sessions/" + ID + "/session.properties"), "agent=sh");
    assertThat(reap().cleared()).isEmpty();
    assertThat(state.resolve("sessions/" + ID + "/home")).doesNotExist();
    assertThat(store.active()).isEmpty();
  }

  @Test
  void aSessionThatIsJustBeingMadeKeepsItsMark() throws IOException {
    Files.createDirectories(state.resolve("active"));
    Path mark = Files.createFile(state.resolve("active/" + ID));
    assertThat(reap().cleared()).isEmpty();
    assertThat(store.active()).containsExactly(ID);
    Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minusSeconds(3600)));
    reap();
    assertThat(store.active()).isEmpty();
  }

  @Test
  void anEndedSessionThatWasNotSettledIsSettled() throws IOException {
    SessionRecord record = session(Map.of(SessionRecord.SUPERVISOR, dead()));
    store.write(record.ended(Instant.now(), "agent", 0));
    assertThat(reap().cleared()).isEmpty();
    assertThat(state.resolve("sessions/" + ID + "/home")).doesNotExist();
    assertThat(store.active()).isEmpty();
  }

  private Reaper.Result reap() {
    return new Reaper(
            store,
            process -> {
              ended.add(process);
              ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
            })
        .reap();
  }

  private SessionRecord session(Map<String, ProcessIdentity> processes) throws IOException {
    SessionRecord record =
        new SessionRecord(
            ID,
            "shell",
            "default",
            "bubblewrap",
            "namespaces",
            "",
            Instant.now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            false,
            false,
            processes);
    store.prepare("aaaaa");
    SessionDirectory directory = store.create(record, "aaaaa");
    Files.createDirectories(directory.home().resolve("user"));
    Files.createDirectories(directory.files());
    Files.writeString(directory.home().resolve("user/file"), "x");
    Files.writeString(directory.ledger(), "");
    return record;
  }

  private ProcessIdentity process() throws IOException {
    return process("");
  }

  /** A process with a session's mark in its environment. */
  private ProcessIdentity process(String mark) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "60");
    builder.environment().put(MarkedProcesses.VARIABLE, mark);
    Process process = builder.start();
    started.add(process);
    return ProcessIdentity.of((int) process.pid()).orElseThrow();
  }

  /** An identity that is of this boot and no process any more. */
  private ProcessIdentity dead() throws IOException {
    ProcessIdentity identity = process();
    started.getLast().destroyForcibly();
    try {
      started.getLast().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return identity;
  }
}
