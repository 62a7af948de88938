package dev.botbottle.gateway;

import java.time.Duration;

/**
 * What the gateway gives one client at most.
 *
 * @param maxHead bytes of a request line with its header fields
 * @param maxConnections connections of clients at a time
 * @param clientIdle how long a client may stay silent where it is its turn to speak, and a server
 *     behind its client's end
 * @param handshake how long a TLS handshake may take between two messages; one with a server may
 *     take three times as long as a whole
 * @param responseIdle how long a server may stay silent within or before a response; models think
 *     for minutes
 * @param linger how long what a client still sends is read away after a refusal, so that the answer
 *     is not lost to a reset
 */
public record Limits(
    int maxHead,
    int maxConnections,
    Duration clientIdle,
    Duration handshake,
    Duration responseIdle,
    Duration linger) {
  /** The values used unless a test says otherwise. */
  public static final Limits DEFAULT =
      new Limits(
          64 * 1024,
          256,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2));
}
