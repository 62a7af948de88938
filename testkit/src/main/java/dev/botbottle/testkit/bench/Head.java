package dev.botbottle.testkit.bench;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;

/** What server and client of the benchmark have in common. */
final class Head {
  private Head() {}

  /** The head of a message up to its empty line; empty at the end of the stream. */
  static String read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder(256);
    int b = in.read();
    while (b >= 0) {
      head.append((char) b);
      int length = head.length();
      if (b == '\n' && length >= 4 && head.indexOf("\r\n\r\n", length - 4) >= 0) {
        return head.toString();
      }
      b = in.read();
    }
    return "";
  }

  /** Microseconds of the clock both read: they are on one machine. */
  static long micros(Clock clock) {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
