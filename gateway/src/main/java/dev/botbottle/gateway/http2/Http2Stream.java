package dev.botbottle.gateway.http2;

import dev.botbottle.gateway.http.BodySink;
import dev.botbottle.gateway.http.Fields;
import dev.botbottle.gateway.http.Framing;
import dev.botbottle.gateway.http.MalformedMessage;
import dev.botbottle.gateway.http.RequestSink;
import dev.botbottle.gateway.http.ResponseHead;
import dev.botbottle.gateway.http.ResponseSink;
import dev.botbottle.gateway.http.ResponseSource;
import dev.botbottle.gateway.patience.Patience;
import dev.botbottle.policy.Field;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request with its response. Reading belongs to one thread at a time, writing to one too, and
 * they need not be the same. What the reading side has not read is bounded by the stream's window.
 */
public final class Http2Stream implements ResponseSource, RequestSink, ResponseSink {
  /** What may come before anything was read; RFC 9113 §6.9.2's own value. */
  static final int WINDOW = 65_535;

  /** What a stream's window may grow to while it is read as fast as it comes. */
  static final int LARGEST_WINDOW = 1 << 20;

  private final Http2Connection connection;
  private final StreamOutput output;
  private final Condition changed;
  private final long firstWindow;

  // What follows is guarded by the connection's lock.
  private int id;
  private final ArrayDeque<ResponseHead> heads = new ArrayDeque<>(1);
  private final ReceivedBytes received;
  private @Nullable Fields trailers;
  private @Nullable IOException failure;
  private boolean remoteEnded;
  private boolean localEnded;
  private boolean dropped;
  private long sendWindow;
  private int window = WINDOW;
  private int windowLeft = WINDOW;
  private int unannounced;
  private long announced = -1;
  private long arrived;
  private boolean answersHead;
  private boolean headed;
  private @Nullable Runnable gone;

  private volatile LongSupplier longer = () -> 0;
  private volatile long patienceNanos;

  Http2Stream(Http2Connection connection, int id, long sendWindow, Duration patience) {
    this.connection = connection;
    this.id = id;
    this.sendWindow = sendWindow;
    this.firstWindow = sendWindow;
    this.patienceNanos = patience.toNanos();
    this.received = new ReceivedBytes(connection.memory.buffers());
    this.changed = connection.lock.newCondition();
    this.output = new StreamOutput(connection, this);
  }

  /** How long to wait for the peer's next piece; zero for as long as the connection lives. */
  public void patience(Duration most) {
    patience(most, () -> 0);
  }

  /**
   * The same.
   *
   * @param longer asked when the peer was silent for so long: for how many nanoseconds more it may
   *     be; zero or less for no longer
   */
  public void patience(Duration most, LongSupplier longer) {
    this.longer = longer;
    patienceNanos = most.toNanos();
  }

  /**
   * Has something done when the peer ends the stream before its time: on a thread of its own, or
   * here and now where it has done so already.
   */
  public void whenGone(Runnable action) {
    boolean already;
    connection.lock.lock();
    try {
      gone = action;
      // Whoever is to read the rest of its body learns of a mistake there, and tells of it.
      boolean told = failure instanceof MalformedMessage && !remoteEnded && announced != 0;
      already = failure != null && !told;
    } finally {
      connection.lock.unlock();
    }
    if (already) {
      action.run();
    }
  }

  @Override
  public ResponseHead readHead(String requestMethod) throws IOException {
    connection.lock.lock();
    try {
      await(() -> !heads.isEmpty());
      return heads.remove();
    } finally {
      connection.lock.unlock();
    }
  }

  @Override
  public boolean readBody(BodySink sink) throws IOException {
    byte[] room = ReceivedBytes.NONE;
    int length = 0;
    Fields end = null;
    connection.lock.lock();
    try {
      await(() -> received.size() > 0 || remoteEnded);
      if (received.size() > 0) {
        room = connection.memory.buffers().take();
        length = received.take(room, room.length);
        consumed(length);
      } else if (dropped) {
        throw StreamReset.here(); // What was not read is not its end.
      } else {
        end = trailers == null ? new Fields() : trailers;
        release();
      }
    } finally {
      connection.lock.unlock();
    }
    if (end != null) {
      sink.end(end);
      return false;
    }
    sink.bytes(room, 0, length);
    connection.memory.buffers().put(room);
    return true;
  }

  @Override
  public boolean ready() {
    return ready(0);
  }

