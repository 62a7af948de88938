package dev.botbottle.gateway.upstream;

import java.io.IOException;

/** A host that was not reached, or not allowed to be: with the rule and the reason for a denial. */
public final class DialException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String rule;

  DialException(String rule, String reason) {
    super(reason);
    this.rule = rule;
  }

  /**
   * What decided: {@code address:…} for a refused address, {@code resolve} or {@code dial} for a
   * host that could not be found or reached.
   */
  public String rule() {
    return rule;
  }

  /** Whether an address was refused, as opposed to not reached. */
  public boolean refused() {
    return rule.startsWith("address:");
  }

  /** One sentence a person or a model can act on. */
  public String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
