package dev.botbottle.gateway;

import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a server still says behind its client's end, of two that may be silent for as long as they
 * like: it is not waited for longer than a client's own next word, or a server that ends nothing
 * would keep a client's place for ever.
 */
final class Remainder {
  private final PatientSocket client;
  private final Duration silence;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Not waited for yet.
   *
   * @param client the client's connection
   * @param silence how long there may be nothing to give it
   */
  Remainder(PatientSocket client, Duration silence) {
    this.client = client;
    this.silence = silence;
  }

  /** Lets both be silent from now on. */
  static void begin(Socket client, Socket server) {
    try {
      client.setSoTimeout(0);
      server.setSoTimeout(0);
    } catch (SocketException e) {
      // It was closed just now, as who reads it will see.
    }
  }

  /** The server has ended. */
  void over() {
    over.countDown();
  }

  /** Waits for the server's end; returns whether it came. */
  boolean await() {
    try {
      long before;
      do {
        before = client.turns();
        if (over.await(silence.toNanos(), TimeUnit.NANOSECONDS)) {
          return true;
        }
      } while (!client.quietSince(before));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
