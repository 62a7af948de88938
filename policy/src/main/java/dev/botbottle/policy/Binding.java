package dev.botbottle.policy;

/**
 * A secret that the gateway puts into requests of one route.
 *
 * @param secret the secret's name; its value travels beside the policy, never in it
 * @param slot the field it goes into, which it then owns
 * @param format the text put into the field, with {@code {}} for the value, such as {@code Bearer
 *     {}}
 * @param placeholder what the bottle holds instead, for this session
 */
public record Binding(String secret, Slot slot, String format, String placeholder) {
  public Binding {
    if (!format.contains("{}")) {
      throw new IllegalArgumentException("format of " + secret + " has no {}");
    }
  }
}
