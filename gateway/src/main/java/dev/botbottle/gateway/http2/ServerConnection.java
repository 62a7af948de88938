package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestHead;
import dev.botbottle.gateway.patience.Patience;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** A connection on which a client asks. Each request is served on a thread of its own. */
public final class ServerConnection extends Http2Connection {
  /** Serves requests. */
  public interface Requests {
    /** Serves one; may take as long as it likes. */
    void serve(RequestHead head, Http2Stream stream) throws IOException;

    /** Something came that is no request. Must not wait for the client. */
    void malformed(String why);
  }

  /** What a client may do at once; RFC 9113 §6.5.2 asks for no fewer. */
  private static final int STREAMS = 100;

  /** Streams that are over for the client may still be settled here. */
  private static final int THREADS = STREAMS + 28;

  private final Requests requests;
  private final Semaphore places;
  private final Duration patience;
  private final int maxHead;

  // Guarded by the lock.
  private int last;
  private int running;

  /**
   * Not yet serving.
   *
   * @param places one for each request that may be served at once on all connections
   * @param waits ends waits for a peer
   * @param maxHead how large a request's head may be
   * @param patience how long a client may be silent within a body, or ask nothing
   */
  public ServerConnection(
      InputStream in,
      OutputStream out,
      Requests requests,
      StreamMemory memory,
      Patience waits,
      Semaphore places,
      int maxHead,
      Duration patience) {
    super(in, out, memory, waits, maxHead, patience);
    this.requests = requests;
    this.places = places;
    this.patience = patience;
    this.maxHead = maxHead;
  }

  /** Serves until the connection has ended. */
  public void serve() {
    greet(new byte[0], MAX_CONCURRENT_STREAMS, STREAMS, MAX_HEADER_LIST_SIZE, maxHead);
    read();
  }

  @Override
  void begin() throws IOException, Http2Exception {
    if (!skip(PREFACE)) {
      throw broken(Http2Error.PROTOCOL_ERROR, "another preface");
    }
  }

  /** Never: a client that does not read is waited for, as one of HTTP/1.1 is. */
  @Override
  void checkTaken() {}

  @Override
  void open(Http2Stream stream) throws IOException {
    throw new IOException("a server opens no streams");
  }

  @Override
  boolean claimed() {
    return false;
  }

  @Override
  void unclaim() {}

  @Override
  void givenUp() throws Http2Exception {
    calm.givenUp(System.nanoTime());
  }

  @Override
  int lastPeerStream() {
    return last;
  }

  @Override
  boolean idle(int id) {
    return (id & 1) == 0 || id > last;
  }

  @Override
  void opened(int id, Http2Headers section, boolean end) throws Http2Exception {
    if ((id & 1) == 0) {
      throw broken(Http2Error.PROTOCOL_ERROR, "an even stream of a client");
    }
    if (id <= last) {
      checkGone(id);
      calm.cost(System.nanoTime());
      return;
    }
    last = id;
    if (leaving()) {
      return;
    }
    RequestHead head;
    try {
      head = HeadReader.request(section, end);
    } catch (MalformedMessage e) {
      malformed(id, String.valueOf(e.getMessage()), Http2Error.PROTOCOL_ERROR);
      return;
    }
    if (running >= THREADS || open() >= THREADS || !places.tryAcquire()) {
      calm.cost(System.nanoTime());
      refuse(id, Http2Error.REFUSED_STREAM);
      return;
    }
    running++;
    var stream = new Http2Stream(this, id, streamWindow(), patience);
    stream.expect(head.framing());
    add(stream);
    if (end) {
      ended(stream, new Fields());
    }
    Thread.ofVirtual().name("http2-request").start(() -> serve(head, stream));
  }

  private void serve(RequestHead head, Http2Stream stream) {
    try {
      requests.serve(head, stream);
    } catch (IOException | RuntimeException e) {
      // The outermost frame of a request: whatever happened, it ends here and nothing leaves.
    } finally {
      stream.close();
      places.release();
      lock.lock();
      try {
        running--;
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  void section(Http2Stream stream, Http2Headers section, boolean end) throws Http2Exception {
    trailers(stream, section, end);
  }

  @Override
  void malformed(int id, String why, Http2Error code) throws Http2Exception {
    if ((id & 1) == 1 && id > last) {
      last = id;
    }
    if (stream(id) == null) {
      // What is open has an entry of its own.
      requests.malformed(why);
    }
    super.malformed(id, why, code);
  }

  /** Never: the stream may begin with it. */
  @Override
  void checkMistake(int id, Http2Error code) {}

  @Override
  void tooLong() {}

  @Override
  void settings(Http2Settings settings) {}

  @Override
  void left(int lastServed) {}
}
