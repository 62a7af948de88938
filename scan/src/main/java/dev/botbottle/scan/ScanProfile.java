package dev.botbottle.scan;

import java.util.Set;

/**
 * How one message is scanned.
 *
 * @param action what to do with findings
 * @param detectors whether credential formats are looked for; known secrets always are
 * @param permitted names of known secrets that may pass here
 */
public record ScanProfile(ScanAction action, boolean detectors, Set<String> permitted) {
  public ScanProfile {
    permitted = Set.copyOf(permitted);
  }

  /** Everything is looked for and denied. */
  public static final ScanProfile DENY = new ScanProfile(ScanAction.DENY, true, Set.of());
}
