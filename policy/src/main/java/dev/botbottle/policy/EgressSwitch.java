package dev.botbottle.policy;

import java.util.Optional;

/**
 * The user cuts a session off from everything, or puts it back.
 *
 * @param open whether what the policy allows may leave from now on
 */
public record EgressSwitch(boolean open) implements ControlMessage {
  /** The rule of the ledger's entry for the cut, and of every denial until it is undone. */
  public static final String CUT = "egress-cut";

  /** The rule of the ledger's entry for its end. */
  public static final String RESTORED = "egress-restored";

  /** The decision about everything while a session is cut off. */
  public static Decision denial() {
    return new Decision(
        Verdict.DENY,
        CUT,
        "the user has cut this session off: nothing leaves until the user puts it back",
        Optional.empty(),
        Optional.empty());
  }

  /** The rule that stands in the ledger for this. */
  public String rule() {
    return open ? RESTORED : CUT;
  }
}
