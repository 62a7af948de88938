package dev.botbottle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.botbottle.gateway.coding.WindowMemory;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.scan.Finding;
import dev.botbottle.scan.ScanProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coded bytes leave after what they say was scanned, however they are coded and cut. */
class ScannedPartTest {
  private static final Inspector INSPECTOR =
      new FakeInspector(Map.of("planted", Lab.PLANTED), List.of());

  /** What left and what was found. */
  private static final class Kept implements ScannedPart.Owner {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Finding> found = new ArrayList<>();
    private int most;
    private int pieces;
    private int taken;

    @Override
    public void send(byte[] source, int offset, int length) {
      sent.write(source, offset, length);
    }

    @Override
    public void found(Finding finding) {
      found.add(finding);
    }

    @Override
    public boolean stopped() {
      return !found.isEmpty();
    }
  }

  private static Kept pass(ContentCoding coding, byte[] coded, int piece) throws IOException {
    var kept = new Kept();
    var memory = WindowMemory.standard();
    try (var part = new ScannedPart(kept, INSPECTOR, ScanProfile.DENY, coding, memory)) {
      for (int at = 0; at < coded.length && !part.stopped(); at += piece) {
        int length = Math.min(piece, coded.length - at);
        part.write(coded, at, length);
        kept.taken += length;
        kept.most = Math.max(kept.most, kept.taken - kept.sent.size());
        kept.pieces = Math.max(kept.pieces, part.pieces());
      }
      if (!part.stopped()) {
        part.finish();
      }
    }
    return kept;
  }

  /** Text that is worth compressing. */
  private static String text(int words) {
    var random = new Random(7);
    var text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({"BROTLI, 1", "BROTLI, 100", "BROTLI, 5000", "ZSTD, 1", "ZSTD, 100", "ZSTD, 5000"})
  void nothingOfABlockWithASecretLeaves(ContentCoding coding, int piece) throws IOException {
    byte[] coded =
        Coded.by(coding, (text(5_000) + Lab.PLANTED).getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(coded, StandardCharsets.ISO_8859_1)).doesNotContain(Lab.PLANTED);
    Kept kept = pass(coding, coded, piece);
    assertThat(kept.found).isNotEmpty();
    assertThat(kept.sent.size()).as("of " + coded.length).isLessThan(32); // the frame's head
  }

  @ParameterizedTest
  @CsvSource({
    "BROTLI, 1",
    "BROTLI, 999",
    "ZSTD, 1",
    "ZSTD, 999",
    "GZIP, 1",
    "GZIP, 999",
    "DEFLATE, 1",
    "DEFLATE, 999"
  })
  void whatHoldsNoneLeavesAsItCame(ContentCoding coding, int piece) throws IOException {
    byte[] text = text(20_000).getBytes(StandardCharsets.US_ASCII);
    byte[] coded = Coded.by(coding, text);
    assertThat(pass(coding, coded, piece).sent.toByteArray()).isEqualTo(coded);
  }

  @ParameterizedTest
  @CsvSource({"BROTLI, 9437184", "ZSTD, 1310720"})
  void whatWaitsHasABound(ContentCoding coding, int bound) throws IOException {
    byte[] noise = new byte[20 << 20];
    new Random(3).nextBytes(noise);
    byte[] coded = Coded.by(coding, noise);
    Kept kept = pass(coding, coded, 16_384);
    assertThat(kept.sent.toByteArray()).isEqualTo(coded);
    assertThat(kept.most).isLessThanOrEqualTo(bound);
  }

  /** Each piece takes some seventy bytes besides its own. */
  @ParameterizedTest
  @CsvSource({"BROTLI, 1", "BROTLI, 600", "ZSTD, 1", "ZSTD, 600"})
  void whatComesInSmallPiecesWaitsInFew(ContentCoding coding, int piece) throws IOException {
    byte[] noise = new byte[300_000];
    new Random(5).nextBytes(noise);
    byte[] coded = Coded.by(coding, noise);
    Kept kept = pass(coding, coded, piece);
    assertThat(kept.sent.toByteArray()).isEqualTo(coded);
    assertThat(kept.pieces).isLessThanOrEqualTo(2 + kept.most / 512);
  }

  /** Metadata (RFC 7932 section 9.2), which says nothing; of a body that goes on. */
  private static void writeMetadata(ScannedPart part) throws IOException {
    byte[] zeros = new byte[65_536];
    part.write(new byte[] {(byte) 0xcc, (byte) 0xff, 0x7f}, 0, 3);
    part.write(zeros, 0, zeros.length);
    for (int i = 1; i < 16; i++) {
      part.write(new byte[] {(byte) 0xe6, (byte) 0xff, 0x3f}, 0, 3);
      part.write(zeros, 0, zeros.length);
    }
  }

  @Test
  void whatWaitsOfAllBodiesHasABoundTooAndIsFreedWithThem() throws IOException {
    var memory = WindowMemory.standard();
    for (int round = 0; round < 2; round++) {
      var parts = new ArrayList<ScannedPart>();
      try {
        for (int i = 0; i < 20; i++) {
          parts.add(
              new ScannedPart(
                  new Kept(), INSPECTOR, ScanProfile.DENY, ContentCoding.BROTLI, memory));
          writeMetadata(parts.getLast());
        }
        assertThatExceptionOfType(MalformedMessage.class)
            .isThrownBy(() -> {
              for (int i = 0; i < 3; i++) {
                parts.add(
                    new ScannedPart(
                        new Kept(), INSPECTOR, ScanProfile.DENY, ContentCoding.BROTLI, memory));
                writeMetadata(parts.getLast());
              }
            })
            .withMessageContaining("too much of others waits");
      } finally {
        parts.forEach(ScannedPart::close);
      }
    }
  }
}
