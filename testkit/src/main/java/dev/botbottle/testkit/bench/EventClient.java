package dev.botbottle.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;

/**
 * Reads events from an {@link EventServer}, through a proxy or not, and prints how late they were
 * as one line of JSON, and how long the first one took of streams that are asked for one by one.
 */
public final class EventClient {
  /** Streams that are asked for, each over a connection of its own. */
  private static final int STREAMS = 41;

  private EventClient() {}

  /**
   * Runs one measurement.
   *
   * @param arguments seconds that are not counted, seconds that are, authority to ask, proxy as
   *     {@code host:port} or {@code -}, roots as a PEM file or {@code -} for the runtime's own
   */
  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    long begin = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000;
    long end = begin + Long.parseLong(arguments[1]) * 1_000_000_000;
    long[] micros = new long[1 << 16];
    int count = 0;
    Route route = Route.of(arguments[2], arguments[3], arguments[4]);
    try (Conversation conversation = route.open()) {
      conversation.ask("/events");
      for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
        long sent = conversation.event();
        long delay = Head.micros(Clock.systemUTC()) - sent;
        if (now >= begin && count < micros.length) {
          micros[count++] = delay;
        }
      }
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    System.out.printf(
        "{\"count\":%d,\"p50_us\":%d,\"p99_us\":%d,\"first_p50_us\":%d}%n",
        count, sorted[count / 2], sorted[(int) (count * 0.99)], first(route));
  }

  /** The median of the microseconds from a request to its first event. */
  private static long first(Route route) throws GeneralSecurityException, IOException {
    long[] micros = new long[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
      try (Conversation conversation = route.open()) {
        long asked = System.nanoTime();
        conversation.ask("/events");
        conversation.event();
        micros[i] = (System.nanoTime() - asked) / 1_000;
      }
    }
    Arrays.sort(micros);
    return micros[STREAMS / 2];
  }
}
