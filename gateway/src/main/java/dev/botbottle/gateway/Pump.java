package dev.botbottle.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Passes bytes both ways, unread, until both sides have ended. */
final class Pump {
  private static final int CAPACITY = 16 * 1024;

  private final PatientSocket client;
  private final InputStream clientIn;
  private final OutputStream clientOut;
  private final byte[] clientRest;
  private final Socket server;
  private final InputStream serverIn;
  private final OutputStream serverOut;
  private final byte[] serverRest;
  private final Ticket ticket;
  private final AtomicLong outward = new AtomicLong();
  private final AtomicLong inward = new AtomicLong();
  private final Remainder remainder;
  private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();

  /**
   * Both sides, each with bytes of it that were read already.
   *
   * @param silence how long the server may be silent behind its client's end
   */
  Pump(
      PatientSocket client,
      InputStream clientIn,
      OutputStream clientOut,
      byte[] clientRest,
      Socket server,
      InputStream serverIn,
      OutputStream serverOut,
      byte[] serverRest,
      Ticket ticket,
      Duration silence) {
    this.client = client;
    this.clientIn = clientIn;
    this.clientOut = clientOut;
    this.clientRest = clientRest;
    this.server = server;
    this.serverIn = serverIn;
    this.serverOut = serverOut;
    this.serverRest = serverRest;
    this.ticket = ticket;
    this.remainder = new Remainder(client, silence);
  }

  /** Runs until the end; a failure of either side ends both. */
  void run() {
    Remainder.begin(client, server);
    Thread out = Thread.startVirtualThread(this::passOut);
    copy(serverRest, serverIn, client, clientOut, ticket::in, inward);
    remainder.over();
    try {
      out.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passOut() {
    copy(clientRest, clientIn, server, serverOut, ticket::out, outward);
    if (!remainder.await()) {
      close(client);
      close(server);
    }
  }

  private void copy(
      byte[] rest,
      InputStream from,
      Socket target,
      OutputStream to,
      Tally tally,
      AtomicLong copied) {
    byte[] buffer = new byte[CAPACITY];
    try {
      tally.add(rest.length);
      to.write(rest);
      to.flush();
      copied.addAndGet(rest.length);
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        tally.add(n);
        to.write(buffer, 0, n);
        to.flush();
        copied.addAndGet(n);
      }
      target.shutdownOutput();
    } catch (LimitReached e) {
      refusal.compareAndSet(null, e.refusal());
      close(client);
      close(server);
    } catch (IOException e) {
      close(client);
      close(server);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** Why it was ended, when that was the gateway's doing. */
  Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal.get());
  }

  long outward() {
    return outward.get();
  }

  long inward() {
    return inward.get();
  }
}
