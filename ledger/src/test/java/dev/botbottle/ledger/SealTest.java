package dev.botbottle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
  private static final LedgerVerifier.Intact END = new LedgerVerifier.Intact(3, "ab".repeat(32));

  @TempDir private Path directory;

  private Seal seal() throws IOException {
    return SealingKey.at(directory.resolve("state/ledger-key")).seal("shell-aaaaa", END);
  }

  @Test
  void aSealIsGenuineAndReadsBackAsItWasWritten() throws IOException {
    Seal seal = seal();
    assertThat(seal.isGenuine()).isTrue();
    assertThat(Seal.parse(seal.text())).contains(seal);
  }

  @Test
  void noByteOfASealCanBeChanged() throws IOException {
    String text = seal().text();
    for (int i = 0; i < text.length(); i++) {
      String changed = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
      assertThat(Seal.parse(changed).filter(Seal::isGenuine)).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void bitsThatBase64DoesNotUseCannotBeSetEither() throws IOException {
    Seal seal = seal();
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int last = seal.key().indexOf('=') - 1;
    char other = digits.charAt(digits.indexOf(seal.key().charAt(last)) + 1);
    String key = seal.key().substring(0, last) + other + "=";
    assertThat(Base64.getDecoder().decode(key)).isEqualTo(Base64.getDecoder().decode(seal.key()));
    assertThat(new Seal("shell-aaaaa", 3, END.head(), key, seal.signature()).isGenuine()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "bot-bottle ledger seal 1\n", "x\ny\nz\na\nb\nc\n"})
  void whatIsNoSealIsNotRead(String text) {
    assertThat(Seal.parse(text)).isEmpty();
  }

  @Test
  void opensslFindsTheSameSignatureGood() throws Exception {
    Seal seal = seal();
    Path signed =
        Files.write(directory.resolve("signed"), Seal.signed("shell-aaaaa", 3, END.head()));
    Path signature =
        Files.write(directory.resolve("signature"), Base64.getDecoder().decode(seal.signature()));
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            SealingKey.at(directory.resolve("state/ledger-key")).publicPem());
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                key.toString(),
                "-rawin",
                "-in",
                signed.toString(),
                "-sigfile",
                signature.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(said).isZero();
  }

  @Test
  void theKeyIsMadeOnceAndIsTheUsersAlone() throws Exception {
    Path file = directory.resolve("state/ledger-key");
    try (var threads = Executors.newFixedThreadPool(8)) {
      Callable<String> use = () -> SealingKey.at(file).publicKey();
      List<Future<String>> keys = threads.invokeAll(Stream.generate(() -> use).limit(8).toList());
      assertThat(keys).extracting(Future::get).containsOnly(keys.getFirst().get());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aKeyThatOthersCanReadSealsNothing() throws IOException {
    Path file = directory.resolve("state/ledger-key");
    SealingKey.at(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatIOException().isThrownBy(() -> SealingKey.at(file)).withMessageContaining("others");
  }

  @Test
  void halvesOfTwoKeysSealNothing() throws IOException {
    Path one = directory.resolve("one/key");
    Path two = directory.resolve("two/key");
    SealingKey.at(one);
    SealingKey.at(two);
    String first = Files.readString(one);
    String second = Files.readString(two);
    Files.writeString(
        one,
        first.substring(0, first.indexOf("-----BEGIN PUBLIC"))
            + second.substring(second.indexOf("-----BEGIN PUBLIC")));
    assertThatIOException()
        .isThrownBy(() -> SealingKey.at(one).seal("shell-aaaaa", END))
        .withMessageContaining("another");
  }

  @Test
  void aFileThatHoldsNoKeyIsNotReplaced() throws IOException {
    Path file = Files.writeString(directory.resolve("ledger-key"), "something else");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatIOException().isThrownBy(() -> SealingKey.at(file));
    assertThat(file).hasContent("something else");
  }
}
