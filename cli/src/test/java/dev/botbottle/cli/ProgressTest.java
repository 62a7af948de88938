package dev.botbottle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  private static final int BLOCK = 1_000_000;

  @TempDir private Path folder;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos;

  /** Reads ten blocks, each in this time. */
  private String read(Progress.Manner manner, int millis) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[10 * BLOCK]);
    PrintStream to = new PrintStream(shown, true, StandardCharsets.UTF_8);
    try (Progress progress = new Progress("reading", "; wait", manner, to, () -> nanos);
        InputStream in = progress.reading(file)) {
      for (int i = 0; i < 10; i++) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        assertThat(in.readNBytes(new byte[BLOCK], 0, BLOCK)).isEqualTo(BLOCK);
      }
      assertThat(in.read(new byte[1], 0, 1)).isNegative();
    }
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsOverInAMomentShowsNothing() throws IOException {
    assertThat(read(Progress.Manner.MOVING, 99)).isEmpty();
  }

  @Test
  void theLineMovesAndIsTakenAway() throws IOException {
    assertThat(read(Progress.Manner.MOVING, 300))
        .startsWith("\r\u001b[Kbottle: reading: 40 % of 10 MB; wait")
        .contains("reading: 50 %", "reading: 99 %")
        .endsWith("wait\r\u001b[K")
        .doesNotContain("\n");
  }

  @Test
  void theLineDoesNotMoveMoreOftenThanItCanBeRead() throws IOException {
    assertThat(read(Progress.Manner.MOVING, 150).split("reading", -1)).hasSizeLessThan(5);
  }

  @Test
  void withoutAnimationItIsSaidOnce() throws IOException {
    assertThat(read(Progress.Manner.STANDING, 300)).isEqualTo("bottle: reading (10 MB); wait\n");
  }

  @Test
  void whereNobodyLooksNothingIsShown() throws IOException {
    assertThat(read(Progress.Manner.HIDDEN, 2_000)).isEmpty();
  }
}
