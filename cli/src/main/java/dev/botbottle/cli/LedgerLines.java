package dev.botbottle.cli;

import dev.botbottle.ledger.LineReader;
import dev.botbottle.otlp.LedgerExport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The lines of a ledger that may still grow, as they are exported. */
final class LedgerLines implements LedgerExport.Lines {
  private final LineReader lines;

  LedgerLines(Path ledger) throws IOException {
    this(ledger, 0);
  }

  /**
   * Those behind a place.
   *
   * @param from how many bytes of the file to leave out; they are there
   */
  LedgerLines(Path ledger, long from) throws IOException {
    InputStream in = Files.newInputStream(ledger);
    this.lines = new LineReader(in);
    in.skipNBytes(from);
  }

  /** The next whole line; empty if there is none yet. */
  @Override
  public Optional<String> next() throws IOException {
    return lines.next() ? Optional.of(lines.text()) : Optional.empty();
  }

  /** The same, of denials only. */
  Optional<String> nextDenial() throws IOException {
    while (lines.next()) {
      if (Denials.isOne(lines)) {
        return Optional.of(lines.text());
      }
    }
    return Optional.empty();
  }

  /** What stands behind the last whole line. */
  String rest() {
    return lines.rest();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
