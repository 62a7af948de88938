package dev.botbottle.cli;

import dev.botbottle.otlp.LedgerExport;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The lines of a ledger that may still grow: half a line is none until its end is there. */
final class LedgerLines implements LedgerExport.Lines {
  /** Far longer than any line a ledger's writer makes; what stands behind is left out. */
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LedgerLines(Path ledger) throws IOException {
    this(ledger, 0);
  }

  /**
   * Those behind a place.
   *
   * @param from how many bytes of the file to leave out; they are there
   */
  LedgerLines(Path ledger, long from) throws IOException {
    this.in = new BufferedInputStream(Files.newInputStream(ledger));
    in.skipNBytes(from);
  }

  /** The next whole line; empty if there is none yet. */
  @Override
  public Optional<String> next() throws IOException {
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return Optional.of(take());
      }
      if (line.size() < LONGEST) {
        line.write(b);
      }
    }
    return Optional.empty();
  }

  /** What stands behind the last whole line. */
  String rest() {
    return take();
  }

  private String take() {
    // Written in ASCII; whatever else a full disk or a crash left must not stop the rest.
    String text = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    return text;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
