package dev.botbottle.ledger;

import java.io.IOException;

/** The ledger cannot be written: from then on nothing may leave. */
public final class LedgerException extends IOException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message, Throwable cause) {
    super(message, cause);
  }

  LedgerException(String message) {
    super(message);
  }
}
