package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.ledger.LedgerVerifier;
import dev.botbottle.ledger.SealingKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signs a session's ledger at its end. */
final class Sealing {
  private Sealing() {}

  /** Where this host's key lies. */
  static Path key(Host host) {
    return host.state().resolve("ledger-key");
  }

  /** Seals an ended session's ledger; one that does not verify gets no seal, and that is told. */
  static void seal(Host host, String session, SessionDirectory directory) {
    try {
      switch (verified(directory.ledger())) {
        case LedgerVerifier.Intact intact ->
            Files.writeString(
                directory.seal(), SealingKey.at(key(host)).seal(session, intact).text());
        case LedgerVerifier.Torn torn ->
            System.err.println("bottle: the ledger's last line is torn; it was not sealed");
        case LedgerVerifier.Broken broken ->
            System.err.println(
                "bottle: the ledger was changed in line " + broken.line() + "; it was not sealed");
      }
    } catch (IOException e) {
      System.err.println("bottle: the ledger could not be sealed: " + e.getMessage());
    }
  }

  static LedgerVerifier.Result verified(Path ledger) throws IOException {
    try (InputStream in = Files.newInputStream(ledger)) {
      return LedgerVerifier.verify(in);
    }
  }
}
