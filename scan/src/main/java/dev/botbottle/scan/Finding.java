package dev.botbottle.scan;

/**
 * What the scanner saw. Holds the match only masked.
 *
 * @param detector the detector's id, such as {@code github-pat}, {@code known:NAME} or {@code
 *     placeholder:NAME}
 * @param place where it was
 * @param masked a few leading characters and the length, never the value
 * @param severity how bad it is
 * @param advice one line on what to do about it
 */
public record Finding(
    String detector, Place place, String masked, Severity severity, String advice) {
  /** Whether it is a value of this session, not just something shaped like a credential. */
  public boolean isKnown() {
    return detector.startsWith("known:") || detector.startsWith("placeholder:");
  }
}
