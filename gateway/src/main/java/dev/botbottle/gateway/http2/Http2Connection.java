package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.patience.Patience;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its streams. One thread reads frames and never writes, so that a peer that does
 * not read cannot keep it from reading. Streams are read and written by threads of their own, which
 * wait for bytes and for windows under the lock.
 */
abstract sealed class Http2Connection permits ServerConnection, ClientConnection {
  /** RFC 9113 §3.4. */
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  // RFC 9113 §6.5.2.
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int MAX_HEADER_LIST_SIZE = 6;

  /** What may arrive on all streams together before more room is announced. */
  static final int WINDOW = 1 << 20;

  /**
   * Streams whose end is waited for when nothing else of them is. A peer that ends none shall not
   * keep many, and one that ends them late is not to be told of each that it is not wanted.
   */
  private static final int MOST_ENDING = 16;

  /** A peer that is told to leave has so long to do so by itself. */
  private static final long FAREWELL_NANOS = 1_000_000_000L;

  final ReentrantLock lock = new ReentrantLock();
  final Patience waits;
  private final FrameReader reader;
  final StreamMemory memory;
  private final long restNanos;

  // What follows is guarded by the lock.
  final FrameOutput output;
  final Calm calm = new Calm(System.nanoTime());
  private final Map<Integer, Http2Stream> streams = new HashMap<>();
  private final EndedHere endedHere = new EndedHere();
  private final Condition room = lock.newCondition();
  private long sendWindow = Http2Stream.WINDOW;
  private int streamWindow = Http2Stream.WINDOW;
  private int receiveLeft = WINDOW;
  private int ending;
  private long restingSince = System.nanoTime(); // When a stream ended, or it began.
  private boolean leaving;
  private @Nullable IOException failure;

  /**
   * Not yet speaking.
   *
   * @param rest how long it may be without a request, whatever else its peer says
   */
  Http2Connection(
      InputStream in,
      OutputStream out,
      StreamMemory memory,
      Patience waits,
      int maxHead,
      Duration rest) {
    this.reader = new FrameReader(in, maxHead);
    this.memory = memory;
    this.waits = waits;
    this.restNanos = rest.toNanos();
    this.output = new FrameOutput(out, this);
  }

