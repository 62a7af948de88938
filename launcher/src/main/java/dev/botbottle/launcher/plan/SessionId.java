package dev.botbottle.launcher.plan;

import java.util.random.RandomGenerator;

/** Session ids: the agent's name and five base-36 characters. */
public final class SessionId {
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  private SessionId() {}

  /** A new id. */
  public static String of(String agent, RandomGenerator random) {
    StringBuilder id = new StringBuilder(agent).append('-');
    for (int i = 0; i < 5; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
