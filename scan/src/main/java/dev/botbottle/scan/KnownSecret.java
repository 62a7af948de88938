package dev.botbottle.scan;

/**
 * A value of this session that must be recognised in any encoding.
 *
 * @param name the binding or variable it belongs to; what a {@link ScanProfile} permits by
 * @param kind what the value is
 * @param value the value
 */
public record KnownSecret(String name, Kind kind, Secret value) {
  /** What a known value is. */
  public enum Kind {
    /** A real credential that the gateway injects and the bottle never holds. */
    CREDENTIAL,
    /** The stand-in the bottle holds for a credential. */
    PLACEHOLDER,
    /** A value the bottle was given on purpose. */
    ENV,
    /** A planted value that nobody has a reason to send. */
    CANARY
  }
}