  /** What this side says first. */
  final void greet(byte[] preface, int... settings) {
    lock.lock();
    try {
      output.preface(preface);
      output.settings(settings);
      output.windowUpdate(0, WINDOW - Http2Stream.WINDOW);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what comes before the first frame. */
  abstract void begin() throws IOException, Http2Exception;

  final boolean skip(byte[] expected) throws IOException {
    return reader.skip(expected);
  }

  /** Reads until the connection has ended, one way or another; all its streams end with it. */
  final void read() {
    Thread answers = Thread.ofVirtual().name("http2-answers").start(this::answer);
    var incoming = new Incoming(this);
    IOException end = new EOFException("it closed the connection");
    try {
      begin();
      boolean more = true;
      while (more && going()) {
        more = reader.read(incoming, this::streamError);
        checkTaken();
      }
    } catch (Http2Exception e) {
      end = new MalformedMessage("a breach of HTTP/2: " + e.error().name());
      goAway(e.error());
    } catch (IOException e) {
      end = e;
    } catch (RuntimeException e) {
      end = new IOException("the connection failed", e);
      goAway(Http2Error.INTERNAL_ERROR);
    } finally {
      fail(end);
    }
    try {
      // The last word; whoever closes the socket ends it where the peer does not listen.
      answers.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws where the peer takes nothing of what is written, for too long. */
  abstract void checkTaken() throws IOException;

  private void answer() {
    try {
      output.answer();
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether to read on. A peer that only pings is left as one that is silent is. */
  private boolean going() {
    lock.lock();
    try {
      if (quiet() && !leaving && System.nanoTime() - restingSince >= restNanos) {
        goAway(Http2Error.NO_ERROR);
      }
      return failure == null && !(leaving && quiet());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says for how many nanoseconds to listen on, when nothing was heard for a while; zero for no
   * longer. Waits for nothing that a peer does.
   */
  public final long silent() {
    lock.lock();
    try {
      boolean told = leaving();
      checkTaken();
      if (!going()) {
        return told ? 0 : FAREWELL_NANOS;
      }
      long rested = quiet() ? System.nanoTime() - restingSince : 0;
      return Math.max(1, restNanos - rested);
    } catch (IOException e) {
      fail(e);
      return 0;
    } finally {
      lock.unlock();
    }
  }

  final void goAway(Http2Error code) {
    lock.lock();
    try {
      leaving = true;
      output.goAway(lastPeerStream(), code);
    } finally {
      lock.unlock();
    }
  }

  private void fail(IOException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      for (Http2Stream stream : List.copyOf(streams.values())) {
        stream.failed(cause);
      }
      streams.clear();
      room.signalAll();
      output.wake();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes as much of the windows as there is.
   *
   * @param wait whether to wait until there is some, if any is wanted
   */
  final int window(Http2Stream stream, int wanted, boolean wait) throws IOException {
    lock.lock();
    try {
      while (true) {
        stream.throwIfFailed();
        long most = Math.min(Math.min(stream.sendWindow(), sendWindow), FrameReader.LARGEST_FRAME);
        int n = (int) Math.max(0, Math.min(most, wanted));
        if (n > 0 || wanted == 0 || !wait) {
          sendWindow -= n;
          stream.sendWindow(-n);
          return n;
        }
        room.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says that frames of a stream are written now, and what its number is.
   *
   * @param length what was taken of the windows for them
   */
  final int sending(Http2Stream stream, int length, boolean end) throws IOException {
    lock.lock();
    try {
      try {
        stream.throwIfFailed();
        if (stream.id() == 0) {
          open(stream);
        }
      } catch (IOException e) {
        // The peer never hears of these bytes, so that it gives no room back for them.
        sendWindow += length;
        room.signalAll();
        throw e;
      }
      calm.earn();
      if (end) {
        stream.localEnd();
        removeIfOver(stream);
      }
      return stream.id();
    } finally {
      lock.unlock();
    }
  }

  // From here on: with the lock held.

  /** Gives a stream of this side its number, in the order in which heads are written. */
  abstract void open(Http2Stream stream) throws IOException;

  /** Whether a stream of this side is about to begin. */
  abstract boolean claimed();

  private boolean quiet() {
    return streams.isEmpty() && !claimed();
  }

  /** A stream of this side that had no number yet is not wanted any more. */
  abstract void unclaim();

  /** The highest stream of the peer that was or may have been served. */
  abstract int lastPeerStream();

  /** Whether a stream of this number was never used so far. */
  abstract boolean idle(int id);

  /** A header section on a stream that is not open. */
  abstract void opened(int id, Http2Headers section, boolean end) throws Http2Exception;

  /** A header section on an open stream. */
  abstract void section(Http2Stream stream, Http2Headers section, boolean end)
      throws Http2Exception;

  /** The peer did not go on with a stream in time. */
  abstract void tooLong();

  /** What else the peer's settings change. */
  abstract void settings(Http2Settings settings) throws Http2Exception;

  /** The peer goes, and serves no stream of this side beyond this one. */
  abstract void left(int last);

  final boolean failed() {
    return failure != null;
  }

  final boolean leaving() {
    return leaving || failure != null;
  }

  final void leave() {
    leaving = true;
  }

  final @Nullable Http2Stream stream(int id) {
    return streams.get(id);
  }

  final List<Http2Stream> streams() {
    return List.copyOf(streams.values());
  }

  final int open() {
    return streams.size();
  }

  final void add(Http2Stream stream) {
    streams.put(stream.id(), stream);
  }

  final int streamWindow() {
    return streamWindow;
  }

  /** Whether the end of one more stream may be waited for; {@link #waited} is to follow then. */
  final boolean mayWait() {
    if (ending == MOST_ENDING) {
      return false;
    }
    ending++;
    return true;
  }

  final void waited() {
    ending--;
  }

  /** Ends a stream from this side. */
  final void reset(Http2Stream stream, Http2Error code, IOException cause) {
    if (remove(stream)) {
      refuse(stream.id(), code);
    }
    stream.failed(cause);
    room.signalAll();
  }

  final void refuse(int stream, Http2Error code) {
    endedHere.add(stream);
    output.reset(stream, code);
  }

  /** The peer has given up a stream that was open, or made a mistake that ended it. */
  abstract void givenUp() throws Http2Exception;

  /** The peer ended a stream before its time. */
  final void resetByPeer(Http2Stream stream, long code) {
    remove(stream);
    stream.failed(StreamReset.by(code));
    room.signalAll();
  }

  private void removeIfOver(Http2Stream stream) {
    if (stream.localEnded() && stream.remoteEnded()) {
      remove(stream);
    }
  }

  private boolean remove(Http2Stream stream) {
    restingSince = System.nanoTime();
    return streams.remove(stream.id()) != null;
  }

  private void streamError(int id, Http2Error code) throws Http2Exception {
    lock.lock();
    try {
      calm.cost(System.nanoTime());
      checkMistake(id, code);
      malformed(id, "a malformed message", code);
    } finally {
      lock.unlock();
    }
  }

  /** Throws where a mistake on a stream is one of the whole connection. */
  abstract void checkMistake(int id, Http2Error code) throws Http2Exception;

  /** A head or frame of this stream is not to be passed on. */
  void malformed(int id, String why, Http2Error code) throws Http2Exception {
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      reset(stream, code, new MalformedMessage(why));
      givenUp();
    } else {
      refuse(id, code);
    }
  }

  final void trailers(Http2Stream stream, Http2Headers section, boolean end) throws Http2Exception {
    try {
      if (!end) {
        throw new MalformedMessage("a second head");
      }
      ended(stream, HeadReader.trailers(section));
    } catch (MalformedMessage e) {
      malformed(stream.id(), String.valueOf(e.getMessage()), Http2Error.PROTOCOL_ERROR);
    }
  }

  final void ended(Http2Stream stream, Fields trailers) throws Http2Exception {
    if (stream.ended(trailers)) {
      removeIfOver(stream);
    } else {
      malformed(stream.id(), "a body shorter than announced", Http2Error.PROTOCOL_ERROR);
    }
  }

  /** Takes room from what the peer was granted. */
  final void arrived(int length) throws Http2Exception {
    receiveLeft -= length;
    if (receiveLeft < 0) {
      throw broken(Http2Error.FLOW_CONTROL_ERROR, "more than the connection has room for");
    }
    if (receiveLeft < WINDOW / 2) {
      // Not when it was read: streams have windows of their own, and one must not block another.
      output.windowUpdate(0, WINDOW - receiveLeft);
      receiveLeft = WINDOW;
    }
  }

  /** The peer has room for more on all streams. */
  final void grant(int more) throws Http2Exception {
    sendWindow += more;
    if (sendWindow > Integer.MAX_VALUE) {
      throw broken(Http2Error.FLOW_CONTROL_ERROR, "a window that is too large");
    }
    room.signalAll();
  }

  /** The peer has room for more on one stream. */
  final void grant(Http2Stream stream, int more) throws Http2Exception {
    stream.sendWindow(more);
    if (stream.sendWindow() > Integer.MAX_VALUE) {
      malformed(stream.id(), "a window that is too large", Http2Error.FLOW_CONTROL_ERROR);
    }
    room.signalAll();
  }

  /** The peer begins streams with other windows, those that are open included (§6.9.2). */
  final void streamWindow(int size) throws Http2Exception {
    long change = (long) size - streamWindow;
    streamWindow = size;
    for (Http2Stream stream : streams.values()) {
      stream.sendWindow(change);
      if (stream.sendWindow() > Integer.MAX_VALUE) {
        throw broken(Http2Error.FLOW_CONTROL_ERROR, "a window that is too large");
      }
    }
    room.signalAll();
  }

  /** Whether a frame for a stream that is not open may be passed over; thrown when not. */
  final void checkGone(int id) throws Http2Exception {
    if (idle(id)) {
      throw broken(Http2Error.PROTOCOL_ERROR, "a frame on an idle stream");
    }
    if (!endedHere.has(id)) {
      throw broken(Http2Error.STREAM_CLOSED, "a frame on a closed stream");
    }
  }

  static Http2Exception broken(Http2Error code, String why) {
    return Http2Exception.connectionError(code, why);
  }
}
