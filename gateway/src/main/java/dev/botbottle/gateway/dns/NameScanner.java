package dev.botbottle.gateway.dns;

import dev.botbottle.scan.Finding;
import java.util.List;

/** Looks for secrets in names before they are written down. */
@FunctionalInterface
public interface NameScanner {
  /** What was found in a name, and the name with it masked. */
  Scanned scan(String name);

  /**
   * A scanned name.
   *
   * @param shown the name as it may be written
   * @param findings what was found
   */
  record Scanned(String shown, List<Finding> findings) {
    public Scanned {
      findings = List.copyOf(findings);
    }
  }
}
