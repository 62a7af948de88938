package dev.botbottle.manifest;

import dev.botbottle.policy.TrafficLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decodes {@code limits}, of a route or of a bottle's whole egress. */
final class LimitsDecoder {
  static final List<String> KEYS =
      List.of("requestsPerMinute", "connections", "bytesOut", "bytesIn");

  private final Problems problems;

  private LimitsDecoder(Problems problems) {
    this.problems = problems;
  }

  /** Those of an object that may have {@code limits}; none when it has none. */
  static TrafficLimits decode(Fields around, Problems problems) {
    Optional<Fields> fields = around.object("limits", KEYS);
    if (fields.isEmpty()) {
      return TrafficLimits.NONE;
    }
    LimitsDecoder decoder = new LimitsDecoder(problems);
    return new TrafficLimits(
        decoder.number(fields.get().get("requestsPerMinute"), TrafficLimits.MOST_REQUESTS),
        decoder.number(fields.get().get("connections"), 1_000),
        decoder.size(fields.get().get("bytesOut")),
        decoder.size(fields.get().get("bytesIn")));
  }

  private OptionalLong number(@Nullable Node node, long most) {
    if (node == null) {
      return OptionalLong.empty();
    }
    long value = node instanceof Node.Num(_, String digits) ? Sizes.digits(digits) : -1;
    if (value < 1 || value > most) {
      problems.expected(
          node,
          "a whole number from 1 to " + most,
          node instanceof Node.Text ? "write it without quotes" : "leave it out for no limit");
      return OptionalLong.empty();
    }
    return OptionalLong.of(value);
  }

  private OptionalLong size(@Nullable Node node) {
    if (node == null) {
      return OptionalLong.empty();
    }
    long bytes = node instanceof Node.Text text ? Sizes.bytes(text.value()) : -1;
    if (bytes < 0) {
      problems.expected(node, "a size", "write \"512k\", \"10m\" and the like");
      return OptionalLong.empty();
    }
    return OptionalLong.of(bytes);
  }
}
