package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.patience.Patience;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A connection to a server, shared by requests. */
public final class ClientConnection extends Http2Connection {
  private static final int STREAMS = 100;

  /** Interim responses before a final one; real servers send one or two. */
  private static final int INTERIM = 32;

  /** Servers send their settings first of all. */
  private static final long GREETING_NANOS = 2_000_000_000L;

  /** A server that takes nothing for so long is asked nothing more. */
  private static final long STUCK_NANOS = 5_000_000_000L;

  private final Closeable wire;
  private final Duration patience;
  private final int maxHead;

  // Guarded by the lock.
  private int next = 1;
  private int claimed;
  private int most = STREAMS;
  private boolean used;
  private boolean greeted;
  private final Condition greeting = lock.newCondition();

  /**
   * Not yet speaking.
   *
   * @param wire closed when the connection has ended
   * @param waits ends waits for a peer
   * @param maxHead how large a response's head may be
   * @param patience how long a server may be silent within a response, or before it, and how long
   *     it may take nothing of what is written
   * @param rest how long it is kept while nobody asks
   */
  public ClientConnection(
      InputStream in,
      OutputStream out,
      Closeable wire,
      StreamMemory memory,
      Patience waits,
      int maxHead,
      Duration patience,
      Duration rest) {
    super(in, out, memory, waits, maxHead, rest);
    this.wire = wire;
    this.patience = patience;
    this.maxHead = maxHead;
  }

  /** Begins to speak; returns at once. */
  public void start() {
    start(() -> {});
  }

  /**
   * The same.
   *
   * @param whenEnded what is done when it has ended
   */
  public void start(Runnable whenEnded) {
    greet(PREFACE, ENABLE_PUSH, 0, MAX_HEADER_LIST_SIZE, maxHead);
    Thread.ofVirtual().name("http2-server").start(() -> run(whenEnded));
  }

  @Override
  void begin() {}

  /** Requests wait for one another to be written, where no patience of theirs counts yet. */
  @Override
  void checkTaken() throws IOException {
    if (output.held() > patience.toNanos()) {
      throw new IOException("it took nothing in time");
    }
  }

  private void run(Runnable whenEnded) {
    read();
    try {
      wire.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    whenEnded.run();
  }

  /**
   * A stream for one request, unless there are too many or the server goes. Only the first one does
   * not wait for the server to say how many there may be.
   */
  public Optional<Http2Stream> request() {
    lock.lock();
    try {
      awaitGreeting();
      boolean stuck = output.held() > STUCK_NANOS;
      if (leaving() || stuck || open() + claimed >= most || next < 0) {
        return Optional.empty();
      }
      claimed++;
      used = true;
      return Optional.of(new Http2Stream(this, 0, streamWindow(), patience));
    } finally {
      lock.unlock();
    }
  }

  private void awaitGreeting() {
    long left = used ? GREETING_NANOS : 0;
    try {
      while (!greeted && !leaving() && left > 0) {
        left = greeting.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it served a request before: then the server may just be about to close it. */
  public boolean used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** Whether no further request fits, now or ever. */
  public boolean ended() {
    lock.lock();
    try {
      return leaving();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void open(Http2Stream stream) throws IOException {
    claimed--;
    if (leaving() || next < 0) {
      StreamReset late = StreamReset.leftBehind();
      stream.failed(late); // It has given its place back, and does so once.
      throw late;
    }
    stream.number(next, streamWindow());
    next += 2;
    add(stream);
  }

  @Override
  boolean claimed() {
    return claimed > 0;
  }

  @Override
  void unclaim() {
    claimed--;
  }

  /** A server may end each request early (RFC 9113 §8.1), and has no more of them than are sent. */
  @Override
  void givenUp() {}

  @Override
  int lastPeerStream() {
    return 0;
  }

  @Override
  boolean idle(int id) {
    return (id & 1) == 0 || id >= next;
  }

  @Override
  void opened(int id, Http2Headers section, boolean end) throws Http2Exception {
    checkGone(id);
    calm.cost(System.nanoTime());
  }

  @Override
  void section(Http2Stream stream, Http2Headers section, boolean end) throws Http2Exception {
    if (stream.headed()) {
      trailers(stream, section, end);
      return;
    }
    try {
      ResponseHead head = HeadReader.response(section, end, stream.answersHead());
      // 100 streams of a server could fill the memory with what a slow client does not take.
      if (stream.head(head) > INTERIM || stream.interimSize() > maxHead) {
        throw new MalformedMessage("more interim responses than anybody sends");
      }
      if (end) {
        ended(stream, new Fields());
      }
    } catch (MalformedMessage e) {
      malformed(stream.id(), String.valueOf(e.getMessage()), Http2Error.PROTOCOL_ERROR);
    }
  }

  /** A stream that never began cannot be reset (RFC 9113 §6.4). */
  @Override
  void checkMistake(int id, Http2Error code) throws Http2Exception {
    if (idle(id)) {
      throw broken(code, "a mistake on an idle stream");
    }
  }

  /** It may be cut off without anybody's knowing: nobody else is to wait for it in vain. */
  @Override
  void tooLong() {
    leave();
  }

  @Override
  void settings(Http2Settings settings) throws Http2Exception {
    greeted = true;
    greeting.signalAll();
    @Nullable Long streams = settings.maxConcurrentStreams();
    if (streams != null) {
      most = (int) Math.min(STREAMS, streams);
    }
    @Nullable Boolean push = settings.pushEnabled();
    if (push != null && push) {
      // RFC 9113 §6.5.2.
      throw broken(Http2Error.PROTOCOL_ERROR, "a server that says it may be pushed to");
    }
  }

  @Override
  void left(int lastServed) {
    for (Http2Stream stream : streams()) {
      if (stream.id() > lastServed) {
        reset(stream, Http2Error.CANCEL, StreamReset.leftBehind());
      }
    }
  }
}
