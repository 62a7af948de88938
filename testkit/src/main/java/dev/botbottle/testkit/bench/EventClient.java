package dev.botbottle.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;

/**
 * Reads events from an {@link EventServer}, through a proxy or not, and prints how late they were
 * as one line of JSON.
 */
public final class EventClient {
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
    try (Conversation conversation = Route.of(arguments[2], arguments[3], arguments[4]).open()) {
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
        "{\"count\":%d,\"p50_us\":%d,\"p99_us\":%d}%n",
        count, sorted[count / 2], sorted[(int) (count * 0.99)]);
  }
}
