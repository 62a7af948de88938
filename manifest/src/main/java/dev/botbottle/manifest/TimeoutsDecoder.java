package dev.botbottle.manifest;

import dev.botbottle.policy.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes {@code timeouts} of a route. */
final class TimeoutsDecoder {
  static final List<String> KEYS = List.of("connect", "firstByte", "idle");

  private TimeoutsDecoder() {}

  static Timeouts decode(Fields route, Problems problems) {
    Optional<Fields> fields = route.object("timeouts", KEYS);
    if (fields.isEmpty()) {
      return Timeouts.USUAL;
    }
    return new Timeouts(
        time(fields.get().get("connect"), problems),
        time(fields.get().get("firstByte"), problems),
        time(fields.get().get("idle"), problems));
  }

  private static Optional<Duration> time(@Nullable Node node, Problems problems) {
    if (node == null) {
      return Optional.empty();
    }
    long millis = node instanceof Node.Text text ? millis(text.value()) : -1;
    if (millis < Timeouts.SHORTEST.toMillis() || millis > Timeouts.LONGEST.toMillis()) {
      problems.expected(
          node, "a time from 100ms to 24h", "write \"500ms\", \"10s\", \"5m\" or \"1h\"");
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis(millis));
  }

  /** A whole number of at most nine digits with its unit, in thousandths of a second; or -1. */
  static long millis(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == 0 || end > 9) {
      return -1;
    }
    long number = Sizes.digits(text.substring(0, end));
    return switch (text.substring(end)) {
      case "ms" -> number;
      case "s" -> 1_000 * number;
      case "m" -> 60_000 * number;
      case "h" -> 3_600_000 * number;
      default -> -1;
    };
  }

  /** A time with the largest unit that says it exactly. */
  static String shown(Duration time) {
    long millis = time.toMillis();
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
