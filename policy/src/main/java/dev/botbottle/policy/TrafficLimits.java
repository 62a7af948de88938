package dev.botbottle.policy;

import java.util.OptionalLong;

/**
 * How much may pass, by one route or in a whole session.
 *
 * @param requestsPerMinute requests, WebSockets and tunnels begun in any 60 seconds
 * @param connections how many of them may be under way at a time
 * @param bytesOut what all requests may send: heads, bodies, messages
 * @param bytesIn what all answers may bring: bodies and messages
 */
public record TrafficLimits(
    OptionalLong requestsPerMinute,
    OptionalLong connections,
    OptionalLong bytesOut,
    OptionalLong bytesIn) {
  /** More requests a minute are no limit anybody means; each takes eight bytes of memory. */
  public static final long MOST_REQUESTS = 100_000;

  /** No limit. */
  public static final TrafficLimits NONE =
      new TrafficLimits(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  public TrafficLimits {
    if (requestsPerMinute.orElse(1) > MOST_REQUESTS
        || requestsPerMinute.orElse(1) < 1
        || connections.orElse(1) < 1
        || bytesOut.orElse(1) < 1
        || bytesIn.orElse(1) < 1) {
      throw new IllegalArgumentException("a limit out of its range");
    }
  }

  /** Whether nothing is limited. Asked at a start, where a record's equals is slow to begin. */
  public boolean isNone() {
    return requestsPerMinute.isEmpty()
        && connections.isEmpty()
        && bytesOut.isEmpty()
        && bytesIn.isEmpty();
  }

  /** Of each limit the tighter one. */
  public TrafficLimits and(TrafficLimits other) {
    return new TrafficLimits(
        tighter(requestsPerMinute, other.requestsPerMinute),
        tighter(connections, other.connections),
        tighter(bytesOut, other.bytesOut),
        tighter(bytesIn, other.bytesIn));
  }

  private static OptionalLong tighter(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return one.getAsLong() < other.getAsLong() ? one : other;
  }

  /** The limits as a person reads them; empty when there is none. */
  public String shown() {
    StringBuilder out = new StringBuilder();
    if (requestsPerMinute.isPresent()) {
      add(out, requestsPerMinute.getAsLong() + " requests a minute");
    }
    if (connections.isPresent()) {
      add(out, connections.getAsLong() + " at a time");
    }
    if (bytesOut.isPresent()) {
      add(out, ByteSize.shown(bytesOut.getAsLong()) + " bytes out");
    }
    if (bytesIn.isPresent()) {
      add(out, ByteSize.shown(bytesIn.getAsLong()) + " bytes in");
    }
    return out.toString();
  }

  private static void add(StringBuilder out, String words) {
    out.append(out.isEmpty() ? "" : ", ").append(words);
  }
}
