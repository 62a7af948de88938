package dev.botbottle.gateway;

import dev.botbottle.ledger.Ledger;
import dev.botbottle.ledger.LedgerEntry;
import dev.botbottle.ledger.LedgerEntry.Kind;
import dev.botbottle.ledger.LedgerException;
import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.util.List;

/** Puts decisions into the ledger, with everything the client wrote masked first. */
final class Recorder {
  /** A client's path or method may be as long as a head; the record needs no more than this. */
  private static final int LONGEST = 2_048;

  private static final String LEFT = "given up by the client";

  private final Ledger ledger;
  private final Inspector inspector;

  Recorder(Ledger ledger, Inspector inspector) {
    this.ledger = ledger;
    this.inspector = inspector;
  }

  /** A request that goes out now. */
  void admitted(Admission.Admitted admitted) throws LedgerException {
    append(
        Kind.REQUEST,
        admitted.to(),
        admitted.outward().method(),
        admitted.path(),
        Verdict.ALLOW,
        admitted.decision().rule(),
        admitted.decision().reason(),
        admitted.findings(),
        0,
        0);
  }

  /**
   * What became of it.
   *
   * @param status what was passed on; 0 when nothing was
   * @param left whether the client did not wait for the end
   */
  void answered(
      Admission.Admitted admitted,
      int status,
      boolean left,
      List<Finding> findings,
      long out,
      long in)
      throws LedgerException {
    append(
        Kind.RESPONSE,
        admitted.to(),
        admitted.outward().method(),
        admitted.path(),
        Verdict.ALLOW,
        admitted.decision().rule(),
        answered(status, left),
        findings,
        out,
        in);
  }

  private static String answered(int status, boolean left) {
    if (status == 0) {
      return LEFT;
    }
    return left ? "status " + status + ", " + LEFT : "status " + status;
  }

  /** A request that does not go out, or not to its end. */
  void refused(Destination to, String method, String path, Refusal refusal) throws LedgerException {
    refused(to, method, path, refusal, 0, 0);
  }

  /** A request that was stopped on its way, with what had passed by then. */
  void refused(Destination to, String method, String path, Refusal refusal, long out, long in)
      throws LedgerException {
    append(
        Kind.REQUEST,
        to,
        method,
        path,
        Verdict.DENY,
        refusal.rule(),
        refusal.recorded(),
        refusal.findings(),
        out,
        in);
  }

  /** A connection as such: opened, passed through or refused. */
  void connection(Destination to, Verdict verdict, String rule, String reason, long out, long in)
      throws LedgerException {
    append(Kind.CONNECT, to, "", "", verdict, rule, reason, List.of(), out, in);
  }

  private void append(
      Kind kind,
      Destination to,
      String method,
      String path,
      Verdict verdict,
      String rule,
      String reason,
      List<Finding> findings,
      long out,
      long in)
      throws LedgerException {
    ledger.append(
        new LedgerEntry(
            kind,
            inspector.mask(to.host()),
            to.port(),
            cut(inspector.mask(method)),
            // Masked whole, then cut: half a secret would not be recognised.
            cut(inspector.mask(path)),
            verdict,
            rule,
            cut(inspector.mask(reason)),
            findings,
            out,
            in));
  }

  private static String cut(String masked) {
    return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "…" : masked;
  }
}
