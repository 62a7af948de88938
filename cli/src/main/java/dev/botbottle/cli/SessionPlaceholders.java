package dev.botbottle.cli;

import dev.botbottle.launcher.provider.Provider;
import dev.botbottle.policy.Placeholders;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The placeholders of one session: one for each secret, however often it is asked for. */
final class SessionPlaceholders implements Provider.PlaceholderSource {
  private final RandomGenerator random;
  private final Map<String, String> made = new HashMap<>();

  SessionPlaceholders(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public String placeholder(String secret, String shape) {
    return made.computeIfAbsent(
        secret,
        name -> {
          byte[] bytes = new byte[Placeholders.RANDOM_BYTES];
          random.nextBytes(bytes);
          return Placeholders.make(shape, bytes);
        });
  }
}
