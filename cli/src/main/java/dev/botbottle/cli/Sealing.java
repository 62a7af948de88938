package dev.botbottle.cli;

import dev.botbottle.launcher.host.Host;
import dev.botbottle.launcher.session.SessionDirectory;
import dev.botbottle.ledger.LedgerVerifier;
import dev.botbottle.ledger.LineReader;
import dev.botbottle.ledger.SealingKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.BooleanSupplier;

/** Signs a session's ledger at its end. */
final class Sealing {
  private Sealing() {}

  /** Where this host's key lies. */
  static Path key(Host host) {
    return host.state().resolve("ledger-key");
  }

  /**
   * Seals an ended session's ledger; one that does not verify gets no seal, and that is told.
   *
   * @param denials takes up those on the way: a long ledger is read once
   * @param hurried whether the user does not wait for it
   * @return whether it was sealed
   */
  static boolean seal(
      Host host,
      String session,
      SessionDirectory directory,
      Denials denials,
      BooleanSupplier hurried) {
    try {
      return switch (read(host, directory.ledger(), denials, hurried)) {
        case LedgerVerifier.Intact intact -> {
          Path draft = directory.path().resolve("ledger.seal.new");
          Files.writeString(draft, SealingKey.at(key(host)).seal(session, intact).text());
          Files.move(draft, directory.seal(), StandardCopyOption.ATOMIC_MOVE);
          yield true;
        }
        case LedgerVerifier.Torn torn -> {
          System.err.println("bottle: the ledger's last line is torn; it was not sealed");
          yield false;
        }
        case LedgerVerifier.Broken broken -> {
          System.err.println(
              "bottle: the ledger was changed in line " + broken.line() + "; it was not sealed");
          yield false;
        }
      };
    } catch (Hurried e) {
      System.err.println(
          "bottle: the ledger was not sealed, as you did not wait; all of it is there, and bottle"
              + " ledger verify "
              + session
              + " checks it");
    } catch (IOException e) {
      System.err.println("bottle: the ledger could not be sealed: " + e.getMessage());
    }
    return false;
  }

  private static LedgerVerifier.Result read(
      Host host, Path ledger, Denials denials, BooleanSupplier hurried)
      throws IOException, Hurried {
    try (Progress progress =
            Progress.of(host, "sealing the session's ledger", "; Ctrl-C leaves it unsealed");
        LineReader lines = new LineReader(progress.reading(ledger))) {
      LedgerVerifier verifier = new LedgerVerifier();
      while (lines.next()) {
        if (hurried.getAsBoolean()) {
          throw new Hurried();
        }
        verifier.check(lines);
        denials.see(lines);
      }
      return verifier.result(lines);
    } catch (IOException | Hurried e) {
      denials.leaveRest();
      throw e;
    }
  }

  /** What became of a ledger's chain. */
  static LedgerVerifier.Result verified(Host host, Path ledger) throws IOException {
    try (Progress progress = Progress.of(host, "checking the ledger", "");
        InputStream in = progress.reading(ledger)) {
      return LedgerVerifier.verify(in);
    }
  }

  /** The user does not wait. */
  private static final class Hurried extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
