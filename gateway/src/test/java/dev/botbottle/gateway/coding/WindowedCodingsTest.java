package dev.botbottle.gateway.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.botbottle.gateway.http.MalformedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Brotli and Zstandard against what other implementations of them make. */
class WindowedCodingsTest {
  private static final WindowMemory MEMORY = WindowMemory.standard();

  record Coding(String name, Supplier<Decoding> decoding, Compressor compressor) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Compressor {
    byte[] compress(byte[] plain, int level) throws IOException;
  }

  @BeforeAll
  static void load() {
    Brotli4jLoader.ensureAvailability();
  }

  static Stream<Coding> codings() {
    return Stream.of(
        new Coding("zstd", () -> Decoding.zstd(MEMORY), (plain, n) -> Zstd.compress(plain, 2 * n)),
        new Coding("zstd in pieces", () -> Decoding.zstd(MEMORY), WindowedCodingsTest::streamed),
        new Coding(
            "br",
            () -> Decoding.brotli(MEMORY),
            (plain, n) ->
                Encoder.compress(
                    plain, new Encoder.Parameters().setQuality(Math.min(11, n)).setWindow(22))));
  }

  /** Of unknown size, with a checksum, flushed now and then. */
  private static byte[] streamed(byte[] plain, int level) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStream(out, level)) {
      zstd.setChecksum(true);
      int at = 0;
      while (at < plain.length) {
        int n = Math.min(plain.length - at, 70_000);
        zstd.write(plain, at, n);
        zstd.flush();
        at += n;
      }
    }
    return out.toByteArray();
  }

  private static byte[] decode(Decoding decoding, byte[] coded, Random cuts) throws IOException {
    var out = new ByteArrayOutputStream();
    try (decoding) {
      int at = 0;
      while (at < coded.length) {
        int n = Math.min(coded.length - at, 1 + cuts.nextInt(cuts.nextBoolean() ? 20 : 30_000));
        decoding.write(coded, at, n, out::write);
        at += n;
      }
      decoding.finish(out::write);
    }
    return out.toByteArray();
  }

  /** Text of several kinds: random, words, runs, source-like, all mixed. */
  private static byte[] text(Random random, int size) {
    var out = new ByteArrayOutputStream(size);
    String[] words = new String[40 + random.nextInt(300)];
    for (int i = 0; i < words.length; i++) {
      words[i] = Long.toString(random.nextLong() >>> random.nextInt(60), 36);
    }
    int kind = random.nextInt(5);
    while (out.size() < size) {
      switch (kind == 4 ? random.nextInt(4) : kind) {
        case 0 -> {
          byte[] bytes = new byte[1 + random.nextInt(5_000)];
          random.nextBytes(bytes);
          out.writeBytes(bytes);
        }
        case 1 ->
            out.writeBytes(words[random.nextInt(words.length)].getBytes(StandardCharsets.US_ASCII));
        case 2 ->
            out.writeBytes(
                String.valueOf((char) ('a' + random.nextInt(3)))
                    .repeat(1 + random.nextInt(40_000))
                    .getBytes(StandardCharsets.US_ASCII));
        default -> {
          byte[] bytes = new byte[1 + random.nextInt(900)];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) "etaoin shrdlu".charAt((int) (13 * Math.pow(random.nextDouble(), 3)));
          }
          out.writeBytes(bytes);
        }
      }
    }
    return Arrays.copyOf(out.toByteArray(), size);
  }

  @ParameterizedTest
  @MethodSource("codings")
  void whatOthersCompressIsUndoneHoweverItIsCut(Coding coding) throws IOException {
    for (int seed = 0; seed < 120; seed++) {
      var random = new Random(seed);
      byte[] plain = text(random, random.nextInt(seed % 10 == 0 ? 1_500_000 : 60_000));
      byte[] coded = coding.compressor().compress(plain, 1 + random.nextInt(9));
      assertThat(Arrays.equals(decode(coding.decoding().get(), coded, random), plain))
          .as("seed %s", seed)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("codings")
  void aBodyLongerThanItsWindowIsUndone(Coding coding) throws IOException {
    byte[] plain = text(new Random(9), 12 << 20);
    byte[] coded = coding.compressor().compress(plain, 9);
    assertThat(Arrays.equals(decode(coding.decoding().get(), coded, new Random(1)), plain))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("codings")
  void aBodyCutShortIsNotWhole(Coding coding) throws IOException {
    byte[] coded = coding.compressor().compress(text(new Random(2), 40_000), 5);
    for (int length = 1; length < coded.length; length += 1 + coded.length / 50) {
      byte[] cut = Arrays.copyOf(coded, length);
      assertThatThrownBy(() -> decode(coding.decoding().get(), cut, new Random(1)))
          .as("%s bytes", length)
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @ParameterizedTest
  @MethodSource("codings")
  void brokenBytesAreRefusedOrDecodedButNothingElse(Coding coding) throws IOException {
    for (int seed = 0; seed < 1_500; seed++) {
      var random = new Random(seed);
      byte[] coded = coding.compressor().compress(text(random, 1 + random.nextInt(3_000)), 6);
      for (int i = 0; i <= random.nextInt(4); i++) {
        coded[random.nextInt(coded.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertThatCode(
              () -> {
                try {
                  decode(coding.decoding().get(), coded, random);
                } catch (MalformedMessage e) {
                  // As it should be.
                }
              })
          .as("seed %s", seed)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("codings")
  void aBodyThatDecodesToFarMoreThanItIsEnds(Coding coding) throws IOException {
    byte[] bomb = coding.compressor().compress(new byte[100 << 20], 3);
    var taken = new long[1];
    assertThatThrownBy(
            () -> {
              try (Decoding decoding = coding.decoding().get()) {
                Decoding.Decoded count = (b, from, n) -> taken[0] += n;
                decoding.write(bomb, 0, bomb.length, count);
                decoding.finish(count);
              }
            })
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("decodes to more than");
    assertThat(taken[0]).isLessThanOrEqualTo(Bounded.FREE);
  }

  @ParameterizedTest
  @MethodSource("codings")
  void anErrorOfTheReceiverIsTheCallers(Coding coding) throws IOException {
    byte[] coded = coding.compressor().compress(text(new Random(3), 90_000), 3);
    Decoding.Decoded failing =
        (b, from, n) -> {
          throw new IllegalStateException("the receiver's");
        };
    assertThatThrownBy(
            () -> {
              try (Decoding decoding = coding.decoding().get()) {
                decoding.write(coded, 0, coded.length, failing);
                decoding.finish(failing);
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the receiver's");
  }

  @ParameterizedTest
  @MethodSource("codings")
  void aBodyIsNotTakenForDecodedWhenTheMachineGaveOut(Coding coding) throws IOException {
    byte[] coded = coding.compressor().compress(text(new Random(3), 90_000), 3);
    Decoding.Decoded failing =
        (b, from, n) -> {
          throw new OutOfMemoryError("as the heap's");
        };
    assertThatThrownBy(
            () -> {
              try (Decoding decoding = coding.decoding().get()) {
                decoding.write(coded, 0, coded.length, failing);
                decoding.finish(failing);
              }
            })
        .isInstanceOfAny(OutOfMemoryError.class, MalformedMessage.class);
  }

  @Test
  void severalZstdFramesAndSkippableOnesAreOneBody() throws IOException {
    byte[] plain = text(new Random(4), 5_000);
    var coded = new ByteArrayOutputStream();
    coded.writeBytes(Zstd.compress(plain, 3));
    coded.writeBytes(new byte[] {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'});
    coded.writeBytes(Zstd.compress(plain, 19));
    assertThat(decode(Decoding.zstd(MEMORY), coded.toByteArray(), new Random(5)))
        .hasSize(2 * plain.length)
        .startsWith(plain)
        .endsWith(plain);
  }

  @Test
  void windowsBeyondWhatTheCodingPermitsAreRefused() throws IOException {
    var wide = new ByteArrayOutputStream();
    try (var zstd = new ZstdOutputStream(wide, 19)) {
      zstd.setLong(27);
      zstd.write(text(new Random(6), 50_000));
    }
    assertThatThrownBy(() -> decode(Decoding.zstd(MEMORY), wide.toByteArray(), new Random(1)))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("8 MiB");
    byte[] brotli =
        Encoder.compress(
            text(new Random(7), 50_000), new Encoder.Parameters().setQuality(9).setWindow(24));
    assertThatThrownBy(() -> decode(Decoding.brotli(MEMORY), brotli, new Random(1)))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("4 MiB");
  }

  @Test
  void memoryIsGivenBackHoweverABodyEnds() throws IOException {
    var little = new WindowMemory(10 << 20);
    byte[] zstd = streamed(text(new Random(8), 300_000), 3);
    byte[] brotli =
        Encoder.compress(
            text(new Random(8), 300_000), new Encoder.Parameters().setQuality(5).setWindow(22));
    for (int i = 0; i < 20; i++) {
      decode(Decoding.zstd(little), zstd, new Random(i));
      decode(Decoding.brotli(little), brotli, new Random(i));
      for (Decoding decoding : new Decoding[] {Decoding.zstd(little), Decoding.brotli(little)}) {
        byte[] coded = i % 2 == 0 ? zstd : brotli;
        try (decoding) {
          decoding.write(coded, 0, 1 + i * 20, (b, from, n) -> {});
        } catch (MalformedMessage e) {
          // The other coding's body: so it ends as well.
        }
      }
    }
    little.share(5 << 20).giveBack();
  }
}
