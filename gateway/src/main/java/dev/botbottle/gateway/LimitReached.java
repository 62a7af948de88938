package dev.botbottle.gateway;

import java.io.IOException;

/** A limit of the policy lets no more through; carries the answer to give. */
final class LimitReached extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  LimitReached(Refusal refusal) {
    super(refusal.reason());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
