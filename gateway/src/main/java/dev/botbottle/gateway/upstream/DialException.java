package dev.botbottle.gateway.upstream;

import dev.botbottle.policy.EgressSwitch;
import java.io.IOException;

/** A host that was not reached, or not allowed to be: with the rule and the reason for a denial. */
public final class DialException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final String detail;

  /**
   * A host that was not reached.
   *
   * @param rule what decided
   * @param reason one sentence that names nothing the client did not
   */
  public DialException(String rule, String reason) {
    this(rule, reason, "");
  }

  DialException(String rule, String reason, String detail) {
    super(reason);
    this.rule = rule;
    this.detail = detail;
  }

  /**
   * What decided: {@code address:…} for a refused address, {@code egress-cut} for a session that is
   * cut off, {@code resolve} or {@code dial} for a host that could not be found or reached.
   */
  public String rule() {
    return rule;
  }

  /** Whether it was refused, as opposed to not reached. */
  public boolean refused() {
    return rule.startsWith("address:") || rule.equals(EgressSwitch.CUT);
  }

  /** What only the record is told, such as addresses of an inner network; may be empty. */
  public String detail() {
    return detail;
  }

  /** One sentence a person or a model can act on; names nothing the client did not. */
  public String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
