package dev.botbottle.gateway;

import dev.botbottle.policy.Verdict;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.util.List;

/** Puts decisions into the journal, with everything the client wrote masked first. */
final class Recorder {
  /** A client's path may be as long as a head; the record needs no more than this. */
  private static final int PATH_LIMIT = 2_048;

  private final Journal journal;
  private final Inspector inspector;

  Recorder(Journal journal, Inspector inspector) {
    this.journal = journal;
    this.inspector = inspector;
  }

  /** A request that goes out now. */
  void admitted(Admission.Admitted admitted) throws IOException {
    append(
        "request",
        admitted.to(),
        admitted.outward().method(),
        admitted.path(),
        0,
        Verdict.ALLOW,
        admitted.decision().rule(),
        admitted.decision().reason(),
        admitted.findings(),
        0,
        0);
  }

  /** What became of it. */
  void answered(Admission.Admitted admitted, int status, List<Finding> findings, long out, long in)
      throws IOException {
    append(
        "response",
        admitted.to(),
        admitted.outward().method(),
        admitted.path(),
        status,
        Verdict.ALLOW,
        admitted.decision().rule(),
        "",
        findings,
        out,
        in);
  }

  /** A request that does not go out, or not to its end. */
  void refused(Destination to, String method, String path, Refusal refusal) throws IOException {
    append(
        "request",
        to,
        method,
        path,
        refusal.status(),
        Verdict.DENY,
        refusal.rule(),
        refusal.reason(),
        refusal.findings(),
        0,
        0);
  }

  /** A connection as such: opened, passed through or refused. */
  void connection(Destination to, Verdict verdict, String rule, String reason, long out, long in)
      throws IOException {
    append("connect", to, "", "", 0, verdict, rule, reason, List.of(), out, in);
  }

  private void append(
      String kind,
      Destination to,
      String method,
      String path,
      int status,
      Verdict verdict,
      String rule,
      String reason,
      List<Finding> findings,
      long out,
      long in)
      throws IOException {
    journal.append(
        new Journal.Event(
            kind,
            inspector.mask(to.host()),
            to.port(),
            inspector.mask(method),
            // Masked whole, then cut: half a secret would not be recognised.
            cut(inspector.mask(path)),
            status,
            verdict,
            rule,
            inspector.mask(reason),
            findings,
            out,
            in));
  }

  private static String cut(String masked) {
    return masked.length() > PATH_LIMIT ? masked.substring(0, PATH_LIMIT) + "…" : masked;
  }
}
