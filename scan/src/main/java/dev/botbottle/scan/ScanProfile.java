package dev.botbottle.scan;

import java.util.Set;

/**
 * How one message is scanned.
 *
 * @param action what to do with findings
 * @param detectors whether credential formats are looked for; known secrets always are
 * @param permitted names of known secrets that may pass here
 * @param rules what is done otherwise with some findings of formats
 */
public record ScanProfile(
    ScanAction action, boolean detectors, Set<String> permitted, FindingRules rules) {
  public ScanProfile {
    permitted = Set.copyOf(permitted);
  }

  /** Without exceptions for findings of formats. */
  public ScanProfile(ScanAction action, boolean detectors, Set<String> permitted) {
    this(action, detectors, permitted, FindingRules.NONE);
  }

  /** Everything is looked for and denied. */
  public static final ScanProfile DENY = new ScanProfile(ScanAction.DENY, true, Set.of());

  /** The same where nothing can be rewritten: what would be is denied. */
  public ScanProfile withoutRedaction() {
    return new ScanProfile(
        action.withoutRedaction(), detectors, permitted, rules.withoutRedaction());
  }

  /**
   * What happens to a finding. A value of this session is no guess, so it is never only warned of;
   * a hint of low severity is only that, unless the route says more.
   */
  public ScanAction actionFor(Finding finding) {
    if (finding.isEffort()) {
      // Nobody has seen what else it holds.
      return ScanAction.DENY;
    }
    if (finding.isKnown()) {
      return action == ScanAction.WARN ? ScanAction.DENY : action;
    }
    if (finding.allowed()) {
      return ScanAction.WARN;
    }
    ScanAction own = rules.actions().get(finding.detector());
    if (own != null) {
      return own;
    }
    return finding.severity() == Severity.LOW ? ScanAction.WARN : action;
  }

  /** Whether a finding is one of those that may pass. */
  boolean allows(Finding finding) {
    return !rules.allowed().isEmpty() && rules.ruleFor(finding).isPresent();
  }
}
