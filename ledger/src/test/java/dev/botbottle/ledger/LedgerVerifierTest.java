package dev.botbottle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerVerifierTest {
  private final List<String> lines = new ArrayList<>(fourLines());

  @Test
  void anEmptyLedgerIsIntact() throws IOException {
    assertThat(LedgerVerifier.verify(new ByteArrayInputStream(new byte[0])))
        .isEqualTo(new LedgerVerifier.Intact(0, "0".repeat(64)));
  }

  @Test
  void theHeadIsTheLastHash() throws IOException {
    assertThat(verify(whole()))
        .isInstanceOfSatisfying(
            LedgerVerifier.Intact.class,
            intact -> assertThat(lines.get(3)).endsWith("\"hash\":\"" + intact.head() + "\"}"));
  }

  @Test
  void everyChangedByteIsNoticed() throws IOException {
    byte[] whole = whole();
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      assertThat(verify(changed)).as("byte %d", i).isNotInstanceOf(LedgerVerifier.Intact.class);
    }
  }

  @Test
  void aTornLastLineIsToldApart() throws IOException {
    byte[] whole = whole();
    int lastStart = whole.length - lines.get(3).length() - 1;
    for (int cut = lastStart + 1; cut < whole.length; cut++) {
      byte[] torn = Arrays.copyOf(whole, cut);
      int left = cut - lastStart;
      assertThat(verify(torn))
          .isInstanceOfSatisfying(
              LedgerVerifier.Torn.class,
              result -> {
                assertThat(result.lines()).isEqualTo(3);
                assertThat(result.bytes()).isEqualTo(left);
              });
    }
  }

  @Test
  void aLineTakenOutIsNoticed() throws IOException {
    lines.remove(1);
    assertThat(verify(whole()))
        .isInstanceOfSatisfying(
            LedgerVerifier.Broken.class, broken -> assertThat(broken.line()).isEqualTo(2));
  }

  @Test
  void theFirstLineTakenOutIsNoticed() throws IOException {
    lines.removeFirst();
    assertThat(verify(whole())).isInstanceOf(LedgerVerifier.Broken.class);
  }

  @Test
  void twoLinesExchangedAreNoticed() throws IOException {
    lines.add(1, lines.remove(2));
    assertThat(verify(whole())).isInstanceOf(LedgerVerifier.Broken.class);
  }

  @Test
  void aLineHashedAnewIsNoticedByTheNext() throws IOException {
    String text = lines.get(1).substring(0, lines.get(1).indexOf(LedgerLine.HASH_MEMBER));
    String forged = text.replace("\"path\":\"/1\"", "\"path\":\"/9\"");
    assertThat(forged).isNotEqualTo(text);
    lines.set(1, forged + LedgerLine.HASH_MEMBER + LedgerLine.hash(forged) + LedgerLine.END);
    assertThat(verify(whole()))
        .isEqualTo(new LedgerVerifier.Broken(3, "it does not follow the line before it"));
  }

  @Test
  void aLineWithoutEndIsNotReadIntoMemory() throws IOException {
    assertThat(verify("x".repeat((1 << 20) + 2).getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(LedgerVerifier.Broken.class);
  }

  private byte[] whole() {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static LedgerVerifier.Result verify(byte[] bytes) throws IOException {
    return LedgerVerifier.verify(new ByteArrayInputStream(bytes));
  }

  private static List<String> fourLines() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (FileLedger ledger = new FileLedger(file, () -> Instant.parse("2026-11-21T10:00:00Z"))) {
      for (int i = 0; i < 4; i++) {
        ledger.append(FileLedgerTest.allowed("/" + i));
      }
    } catch (LedgerException e) {
      throw new AssertionError(e);
    }
    return file.toString(StandardCharsets.US_ASCII).lines().toList();
  }
}
