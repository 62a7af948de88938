package dev.botbottle.ledger;

/** The append-only record of a session. Safe for use by many threads. */
public interface Ledger extends AutoCloseable {
  /**
   * Writes an entry. What the entry is about happens only after this returned.
   *
   * @throws LedgerException when it could not be written, and on every call after that
   */
  void append(LedgerEntry entry) throws LedgerException;

  /** Writes the counts of identical denials whose second is over; called once a second. */
  void flush() throws LedgerException;

  /** Whether a write has failed: the gateway lets nothing through any more. */
  boolean failed();

  /** Writes every outstanding count and ends the record. */
  @Override
  void close() throws LedgerException;
}
