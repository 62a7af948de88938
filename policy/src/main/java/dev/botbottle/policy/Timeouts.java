package dev.botbottle.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a server is waited for; the gateway's own values where nothing is said.
 *
 * @param connect until it is connected, looking its name up included
 * @param firstByte from the request, wholly sent, to the beginning of the answer
 * @param idle between two pieces of the answer
 */
public record Timeouts(
    Optional<Duration> connect, Optional<Duration> firstByte, Optional<Duration> idle) {
  /** Shorter ones only break what works. */
  public static final Duration SHORTEST = Duration.ofMillis(100);

  /** Longer ones are none. */
  public static final Duration LONGEST = Duration.ofHours(24);

  /** The gateway's own. */
  public static final Timeouts USUAL =
      new Timeouts(Optional.empty(), Optional.empty(), Optional.empty());

  public Timeouts {
    check(connect);
    check(firstByte);
    check(idle);
  }

  private static void check(Optional<Duration> time) {
    if (time.isPresent()
        && (time.get().compareTo(SHORTEST) < 0 || time.get().compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException("a timeout out of its range");
    }
  }
}
