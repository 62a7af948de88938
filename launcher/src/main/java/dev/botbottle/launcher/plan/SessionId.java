package dev.botbottle.launcher.plan;

import java.util.random.RandomGenerator;

/** Session ids: the agent's name and five base-36 characters. */
public final class SessionId {
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  private SessionId() {}

  /** The last part of a new id. */
  public static String mark(RandomGenerator random) {
    StringBuilder mark = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      mark.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return mark.toString();
  }

  /** The whole id. */
  public static String of(String agent, String mark) {
    return agent + '-' + mark;
  }
}
