package dev.botbottle.gateway;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.RequestReader;
import dev.botbottle.scan.Finding;
import java.io.IOException;
import java.util.List;

/**
 * Sends a request's body on a thread of its own, so that a server may answer before it has all of
 * it.
 */
final class Upload implements Runnable {
  /** How it went. */
  enum State {
    RUNNING,
    /** The server has the whole body. */
    SENT,
    /** A finding stopped it; the server got no valid end. */
    DENIED,
    /** The client sent no valid body. */
    BROKEN,
    /** The server took no more; the rest of the body was read away, or not. */
    CUT
  }

  private final RequestReader client;
  private final OutwardBody body;
  private final Upstream upstream;
  private final Thread thread;
  private final long lingerNanos;

  // Written by the upload's thread, read by the exchange's.
  private volatile State state = State.RUNNING;
  private volatile boolean clientDone;
  private volatile List<Finding> findings = List.of();

  private Upload(RequestReader client, OutwardBody body, Upstream upstream, Limits limits) {
    this.client = client;
    this.body = body;
    this.upstream = upstream;
    this.lingerNanos = limits.linger().toNanos();
    this.thread = Thread.ofVirtual().unstarted(this);
  }

  /** Begins to send. */
  static Upload start(RequestReader client, OutwardBody body, Upstream upstream, Limits limits) {
    var upload = new Upload(client, body, upstream, limits);
    upload.thread.start();
    return upload;
  }

  @Override
  public void run() {
    boolean more = true;
    try {
      while (more) {
        more = client.readBody(new FromClient());
        if (!more || !client.ready()) {
          upstream.writer().flush();
        }
      }
      findings = body.findings();
      clientDone = true;
      state = State.SENT;
    } catch (OutwardBody.Denied e) {
      findings = body.findings();
      // In this order: whoever sees the connection fail must see why.
      state = State.DENIED;
      upstream.close();
      readAway(more);
    } catch (FromClient.ServerGone e) {
      state = State.CUT;
      readAway(more);
    } catch (IOException | RuntimeException e) {
      state = State.BROKEN;
      upstream.close();
    }
  }

  /** Tells a failure to write to the server from one to read from the client. */
  private final class FromClient implements BodySink {
    private static final class ServerGone extends IOException {
      private static final long serialVersionUID = 1L;

      ServerGone(IOException cause) {
        super(cause);
      }
    }

    @Override
    public void bytes(byte[] source, int offset, int length) throws IOException {
      try {
        body.bytes(source, offset, length);
      } catch (OutwardBody.Denied e) {
        throw e;
      } catch (IOException e) {
        throw new ServerGone(e);
      }
    }

    @Override
    public void end(Fields trailers) throws IOException {
      clientDone = true;
      try {
        body.end(trailers);
      } catch (OutwardBody.Denied e) {
        throw e;
      } catch (IOException e) {
        throw new ServerGone(e);
      }
    }
  }

  /** Reads what the client still sends, for a while, so that it comes to read its answer. */
  private void readAway(boolean more) {
    long until = System.nanoTime() + lingerNanos;
    try {
      while (!clientDone && System.nanoTime() < until) {
        client.readBody(new Nowhere());
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
      clientDone = true;
    }
  }

  State state() {
    return state;
  }

  /** Whether the client's next bytes are another request. */
  boolean clientDone() {
    return clientDone;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Waits for the end, for no longer than a client is lingered for. */
  void settle() throws InterruptedException {
    thread.join(java.time.Duration.ofNanos(lingerNanos));
  }
}
