package dev.botbottle.gateway;

import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.websocket.Agreement;
import dev.botbottle.gateway.websocket.FrameParser;
import dev.botbottle.gateway.websocket.FrameWriter;
import dev.botbottle.gateway.websocket.Opcode;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An upgraded connection: passes messages both ways until both sides have ended. */
final class WebSocketRelay {
  private static final int CAPACITY = 16 * 1024;

  /** RFC 6455 §7.4.1 and the registry it opens. */
  private static final int PROTOCOL_ERROR = 1002;

  private static final int POLICY_VIOLATION = 1008;
  private static final int INTERNAL_ERROR = 1011;
  private static final int BAD_GATEWAY = 1014;

  /** What fits into a Close frame behind the status. */
  private static final int LONGEST_REASON = 123;

  private final Session session;
  private final Admission.Admitted admitted;
  private final WireClient client;
  private final WireUpstream upstream;
  private final FrameWriter toClient;
  private final Way outward;
  private final Way inward;
  private final Remainder remainder;
  private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();

  /**
   * Over a connection whose head has passed both ways.
   *
   * @param agreed how the two sides may compress
   * @param masked whether what comes in is searched for reflected credentials
   */
  WebSocketRelay(
      Session session,
      Admission.Admitted admitted,
      Ticket ticket,
      WireClient client,
      WireUpstream upstream,
      Agreement agreed,
      boolean masked) {
    this.session = session;
    this.admitted = admitted;
    this.client = client;
    this.upstream = upstream;
    this.toClient = FrameWriter.plain(client.out());
    this.outward =
        new Way(
            new WebSocketFlow(
                new FrameParser(FrameParser.Sender.CLIENT, agreed.client()),
                FrameWriter.masking(upstream.out(), new SecureRandom()),
                WebSocketScan.Outward.of(session.inspector(), admitted.body()),
                ticket::out),
            client.in(),
            upstream.socket(),
            PROTOCOL_ERROR);
    this.inward =
        new Way(
            new WebSocketFlow(
                new FrameParser(FrameParser.Sender.SERVER, agreed.server()),
                toClient,
                new WebSocketScan.Inward(
                    session.inspector(),
                    masked,
                    admitted.bound(),
                    AnswerWatch.ofMessages(admitted.route().scan())),
                ticket::in),
            upstream.in(),
            client.socket(),
            BAD_GATEWAY);
    this.remainder = new Remainder(client.bare(), session.limits().clientIdle());
  }

