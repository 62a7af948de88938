package dev.botbottle.scan;

/**
 * One exact finding that may pass.
 *
 * @param fingerprint what {@link Finding#fingerprint} says of it
 * @param reason why, in the user's words
 * @param until the last day it may, as in {@code 2027-01-31} (ISO 8601), in UTC
 */
public record AllowedFinding(String fingerprint, String reason, String until) {
  /** Whether it may still pass on this day. */
  boolean on(String day) {
    // Days of this form are in order as texts.
    return day.compareTo(until) <= 0;
  }
}
