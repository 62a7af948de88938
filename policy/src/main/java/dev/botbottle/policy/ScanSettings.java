package dev.botbottle.policy;

import dev.botbottle.scan.ScanAction;
import java.util.Set;

/**
 * How a route is scanned.
 *
 * @param request the action for findings on the way out
 * @param response whether answers are searched for reflected secrets
 * @param permitted names of environment values that may go to this route
 */
public record ScanSettings(ScanAction request, boolean response, Set<String> permitted) {
  public ScanSettings {
    permitted = Set.copyOf(permitted);
  }

  /** Deny outwards, mask inwards, permit nothing. */
  public static final ScanSettings DEFAULT = new ScanSettings(ScanAction.DENY, true, Set.of());
}