  /**
   * Runs until the end.
   *
   * @return why it was ended, when that was the gateway's doing
   */
  Optional<Refusal> run() {
    Remainder.begin(client.socket(), upstream.socket());
    byte[] fromClient = client.reader().takeRest();
    byte[] fromServer = upstream.reader().takeRest();
    Thread out = Thread.startVirtualThread(() -> passOut(fromClient));
    inward.pass(fromServer);
    remainder.over();
    try {
      out.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.ofNullable(refusal.get());
  }

  private void passOut(byte[] rest) {
    outward.pass(rest);
    if (!remainder.await()) {
      upstream.cut();
      closeClient();
    }
  }

  /** One direction with the thread that reads it, and another one for its pauses. */
  private final class Way {
    private final WebSocketFlow flow;
    private final InputStream from;
    private final Socket to;
    private final int statusIfMalformed;

    // The lock guards the flow and what follows.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean watched;
    private boolean idle;
    private boolean ended;

    /** Whether something may wait, and since when nothing came. */
    private boolean waiting;

    private long since;

    private Way(WebSocketFlow flow, InputStream from, Socket to, int statusIfMalformed) {
      this.flow = flow;
      this.from = from;
      this.to = to;
      this.statusIfMalformed = statusIfMalformed;
    }

    private void pass(byte[] rest) {
      try {
        take(rest, rest.length);
        byte[] buffer = new byte[CAPACITY];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
          // After a refusal the client is only read until it has read why.
          if (refusal.get() == null) {
            take(buffer, n);
          }
        }
        if (refusal.get() == null) {
          flow.end();
          to.shutdownOutput();
        }
      } catch (IOException | RuntimeException e) {
        failed(e);
      } finally {
        end();
      }
    }

    private void end() {
      lock.lock();
      try {
        ended = true;
        flow.close();
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    private void take(byte[] source, int length) throws IOException {
      lock.lock();
      try {
        flow.take(source, length);
        waiting = flow.inMessage();
        since = System.nanoTime();
        if (waiting && !watched) {
          // Most messages come in one piece: then there never is such a thread.
          watched = true;
          Thread.startVirtualThread(this::watch);
        } else if (waiting && idle) {
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    private void watch() {
      lock.lock();
      try {
        while (!ended) {
          if (!waiting) {
            idle = true;
            changed.await();
            idle = false;
            continue;
          }
          long last = since;
          long left = last + Upload.LULL_NANOS - System.nanoTime();
          while (left > 0 && !ended) {
            left = changed.awaitNanos(left);
          }
          if (!ended && waiting && since == last) {
            waiting = false;
            flow.pause();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        failed(e);
      } finally {
        lock.unlock();
      }
    }

    private void failed(Exception cause) {
      switch (cause) {
        case WebSocketFlow.Denied denied -> {
          Refusal why = Refusal.of(flow.denied(), admitted.route().scan().rules());
          stop(why, POLICY_VIOLATION, "denied by the bottle's gateway: " + why.rule());
        }
        case InstructionsFound found ->
            stop(
                found.refusal(),
                POLICY_VIOLATION,
                "denied by the bottle's gateway: " + found.refusal().rule());
        case LimitReached reached ->
            stop(
                reached.refusal(),
                POLICY_VIOLATION,
                "denied by the bottle's gateway: " + reached.refusal().rule());
        case MalformedMessage malformed ->
            stop(
                statusIfMalformed == PROTOCOL_ERROR
                    ? Refusal.malformed(String.valueOf(malformed.getMessage()))
                    : Refusal.upstream("the server sent " + malformed.getMessage()),
                statusIfMalformed,
                String.valueOf(malformed.getMessage()));
        case RuntimeException unexpected ->
            stop(Refusal.scanner(), INTERNAL_ERROR, "the bottle's scanner failed");
        default -> {
          // A side has gone. What it had begun must not look whole to the other one.
          if (refusal.get() == null) {
            upstream.cut();
            close(client.socket());
          }
        }
      }
    }
  }

  private void stop(Refusal why, int status, String reason) {
    if (!refusal.compareAndSet(null, why)) {
      return;
    }
    upstream.cut();
    // On its own thread: a client that reads nothing blocks the farewell too.
    Thread.startVirtualThread(this::closeLater);
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, LONGEST_REASON);
    while (length > 0 && length < text.length && (text[length] & 0xc0) == 0x80) {
      length--;
    }
    byte[] room = new byte[FrameWriter.HEADROOM + 2 + length];
    room[FrameWriter.HEADROOM] = (byte) (status >> 8);
    room[FrameWriter.HEADROOM + 1] = (byte) status;
    System.arraycopy(text, 0, room, FrameWriter.HEADROOM + 2, length);
    try {
      toClient.frame(Opcode.CLOSE, true, room, 2 + length);
      client.socket().shutdownOutput();
    } catch (IOException e) {
      // It has gone, or was told by the server that this is the end.
    }
  }

  private void closeLater() {
    try {
      Thread.sleep(session.limits().linger());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeClient();
  }

  private void closeClient() {
    try {
      // Without it TLS waits for ever for whoever is still writing, to say goodbye behind him.
      client.socket().setSoLinger(true, 1);
    } catch (IOException e) {
      // It is closed.
    }
    close(client.socket());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** What was seen and passed, both ways. */
  List<Finding> findings() {
    var all = new ArrayList<>(outward.flow.findings());
    all.addAll(inward.flow.findings());
    return all;
  }

  /** Bytes of payload sent to the server. */
  long outward() {
    return outward.flow.passed();
  }

  /** Bytes of payload passed in. */
  long inward() {
    return inward.flow.passed();
  }
}