  @Override
  public boolean ready(long nanos) {
    connection.lock.lock();
    try {
      long left = nanos;
      while (received.size() == 0 && !remoteEnded && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      return received.size() > 0 || remoteEnded || failure != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      connection.lock.unlock();
    }
  }

  private void await(BooleanSupplier there) throws IOException {
    if (there.getAsBoolean()) {
      return;
    }
    long most = patienceNanos;
    long end = System.nanoTime() + most;
    try (Patience.Wait wait = connection.waits.waits()) {
      if (most > 0) {
        wait.begin(most, this::wakeLater);
      }
      do {
        throwIfFailed();
        if (most > 0 && System.nanoTime() - end >= 0) {
          long more = longer.getAsLong();
          if (more <= 0) {
            connection.tooLong();
            throw new SocketTimeoutException("no word on the stream in time");
          }
          end = System.nanoTime() + more;
          wait.begin(more, this::wakeLater);
        }
        changed.await();
      } while (!there.getAsBoolean());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  /** The thread of all waits waits for no lock. */
  private long wakeLater() {
    Thread.startVirtualThread(() -> {
      connection.lock.lock();
      try {
        changed.signalAll();
      } finally {
        connection.lock.unlock();
      }
    });
    return 0;
  }

  /** Room for more is announced when half of the window was read. */
  private void consumed(int length) {
    unannounced += length;
    if (remoteEnded || failure != null || unannounced < window / 2) {
      return;
    }
    if (2 * window <= LARGEST_WINDOW && connection.memory.grow(window)) {
      unannounced += window;
      window *= 2;
    }
    windowLeft += unannounced;
    connection.output.windowUpdate(id, unannounced);
    unannounced = 0;
  }

  @Override
  public void head(String method, String target, Fields fields, Framing body) throws IOException {
    connection.lock.lock();
    try {
      answersHead = method.equals("HEAD");
    } finally {
      connection.lock.unlock();
    }
    output.request(method, target, fields, body);
  }

  @Override
  public void head(int status, String reason, Fields fields, Framing body) throws IOException {
    output.response(status, fields, body);
  }

  @Override
  public void bytes(byte[] source, int offset, int length) throws IOException {
    output.bytes(source, offset, length);
  }

  @Override
  public void end(Fields fields) throws IOException {
    output.end(fields);
  }

  @Override
  public void flush() throws IOException {
    output.flush();
  }

  /** Whether the peer has said all it had to say. */
  public boolean heardAll() {
    connection.lock.lock();
    try {
      return remoteEnded;
    } finally {
      connection.lock.unlock();
    }
  }

  /**
   * Leaves its end to the peer, which has said all that matters; gives it up when it does not come
   * in time, or at once where many such streams wait already. Returns without waiting.
   */
  public void endLater(Duration most) {
    connection.lock.lock();
    try {
      if (remoteEnded || failure != null) {
        return;
      }
      if (!connection.mayWait()) {
        cancel();
        return;
      }
    } finally {
      connection.lock.unlock();
    }
    Thread.startVirtualThread(() -> awaitEnd(most));
  }

  private void awaitEnd(Duration most) {
    connection.lock.lock();
    try {
      long left = most.toNanos();
      while (!remoteEnded && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connection.waited();
      cancel(); // does nothing to one that has ended
      connection.lock.unlock();
    }
  }

  /** Gives it up as a client; does nothing to one that is over. */
  public void cancel() {
    stop(Http2Error.CANCEL);
  }

  /**
   * Ends it as a server, whether its answer came to an end or not; what is still to come is not
   * wanted then (RFC 9113 §8.1).
   */
  public void close() {
    connection.lock.lock();
    try {
      stop(localEnded ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR);
    } finally {
      connection.lock.unlock();
    }
  }

  private void stop(Http2Error code) {
    connection.lock.lock();
    try {
      if (id == 0 && failure == null) {
        connection.unclaim();
        failed(StreamReset.here());
      } else if (failure == null && !(remoteEnded && localEnded)) {
        connection.reset(this, code, StreamReset.here());
      }
      release();
    } finally {
      connection.lock.unlock();
    }
  }

  /** What is not read now never will be. */
  private void release() {
    dropped |= received.size() > 0;
    received.clear();
    connection.memory.shrink(window - WINDOW);
    window = WINDOW;
  }

  // From here on: called by the connection, which holds its lock.

  /** Its number, or zero when it has none yet. */
  int id() {
    return id;
  }

  /** Begins it; what the peer has said of windows since it was made counts too. */
  void number(int given, int peerWindow) {
    id = given;
    sendWindow += peerWindow - firstWindow;
  }

  void throwIfFailed() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** The peer's head has come. */
  void expect(Framing body) {
    headed = true;
    announced = body instanceof Framing.Length(long bytes) ? bytes : -1;
  }

  boolean answersHead() {
    return answersHead;
  }

  boolean remoteEnded() {
    return remoteEnded;
  }

  boolean localEnded() {
    return localEnded;
  }

  /** Whether the peer's head has come, so that its body may. */
  boolean headed() {
    return headed;
  }

  /** A head of its response; returns how many wait to be read. */
  int head(ResponseHead head) {
    heads.add(head);
    if (!head.interim()) {
      expect(head.framing());
      if (head.framing() instanceof Framing.None) {
        announced = 0;
      }
    }
    changed.signalAll();
    return heads.size();
  }

  /** How large the interim heads are that wait to be read, as RFC 9113 §6.5.2 counts. */
  int interimSize() {
    int size = 0;
    for (ResponseHead head : heads) {
      if (head.interim()) {
        for (Field line : head.fields().lines()) {
          size += line.name().length() + line.value().length() + 32;
        }
      }
    }
    return size;
  }

  /** Bytes of the body; false when there are more than were announced. */
  boolean data(byte[] source, int offset, int length) {
    arrived += length;
    if (announced >= 0 && arrived > announced) {
      return false;
    }
    received.add(source, offset, length);
    changed.signalAll();
    return true;
  }

  /** Takes room for a frame from the window; false when there is too little. */
  boolean fits(int length) {
    windowLeft -= length;
    return windowLeft >= 0;
  }

  /** What of a frame was only padding needs no reading. */
  void padding(int length) {
    consumed(length);
  }

  /** The end; false when it comes too early. */
  boolean ended(Fields fields) {
    if (announced >= 0 && arrived != announced) {
      return false;
    }
    trailers = fields;
    remoteEnded = true;
    changed.signalAll();
    return true;
  }

  void failed(IOException cause) {
    if (failure == null) {
      failure = cause;
      if (gone != null) {
        Thread.startVirtualThread(gone);
      }
    }
    if (!remoteEnded) {
      release();
    }
    changed.signalAll();
  }

  void localEnd() {
    localEnded = true;
  }

  long sendWindow() {
    return sendWindow;
  }

  void sendWindow(long change) {
    sendWindow += change;
  }
}
