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
 * @param fingerprint what names exactly this value, see {@link Fingerprint}; empty for values of
 *     this session and for those that could be guessed from it
 * @param allowed whether a rule of the route lets exactly this one pass
 */
public record Finding(
    String detector,
    Place place,
    String masked,
    Severity severity,
    String advice,
    String fingerprint,
    boolean allowed) {
  /** A finding that has no fingerprint. */
  public Finding(String detector, Place place, String masked, Severity severity, String advice) {
    this(detector, place, masked, severity, advice, "", false);
  }

  /** Whether it is a value of this session, not just something shaped like a credential. */
  public boolean isKnown() {
    return detector.startsWith("known:") || detector.startsWith("placeholder:");
  }

  /** Whether it is no find but a text that took too much to look through. */
  public boolean isEffort() {
    return detector.equals(Effort.ID);
  }

  /** The same as a hint: what stands where it belongs. */
  Finding asHint() {
    return new Finding(detector, place, masked, Severity.LOW, advice, fingerprint, allowed);
  }

  /** The same, seen in another place. */
  public Finding in(Place other) {
    return new Finding(detector, other, masked, severity, advice, fingerprint, allowed);
  }

  /** The same, let pass. */
  Finding asAllowed() {
    return new Finding(detector, place, masked, severity, advice, fingerprint, true);
  }
}
