package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodyCutShort;
import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request's body on a thread of its own, so that a server may answer before it has all of
 * it.
 */
final class Upload implements Runnable {
  /** How long a message may stand still before what is decided of it is sent. */
  static final long LULL_NANOS = 20_000_000;

  /** Less of a body is no reason to wait on for a server that is silent: a trickle never ends. */
  static final int PROGRESS = 1024;

  private final Client client;
  private final OutwardBody body;
  private final Upstream upstream;
  private final Thread thread;
  private final long lingerNanos;

  // Written by the upload's thread, read by the exchange's.
  private volatile boolean sent;
  private volatile long movedAt = System.nanoTime();
  private long movedBytes;
  private volatile boolean clientDone;
  private volatile boolean brokenOff;
  private volatile boolean left;
  private volatile @Nullable Refusal refusal;

  private Upload(Client client, OutwardBody body, Upstream upstream, Limits limits) {
    this.client = client;
    this.body = body;
    this.upstream = upstream;
    this.lingerNanos = limits.linger().toNanos();
    this.thread = Thread.ofVirtual().unstarted(this);
  }

  /** Begins to send. */
  static Upload start(Client client, OutwardBody body, Upstream upstream, Limits limits) {
    var upload = new Upload(client, body, upstream, limits);
    upload.thread.start();
    return upload;
  }

  @Override
  public void run() {
    try (body) {
      boolean more = true;
      while (more) {
        more = client.reader().readBody(new FromClient());
        moved();
        if (!more || !client.reader().ready()) {
          flush();
          if (more && body.conversation() && !client.reader().ready(LULL_NANOS)) {
            new FromClient().pause();
            flush();
          }
        }
      }
      movedAt = System.nanoTime();
      sent = true;
    } catch (OutwardBody.Denied e) {
      stop(Refusal.of(body.denied(), body.rules()));
      readAway();
    } catch (LimitReached e) {
      stop(e.refusal());
      readAway();
    } catch (ServerGone e) {
      readAway();
    } catch (MalformedMessage e) {
      brokenOff = e instanceof BodyCutShort;
      stop(Refusal.malformed(String.valueOf(e.getMessage())));
      readAway();
    } catch (SocketTimeoutException e) {
      brokenOff = true;
      stop(Refusal.malformed("a body that did not come to its end"));
    } catch (IOException e) {
      // In this order: whoever sees the connection fail must see that it was the client.
      left = true;
      upstream.cut();
    } catch (RuntimeException e) {
      stop(Refusal.scanner());
      readAway();
    }
  }

  private void moved() {
    long bytes = body.sent();
    if (bytes - movedBytes >= PROGRESS) {
      movedBytes = bytes;
      movedAt = System.nanoTime();
    }
  }

  private void stop(Refusal why) {
    // In this order: whoever sees the connection fail must see why.
    refusal = why;
    upstream.cut();
  }

  private void flush() throws ServerGone {
    try {
      upstream.writer().flush();
    } catch (IOException e) {
      throw new ServerGone(e);
    }
  }

  /** The server takes no more. */
  private static final class ServerGone extends IOException {
    private static final long serialVersionUID = 1L;

    ServerGone(IOException cause) {
      super(cause);
    }
  }

  /** Tells a failure to write to the server from one to read from the client. */
  private final class FromClient implements BodySink {
    @Override
    public void bytes(byte[] source, int offset, int length) throws IOException {
      try {
        body.bytes(source, offset, length);
      } catch (OutwardBody.Denied | LimitReached | MalformedMessage e) {
        throw e;
      } catch (IOException e) {
        throw new ServerGone(e);
      }
    }

    void pause() throws IOException {
      try {
        body.pause();
      } catch (OutwardBody.Denied | LimitReached | MalformedMessage e) {
        throw e;
      } catch (IOException e) {
        throw new ServerGone(e);
      }
    }

    @Override
    public void end(Fields trailers) throws IOException {
      heardAll();
      try {
        body.end(trailers);
      } catch (OutwardBody.Denied | LimitReached | MalformedMessage e) {
        throw e;
      } catch (IOException e) {
        throw new ServerGone(e);
      }
    }
  }

  /** Reads what the client still sends, for a while, so that it comes to read its answer. */
  private void readAway() {
    long until = System.nanoTime() + lingerNanos;
    try {
      while (!clientDone && System.nanoTime() < until) {
        client.reader().readBody(new Nowhere());
      }
    } catch (IOException e) {
      // The client has gone; so be it.
    }
  }

  private final class Nowhere implements BodySink {
    @Override
    public void bytes(byte[] source, int offset, int length) {}

    @Override
    public void end(Fields trailers) {
      heardAll();
    }
  }

  private void heardAll() {
    // In this order: the client may be read for another request as soon as this one is over.
    client.heard();
    clientDone = true;
  }

  /** Whether the server was given the whole body. */
  boolean sent() {
    return sent;
  }

  /** When, by the system's clock of nanoseconds, the server had taken more of it, or all. */
  long movedAt() {
    return movedAt;
  }

  /** Whether the client's connection, or its stream, ended within the body: it hears no answer. */
  boolean left() {
    return left;
  }

  /** Why the body was not sent to its end, when that was the gateway's doing. */
  Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** The same, unless it was the client that ended it. */
  Optional<Refusal> denied() {
    Optional<Refusal> why = refusal(); // Written behind what is asked next.
    return brokenOff ? Optional.empty() : why;
  }

  /** Bytes of the body that went out. */
  long bytes() {
    return body.sent();
  }

  /** Whether the client's next bytes are another request. */
  boolean clientDone() {
    return clientDone;
  }

  /** What was seen and passed. */
  List<Finding> findings() {
    return body.findings();
  }

  /** Waits for the end, for no longer than a client is lingered for. */
  void settle() throws InterruptedException {
    thread.join(Duration.ofNanos(lingerNanos));
  }
}
