package dev.botbottle.policy;

import dev.botbottle.scan.FindingRules;
import dev.botbottle.scan.ScanAction;
import java.util.Set;

/**
 * How a route is scanned.
 *
 * @param request the action for findings on the way out
 * @param response whether answers are searched for reflected secrets
 * @param permitted names of environment values that may go to this route
 * @param rules what is done otherwise with some findings
 */
public record ScanSettings(
    ScanAction request, boolean response, Set<String> permitted, FindingRules rules) {
  public ScanSettings {
    permitted = Set.copyOf(permitted);
  }

  /** Without exceptions for findings. */
  public ScanSettings(ScanAction request, boolean response, Set<String> permitted) {
    this(request, response, permitted, FindingRules.NONE);
  }

  /** The same, open to these environment values. */
  public ScanSettings permitting(Set<String> names) {
    return new ScanSettings(request, response, names, rules);
  }

  /** Deny outwards, mask inwards, permit nothing. */
  public static final ScanSettings DEFAULT = new ScanSettings(ScanAction.DENY, true, Set.of());
}
