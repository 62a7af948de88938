package dev.botbottle.policy;

/** What the gateway does with a request. */
public enum Verdict {
  ALLOW,
  DENY,
  HOLD
}
