package dev.botbottle.scan;

/** What a route wants done with a finding. */
public enum ScanAction {
  /** Nothing behind the finding leaves. */
  DENY,
  /**
   * The finding is replaced by a typed placeholder of the same length; the same input always gives
   * the same output.
   */
  REDACT,
  /**
   * The finding is reported and passes, but for a value of this session that is not permitted: that
   * is no guess, and is denied.
   */
  WARN;

  /** The same where nothing can be rewritten. */
  ScanAction withoutRedaction() {
    return this == REDACT ? DENY : this;
  }
}
