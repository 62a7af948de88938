package dev.botbottle.gateway;

import java.io.IOException;

/** An answer reads like instructions and may not be passed on; carries the answer to give. */
final class InstructionsFound extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  InstructionsFound(Refusal refusal) {
    super(refusal.reason());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
