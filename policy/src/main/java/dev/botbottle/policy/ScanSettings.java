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
 * @param instructions what is done about answers that read like instructions
 * @param rules what is done otherwise with some findings
 */
public record ScanSettings(
    ScanAction request,
    boolean response,
    Set<String> permitted,
    Instructions instructions,
    FindingRules rules) {
  public ScanSettings {
    permitted = Set.copyOf(permitted);
  }

  /** With instructions in answers told of. */
  public ScanSettings(
      ScanAction request, boolean response, Set<String> permitted, FindingRules rules) {
    this(request, response, permitted, Instructions.WARN, rules);
  }

  /** With instructions in answers told of, and without exceptions for findings. */
  public ScanSettings(ScanAction request, boolean response, Set<String> permitted) {
    this(request, response, permitted, FindingRules.NONE);
  }

  /** The same for a place where a model answers: its words are its own. */
  public ScanSettings ofModel() {
    return new ScanSettings(request, response, permitted, Instructions.EXPECTED, rules);
  }

  /** The same, open to these environment values. */
  public ScanSettings permitting(Set<String> names) {
    return new ScanSettings(request, response, names, instructions, rules);
  }

  /** Deny outwards, mask inwards, permit nothing. */
  public static final ScanSettings DEFAULT = new ScanSettings(ScanAction.DENY, true, Set.of());
}
