package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckTest {
  private static boolean passes(Check check, String text) {
    return check.passes(Texts.bytes(text), 0, 0, text.length());
  }

  @Test
  void theChecksumOfATokenGitHubPublishedIsRight() {
    // The example of GitHub's announcement of the format, long revoked.
    String body = "zQWBuTSOoRi4A9spHcVY" + "5ncnsDkxkJ";
    assertThat(passes(Check.CRC32_BASE62, body + "0mLq17")).isTrue();
    assertThat(passes(Check.CRC32_BASE62, body + "0mLq18")).isFalse();
    assertThat(passes(Check.CRC32_BASE62, "A" + body.substring(1) + "0mLq17")).isFalse();
  }

  @Test
  void cardNumbersAreHeldToTheirCheckDigit() {
    assertThat(passes(Check.LUHN, "4242424242424242")).isTrue();
    assertThat(passes(Check.LUHN, "4242424242424241")).isFalse();
    assertThat(passes(Check.LUHN, "0000000000000000")).isFalse();
  }

  @Test
  void wordsOfManualsAreSamplesAndPasswordsAreNot() {
    for (String sample : List.of("password", "PASSWORD", "xxxxxxxx", "${DB_PASS}", "$PASS", "%s")) {
      assertThat(passes(Check.NOT_SAMPLE, sample)).as(sample).isFalse();
    }
    for (String real : List.of("hunter2", "correct-horse", "p4ssword", "Sommer2026!")) {
      assertThat(passes(Check.NOT_SAMPLE, real)).as(real).isTrue();
    }
  }

  @Test
  void entropyIsInBitsForEachByte() {
    assertThat(Entropy.bitsPerByte(Texts.bytes("aaaa"), 0, 4)).isZero();
    assertThat(Entropy.bitsPerByte(Texts.bytes("abcd"), 0, 4)).isBetween(1.999, 2.001);
    assertThat(Entropy.atLeast(Texts.bytes("aabb"), 0, 4, 1.1)).isFalse();
  }
}
