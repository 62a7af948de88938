package dev.botbottle.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one route does otherwise with findings of some formats, and with single findings. None of it
 * touches values of the session.
 *
 * @param actions what happens to the findings of a detector, by its id
 * @param allowed single findings that pass
 */
public record FindingRules(Map<String, ScanAction> actions, List<AllowedFinding> allowed) {
  /** Nothing otherwise. */
  public static final FindingRules NONE = new FindingRules(Map.of(), List.of());

  public FindingRules {
    actions = Map.copyOf(actions);
    allowed = List.copyOf(allowed);
  }

  /** The rules in force on a day such as {@code 2027-01-31}. */
  public FindingRules on(String day) {
    List<AllowedFinding> left = new ArrayList<>();
    for (AllowedFinding finding : allowed) {
      if (finding.on(day)) {
        left.add(finding);
      }
    }
    return left.size() == allowed.size() ? this : new FindingRules(actions, left);
  }

  /** The same where nothing can be rewritten: what would be is denied. */
  FindingRules withoutRedaction() {
    if (!actions.containsValue(ScanAction.REDACT)) {
      return this;
    }
    Map<String, ScanAction> other = new HashMap<>(actions);
    other.replaceAll((id, action) -> action.withoutRedaction());
    return new FindingRules(other, allowed);
  }

  /** The rule by which a finding may pass or might have. */
  public Optional<AllowedFinding> ruleFor(Finding finding) {
    if (!finding.fingerprint().isEmpty()) {
      for (AllowedFinding rule : allowed) {
        if (rule.fingerprint().equals(finding.fingerprint())) {
          return Optional.of(rule);
        }
      }
    }
    return Optional.empty();
  }
}
