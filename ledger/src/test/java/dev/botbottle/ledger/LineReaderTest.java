package dev.botbottle.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
  @TempDir private Path folder;

  @Test
  void halfALineIsNoneUntilItsEndIsThere() throws IOException {
    Path file = folder.resolve("ledger.jsonl");
    try (OutputStream out = Files.newOutputStream(file);
        LineReader lines = new LineReader(Files.newInputStream(file))) {
      assertThat(lines.next()).isFalse();
      out.write(bytes("one\ntw"));
      assertThat(lines.next()).isTrue();
      assertThat(lines.text()).isEqualTo("one");
      assertThat(lines.next()).isFalse();
      assertThat(lines.next()).isFalse();
      out.write(bytes("o\n\nthree"));
      assertThat(all(lines)).containsExactly("two", "");
      assertThat(lines.rest()).isEqualTo("three");
      assertThat(lines.rest()).isEmpty();
    }
  }

  @Test
  void linesAreTheSameWhereverTheBlocksEnd() throws IOException {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      written.add("x".repeat(i * i) + i);
    }
    byte[] file = bytes(String.join("\n", written) + "\n");
    assertThat(all(new LineReader(new ByteArrayInputStream(file)))).isEqualTo(written);
    assertThat(all(new LineReader(new Drops(file, 1_021)))).isEqualTo(written);
  }

  @Test
  void ofALineTooLongTheBeginningIsKeptAndTheNextIsFound() throws IOException {
    byte[] file = bytes("x".repeat(5 * LineReader.LONGEST) + "\nnext\n" + "y".repeat(1 << 21));
    LineReader lines = new LineReader(new ByteArrayInputStream(file));
    assertThat(lines.next()).isTrue();
    assertThat(lines.length()).isGreaterThan(LineReader.LONGEST);
    assertThat(lines.text()).isEqualTo("x".repeat(LineReader.LONGEST));
    assertThat(all(lines)).containsExactly("next");
    assertThat(lines.rest()).isEqualTo("y".repeat(LineReader.LONGEST));
    assertThat(lines.buffer()).hasSizeLessThan(LineReader.LONGEST + (1 << 17));
  }

  @Test
  void whatALineContainsIsFoundInItOnly() throws IOException {
    LineReader lines = new LineReader(new ByteArrayInputStream(bytes("aab\nb\n")));
    lines.next();
    assertThat(lines.contains(bytes("ab"))).isTrue();
    assertThat(lines.contains(bytes("aab"))).isTrue();
    assertThat(lines.contains(bytes("bb"))).isFalse();
    assertThat(lines.contains(bytes("aabb"))).isFalse();
    lines.next();
    assertThat(lines.contains(bytes("b\n"))).isFalse();
  }

  private static List<String> all(LineReader lines) throws IOException {
    List<String> all = new ArrayList<>();
    while (lines.next()) {
      all.add(lines.text());
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A file that gives few bytes at a time. */
  private static final class Drops extends InputStream {
    private final ByteArrayInputStream all;
    private final int most;

    Drops(byte[] all, int most) {
      this.all = new ByteArrayInputStream(all);
      this.most = most;
    }

    @Override
    public int read() {
      return all.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return all.read(to, offset, Math.min(length, most));
    }
  }
}
