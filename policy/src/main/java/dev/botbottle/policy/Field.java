package dev.botbottle.policy;

/**
 * One header field of a request, as received.
 *
 * @param name the name in any case
 * @param value the value
 */
public record Field(String name, String value) {
  /** The name only: values may be credentials. */
  @Override
  public String toString() {
    return name + ": …";
  }
}
