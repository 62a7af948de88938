package dev.botbottle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Place;
import dev.botbottle.scan.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileLedgerTest {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-11-21T10:00:00.250Z");
  private final FileLedger ledger = new FileLedger(file, () -> now);

  @Test
  void writesTheFieldsOfTheContractInOrder() throws IOException {
    Finding finding =
        new Finding("github-pat", new Place.Header("x-a"), "ghp_…(40)", Severity.HIGH, "rotate");
    ledger.append(
        new LedgerEntry(
            LedgerEntry.Kind.REQUEST,
            "api.github.com",
            443,
            "POST",
            "/a?b=c",
            Verdict.DENY,
            "scan",
            "a token",
            List.of(finding),
            12,
            34));
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith(
            "{\"seq\":0,\"time\":\"2026-11-21T10:00:00.250Z\",\"kind\":\"request\","
                + "\"host\":\"api.github.com\",\"port\":443,\"method\":\"POST\","
                + "\"path\":\"/a?b=c\",\"verdict\":\"deny\",\"rule\":\"scan\","
                + "\"reason\":\"a token\",\"findings\":[{\"detector\":\"github-pat\","
                + "\"place\":\"header:x-a\",\"masked\":\"ghp_\\u2026(40)\"}],"
                + "\"bytes_out\":12,\"bytes_in\":34,\"previous\":\""
                + "0".repeat(64)
                + "\",\"hash\":\"");
  }

  @Test
  void aChainOfEntriesIsIntact() throws IOException {
    for (int i = 0; i < 5; i++) {
      ledger.append(allowed("/" + i));
    }
    ledger.close();
    assertThat(verify())
        .isInstanceOfSatisfying(
            LedgerVerifier.Intact.class, intact -> assertThat(intact.lines()).isEqualTo(5));
  }

  @Test
  void nothingAnAgentWroteBreaksOutOfItsString() throws IOException {
    ledger.append(allowed("\"},\n{\u001b[31m\u2028\ud800\\" + (char) 0x7f + "x".repeat(10_000)));
    ledger.close();
    String text = file.toString(StandardCharsets.UTF_8);
    assertThat(text.chars().filter(c -> c == '\n').count()).isEqualTo(1);
    assertThat(text.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    assertThat(text)
        .contains("\\\"},\\u000a{\\u001b[31m\\u2028\\ud800\\\\\\u007f")
        .hasSizeLessThan(6_000);
    assertThat(verify()).isInstanceOf(LedgerVerifier.Intact.class);
  }

  @Test
  void moreFindingsThanALineHoldsAreCountedAndTheLineIsReadAsOne() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      var place = new Place.Header(("x-" + i).repeat(800));
      findings.add(new Finding("iban", place, "DE67…(22)", Severity.LOW, ""));
    }
    ledger.append(
        new LedgerEntry(
            LedgerEntry.Kind.REQUEST, "a", 443, "GET", "/", Verdict.DENY, "r", "", findings, 0, 0));
    assertThat(lines()).singleElement().asString().contains("],\"findings_left_out\":199");
    assertThat(verify()).isInstanceOf(LedgerVerifier.Intact.class);
  }

  @Test
  void identicalDenialsOfASecondAreCounted() throws IOException {
    for (int i = 0; i < 7; i++) {
      ledger.append(denied("/a"));
    }
    ledger.append(denied("/b"));
    assertThat(lines()).hasSize(2);
    ledger.flush();
    assertThat(lines()).as("the second is not over").hasSize(2);
    now = now.plusSeconds(1);
    ledger.flush();
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(2)).contains("\"path\":\"/a\"", "\"count\":6,");
    ledger.append(denied("/a"));
    assertThat(lines()).as("a new second is written anew").hasSize(4);
    assertThat(verify()).isInstanceOf(LedgerVerifier.Intact.class);
  }

  @Test
  void theNextEntryBringsOutTheCount() throws IOException {
    ledger.append(denied("/a"));
    ledger.append(denied("/a"));
    ledger.append(denied("/a"));
    now = now.plusSeconds(1);
    ledger.append(allowed("/"));
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).contains("\"count\":2,");
  }

  @Test
  void aClockSetBackKeepsNoCount() throws IOException {
    ledger.append(denied("/a"));
    ledger.append(denied("/a"));
    now = now.minusSeconds(3_600);
    ledger.flush();
    assertThat(lines()).hasSize(2);
  }

  @Test
  void closingBringsOutTheCount() throws IOException {
    ledger.append(denied("/a"));
    ledger.append(denied("/a"));
    ledger.close();
    assertThat(lines()).hasSize(2);
  }

  @Test
  void allowedRequestsAreNeverCounted() throws IOException {
    ledger.append(allowed("/a"));
    ledger.append(allowed("/a"));
    assertThat(lines()).hasSize(2);
  }

  @Test
  void manyDifferentDenialsAreWrittenOneByOne() throws IOException {
    for (int i = 0; i < 1_500; i++) {
      ledger.append(denied("/" + i));
    }
    ledger.append(denied("/1499"));
    assertThat(lines()).hasSize(1_501);
  }

  @Test
  void aFailedWriteIsFinal() {
    OutputStream full =
        new OutputStream() {
          private int writes;

          @Override
          public void write(int b) throws IOException {
            throw new IOException("by whole lines only");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (++writes == 2) {
              throw new IOException("No space left on device");
            }
          }
        };
    FileLedger failing = new FileLedger(full, () -> now);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> {
          failing.append(allowed("/1"));
          assertThat(failing.failed()).isFalse();
          failing.append(allowed("/2"));
        })
        .withMessageContaining("No space left");
    assertThat(failing.failed()).isTrue();
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> failing.append(allowed("/3")));
    assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> failing.append(denied("/4")));
  }

  @Test
  void anAgentCannotFillTheDisk() throws IOException {
    FileLedger small = new FileLedger(file, () -> now, 2_000);
    assertThatExceptionOfType(LedgerException.class)
        .isThrownBy(() -> {
          for (int i = 0; i < 20; i++) {
            small.append(denied("/" + i));
          }
        })
        .withMessageContaining("2000 bytes");
    assertThat(small.failed()).isTrue();
    assertThat(file.size()).isBetween(1_000, 2_000);
    assertThat(verify()).isInstanceOf(LedgerVerifier.Intact.class);
  }

  @Test
  void nothingIsWrittenBehindTheEnd() throws IOException {
    ledger.close();
    assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> ledger.append(allowed("/")));
    assertThat(file.size()).isZero();
  }

  @Test
  void entriesOfManyThreadsFormOneChain() throws Exception {
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      String path = "/" + t;
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 250; i++) {
                  try {
                    ledger.append(allowed(path));
                  } catch (LedgerException e) {
                    throw new AssertionError(e);
                  }
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(verify())
        .isInstanceOfSatisfying(
            LedgerVerifier.Intact.class, intact -> assertThat(intact.lines()).isEqualTo(1_000));
  }

  private LedgerVerifier.Result verify() throws IOException {
    return LedgerVerifier.verify(new ByteArrayInputStream(file.toByteArray()));
  }

  private List<String> lines() {
    return file.toString(StandardCharsets.UTF_8).lines().toList();
  }

  static LedgerEntry allowed(String path) {
    return entry(path, Verdict.ALLOW);
  }

  private static LedgerEntry denied(String path) {
    return entry(path, Verdict.DENY);
  }

  private static LedgerEntry entry(String path, Verdict verdict) {
    return new LedgerEntry(
        LedgerEntry.Kind.REQUEST,
        "a.example",
        443,
        "GET",
        path,
        verdict,
        "r",
        "why",
        List.of(),
        0,
        0);
  }
}
