package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import dev.botbottle.scan.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen in a message: each thing once, and no more things than anybody reads. Whoever wrote
 * the message chooses how many there are. Safe for any number of threads.
 */
final class Findings {
  /** Of formats; hints have half of it, and values of the session as much again. */
  private static final int MOST = 64;

  /** Guarded by this. */
  private final List<Finding> seen = new ArrayList<>(0);

  synchronized void add(Finding finding) {
    if (seen.size() < room(finding) && !seen.contains(finding)) {
      seen.add(finding);
    }
  }

  /** What matters more finds room when what matters less has filled its own. */
  private static int room(Finding finding) {
    if (finding.isKnown()) {
      return 2 * MOST;
    }
    return finding.severity() == Severity.LOW ? MOST / 2 : MOST;
  }

  synchronized void addAll(List<Finding> findings) {
    findings.forEach(this::add);
  }

  synchronized boolean isEmpty() {
    return seen.isEmpty();
  }

  /** Those until now. */
  synchronized List<Finding> list() {
    return List.copyOf(seen);
  }
}
