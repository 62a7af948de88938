package dev.botbottle.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a server the same thing again and again, over kept connections or new ones, through a proxy
 * or not, and prints what it took as one line of JSON.
 */
public final class Load {
  /** Until the runtimes of client, server and gateway have compiled what is hot. */
  private static final long WARM_UP = 12_000_000_000L;

  private Load() {}

  /** What is asked. */
  enum Kind {
    /** 16 KiB over kept connections. */
    BODIES,
    /** The same, each over a connection of its own. */
    HANDSHAKES,
    /** Events as they come. */
    EVENTS
  }

  /**
   * Runs one measurement.
   *
   * @param arguments kind, connections, seconds, authority to ask, proxy as {@code host:port} or
   *     {@code -}, roots as a PEM file or {@code -} for the runtime's own
   */
  public static void main(String[] arguments)
      throws GeneralSecurityException, IOException, InterruptedException, ExecutionException {
    Kind kind = Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int connections = Integer.parseInt(arguments[1]);
    long measured = Long.parseLong(arguments[2]) * 1_000_000_000;
    Route route = Route.of(arguments[3], arguments[4], arguments[5]);
    List<long[]> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime() + WARM_UP;
      List<Future<long[]>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        running.add(threads.submit(() -> one(kind, route, begin, begin + measured)));
      }
      for (Future<long[]> thread : running) {
        all.add(thread.get());
      }
    }
    long[] micros = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(
        "{\"kind\":\"%s\",\"connections\":%d,\"count\":%d,\"per_second\":%.0f,\"p50_us\":%d,\"p99_us\":%d}%n",
        arguments[0],
        connections,
        micros.length,
        micros.length * 1e9 / measured,
        micros[micros.length / 2],
        micros[(int) (micros.length * 0.99)]);
  }

  private static long[] one(Kind kind, Route route, long begin, long end) throws IOException {
    Samples samples = new Samples(begin);
    switch (kind) {
      case BODIES -> {
        try (Conversation conversation = route.open()) {
          while (System.nanoTime() < end) {
            samples.time(() -> conversation.body("/body"));
          }
        }
      }
      case HANDSHAKES -> {
        while (System.nanoTime() < end) {
          samples.time(() -> {
            try (Conversation conversation = route.open()) {
              conversation.body("/body");
            }
          });
        }
      }
      case EVENTS -> {
        try (Conversation conversation = route.open()) {
          conversation.ask("/events");
          while (System.nanoTime() < end) {
            long sent = conversation.event();
            samples.add(Head.micros(Clock.systemUTC()) - sent);
          }
        }
      }
    }
    return samples.all();
  }
}
