package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.launcher.host.BottleException;
import dev.botbottle.launcher.session.ProcessIdentity;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.launcher.session.SessionRecord;
import dev.botbottle.launcher.session.SessionStore;
import dev.botbottle.ledger.FileLedger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerVerifier;
import dev.botbottle.ledger.SealingKey;
import dev.botbottle.policy.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerCommandTest extends CommandTest {
  private static final String ID = "shell-aaaaa";

  private SessionStore store;
  private SessionDirectory directory;

  @BeforeEach
  void session() throws Exception {
    store = new SessionStore(host().state());
    store.prepare("aaaaa");
    directory = store.create(record(), "aaaaa");
    write(3);
  }

  private static SessionRecord record() {
    return record(ID, "", "", ProcessIdentity.current());
  }

  private void write(int entries) throws Exception {
    try (FileLedger ledger =
        new FileLedger(
            Files.newOutputStream(directory.ledger()), InstantSource.fixed(Instant.EPOCH))) {
      for (int i = 0; i < entries; i++) {
        ledger.append(entry(i));
      }
    }
  }

  private static LedgerEntry entry(int number) {
    return new LedgerEntry(
        LedgerEntry.Kind.REQUEST,
        "host" + number + ".example",
        443,
        "GET",
        "/",
        number % 2 == 0 ? Verdict.DENY : Verdict.ALLOW,
        "host",
        "a reason",
        List.of(),
        0,
        0);
  }

  private void end() {
    end(() -> false);
  }

  private void end(BooleanSupplier hurried) {
    SessionRecord ended = record().ended(Instant.now(), "agent", 0);
    store.write(ended);
    if (Sealing.seal(host(), ID, directory, new Denials(), hurried)) {
      store.write(ended.sealed());
    }
  }

  private int run(String... words) {
    results.reset();
    return Cli.run(new ArrayList<>(List.of(words)), this::host);
  }

  @Test
  void aSealedLedgerIsIntact() {
    end();
    assertThat(run("ledger", "verify", ID)).isZero();
    assertThat(results()).startsWith("intact: 3 lines, sealed").contains("key sha256:");
    run("ledger", "verify", ID, "--format", "json");
    assertThat(results())
        .startsWith("{\"ledger\":{\"state\":\"sealed\",\"lines\":3,")
        .contains("\"session\":\"" + ID + "\"");
  }

  @Test
  void aRunningSessionIsIntactAndNotSealed() {
    assertThat(run("ledger", "verify", ID)).isZero();
    assertThat(results()).startsWith("intact: 3 lines, not sealed");
  }

  @Test
  void aLedgerWhoseSealingWasNotWaitedForIsWholeAndNotCalledChanged() throws IOException {
    byte[] before = Files.readAllBytes(directory.ledger());
    end(() -> true);
    assertThat(messages()).contains("not sealed").contains("bottle ledger verify " + ID);
    assertThat(directory.seal()).doesNotExist();
    assertThat(directory.ledger()).hasBinaryContent(before);
    assertThat(run("ledger", "verify", ID)).isZero();
    assertThat(results()).startsWith("intact: 3 lines, not sealed: the session's end");
  }

  @Test
  void denialsAreCountedWhileALedgerIsSealed() {
    Denials denials = new Denials();
    Sealing.seal(host(), ID, directory, denials, () -> false);
    assertThat(denials.text()).isEqualTo("2 denials on record (host0.example, host2.example)");
    assertThat(directory.seal()).exists();
    assertThat(directory.path()).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void denialsOfALedgerThatCannotBeSealedAreAllOfThem() throws IOException {
    Files.createDirectories(host().state());
    Files.writeString(Sealing.key(host()), "no key");
    Denials denials = new Denials();
    assertThat(Sealing.seal(host(), ID, directory, denials, () -> false)).isFalse();
    assertThat(messages()).contains("could not be sealed");
    assertThat(denials.text()).isEqualTo("2 denials on record (host0.example, host2.example)");
  }

  @Test
  void aLineTakenFromTheEndIsFoundByTheSeal() throws IOException {
    end();
    List<String> lines = Files.readAllLines(directory.ledger());
    Files.write(directory.ledger(), lines.subList(0, 2));
    assertThat(run("ledger", "verify", ID)).isEqualTo(77);
    assertThat(results()).startsWith("changed: 2 lines, its seal is of 3 lines");
  }

  @Test
  void aChangedLineIsNamed() throws IOException {
    end();
    String text = Files.readString(directory.ledger());
    Files.writeString(directory.ledger(), text.replace("host1", "host9"));
    assertThat(run("ledger", "verify", ID)).isEqualTo(77);
    assertThat(results()).startsWith("changed: 1 line, line 2 was changed");
  }

  @Test
  void theMissingSealOfASessionThatEndedIsFound() throws IOException {
    end();
    Files.delete(directory.seal());
    assertThat(run("ledger", "verify", ID)).isEqualTo(77);
    assertThat(results()).contains("its seal is missing");
  }

  @Test
  void aLedgerWrittenAnewAndSealedByAnotherKeyIsNotVouchedFor() throws Exception {
    end();
    write(1);
    Path other = root.resolve("other/ledger-key");
    Files.createDirectories(other.getParent());
    LedgerVerifier.Result result = Sealing.verified(host(), directory.ledger());
    Files.writeString(
        directory.seal(), SealingKey.at(other).seal(ID, (LedgerVerifier.Intact) result).text());
    assertThat(run("ledger", "verify", ID)).isEqualTo(77);
    assertThat(results()).startsWith("not vouched for: 1 line");
    // Whoever knows that host says so.
    assertThat(run("ledger", "verify", ID, "--key", other.toString())).isZero();
  }

  @Test
  void aLedgerElsewhereIsCheckedWithTheKeyItsHostPrinted() throws IOException {
    end();
    run("ledger", "key");
    Path key = Files.writeString(root.resolve("host.pem"), results());
    Path copy = Files.createDirectories(root.resolve("copy"));
    Files.copy(directory.ledger(), copy.resolve("ledger.jsonl"));
    Files.copy(directory.seal(), copy.resolve("ledger.seal"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("ledger", "verify", copy + "/ledger.jsonl", "--key", key.toString())).isZero();
    assertThat(results()).startsWith("intact: 3 lines, sealed");
  }

  @Test
  void aTornLedgerIsNotSealedAndStillVerifiesUpToThere() throws IOException {
    Files.writeString(directory.ledger(), "{\"seq\":3,", StandardOpenOption.APPEND);
    end();
    assertThat(messages()).contains("torn");
    assertThat(directory.seal()).doesNotExist();
    assertThat(run("ledger", "verify", ID)).isZero();
    assertThat(results()).startsWith("torn: 3 lines");
  }

  @Test
  void whatCannotBeReadIsRefused() {
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("ledger", "verify", "/nowhere/ledger.jsonl"))
        .withMessageContaining("could not read the ledger");
    assertThatExceptionOfType(BottleException.class)
        .isThrownBy(() -> run("ledger", "sign", ID))
        .withMessageContaining("sign");
    assertThatExceptionOfType(BottleException.class).isThrownBy(() -> run("ledger", "verify"));
  }

  @Test
  void logsShowsWhatWasDeniedOnly() {
    run("logs", ID, "--denied");
    assertThat(results().lines()).hasSize(2).allMatch(line -> line.contains(" deny "));
  }

  @Test
  void logsEndsWhenNobodyReadsAnyMore() throws Exception {
    write(20_000);
    AtomicInteger written = new AtomicInteger();
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                written.incrementAndGet();
                throw new IOException("Broken pipe");
              }

              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                write(0);
              }
            }));
    assertThat(Cli.run(new ArrayList<>(List.of("logs", ID)), this::host)).isZero();
    assertThat(written).hasValueLessThan(20);
    assertThat(Cli.run(new ArrayList<>(List.of("logs", ID, "--follow")), this::host)).isZero();
  }

  @Test
  void logsFollowsUntilTheSessionEnds() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      Callable<Integer> follow = () -> run("logs", ID, "--follow");
      Future<Integer> following = threads.submit(follow);
      awaitLines(3);
      write(5);
      awaitLines(5);
      assertThat(following.isDone()).isFalse();
      end();
      assertThat(following.get()).isZero();
    }
    assertThat(results().lines()).hasSize(5);
  }

  @Test
  void logsFollowsDenialsAsJsonAndKeepsATornOneApart() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Integer> following =
          threads.submit(() -> run("logs", ID, "--denied", "--follow", "--format", "json"));
      String torn = "{\"seq\":6,\"verdict\":\"deny\",\"ho";
      try {
        awaitLines(2);
        write(6);
        awaitLines(3);
        Files.writeString(directory.ledger(), torn, StandardOpenOption.APPEND);
      } finally {
        end(); // or it follows for ever
      }
      assertThat(following.get()).isZero();
      assertThat(messages()).contains("kept apart from those that are JSON: " + torn + "\n");
    }
    assertThat(results().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"seq\":") && line.endsWith("}"))
        .allMatch(line -> line.contains("\"verdict\":\"deny\""));
  }

  private void awaitLines(int count) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(10));
    while (results().lines().count() < count && Instant.now().isBefore(end)) {
      Thread.sleep(5);
    }
    assertThat(results().lines()).hasSize(count);
  }
}
