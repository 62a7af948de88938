package dev.botbottle.policy;

/** The credential field a binding owns. */
public sealed interface Slot {
  /** A whole header field, such as {@code Authorization} or {@code x-api-key}. */
  record Header(String name) implements Slot {}

  /** The password of HTTP Basic authentication; the user name stays the client's. */
  record BasicPassword() implements Slot {}

  /** One key of the query. */
  record QueryKey(String name) implements Slot {}
}
