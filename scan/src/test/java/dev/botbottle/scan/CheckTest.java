package dev.botbottle.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.util.Base64;
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
  void accountNumbersAreHeldToTheirCheckDigits() {
    // The examples of ISO 13616's registration authority.
    assertThat(passes(Check.MOD97, "GB29NWBK60161331926819")).isTrue();
    assertThat(passes(Check.MOD97, "NO9386011117947")).isTrue();
    assertThat(passes(Check.MOD97, "GB29NWBK60161331926818")).isFalse();
    assertThat(passes(Check.MOD97, "29GBNWBK60161331926819")).isFalse();
  }

  @Test
  void base58IsHeldToItsChecksum() {
    // The examples of Bitcoin's wiki for addresses and of BIP 32's first test vector (public key).
    String address = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";
    assertThat(passes(Check.BASE58, address)).isTrue();
    String extended =
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265"
            + "TMg7usUDFdp6W1EGMcet8";
    assertThat(passes(Check.BASE58, extended)).isTrue();
    for (int i = 0; i < extended.length(); i++) {
      String other =
          extended.substring(0, i)
              + (extended.charAt(i) == 'z' ? 'y' : 'z')
              + extended.substring(i + 1);
      assertThat(passes(Check.BASE58, other)).isFalse();
    }
    assertThat(passes(Check.BASE58, address.replace('2', '0'))).isFalse();
    assertThat(passes(Check.BASE58, "1111")).isFalse();
  }

  @Test
  void bech32IsHeldToItsChecksum() {
    // Examples of BIP 173.
    assertThat(passes(Check.BECH32, "A12UEL5L")).isTrue();
    assertThat(passes(Check.BECH32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")).isTrue();
    assertThat(passes(Check.BECH32, "A12UEL5M")).isFalse();
    assertThat(passes(Check.BECH32, "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx")).isFalse();
    assertThat(passes(Check.BECH32, "abcdef1b")).isFalse();
  }

  @Test
  void privateKeysBeginLikeOne() throws Exception {
    for (String algorithm : List.of("RSA", "EC", "Ed25519", "DSA", "X25519")) {
      byte[] key =
          KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
      String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
      for (String body :
          List.of("\n" + lines, "\r\n  " + lines, "\\n" + lines, "\\r\\n" + lines, lines)) {
        assertThat(passes(Check.PRIVATE_KEY, body)).as(algorithm + body).isTrue();
      }
    }
    for (String other : List.of("\nTIIE" + "A".repeat(40), "\nMIIE", "", "\\", "MIAAAAAAAAAAAA")) {
      assertThat(passes(Check.PRIVATE_KEY, other)).as(other).isFalse();
    }
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
