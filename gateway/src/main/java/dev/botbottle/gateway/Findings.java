package dev.botbottle.gateway;

import dev.botbottle.scan.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen in a message: each thing once, and no more things than anybody reads. Whoever wrote
 * the message chooses how many there are. Safe for any number of threads.
 */
final class Findings {
  private static final int MOST = 64;

  /** Guarded by this. */
  private final List<Finding> seen = new ArrayList<>(0);

  synchronized void add(Finding finding) {
    if (seen.size() < MOST && !seen.contains(finding)) {
      seen.add(finding);
    }
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
