package dev.botbottle.ledger;

import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.util.List;

/**
 * What the ledger keeps of one decision. Sequence number, time and hashes are the ledger's own.
 *
 * @param kind what it is about
 * @param host the host, or empty
 * @param port the port, or 0
 * @param method the method or the type of a DNS query, or empty
 * @param path the path and query after scanning, masked; or empty
 * @param verdict what was done
 * @param rule the rule that decided
 * @param reason why
 * @param findings what the scanner saw, masked
 * @param bytesOut bytes sent to the host
 * @param bytesIn bytes received from it
 */
public record LedgerEntry(
    Kind kind,
    String host,
    int port,
    String method,
    String path,
    Verdict verdict,
    String rule,
    String reason,
    List<Finding> findings,
    long bytesOut,
    long bytesIn) {
  public LedgerEntry {
    findings = List.copyOf(findings);
  }

  /** What an entry is about. */
  public enum Kind {
    /** A request, when its head was decided. */
    REQUEST,
    /** A response, when it ended. */
    RESPONSE,
    /** A name that was asked for. */
    DNS,
    /** A connection that was asked for. */
    CONNECT,
    /** The session itself: its beginning and its end. */
    SESSION
  }
}
