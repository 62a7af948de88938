package dev.botbottle.policy;

/** What is done about answers that read like instructions to the model that asked. */
public enum Instructions {
  /** Nothing: the answer is a model's own words. */
  EXPECTED,
  /** They are on record, with their place. */
  WARN,
  /** The answer is denied, or breaks off where they are. */
  DENY
}
