package dev.botbottle.gateway.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What leaves on a connection. Streams write for themselves; answers to frames wait here for
 * whoever writes next, or for a thread that does nothing else, because who reads never writes.
 */
final class FrameOutput {
  private final OutputStream out;
  private final Http2Connection connection;

  /** Guards the two below and the order on the wire; taken before the connection's lock. */
  private final ReentrantLock writing = new ReentrantLock();

  private final FrameBuffer frames = new FrameBuffer();
  private final HeadWriter heads = new HeadWriter();

  /** When the write under way began; zero when there is none. Set by whoever writes. */
  private volatile long begun;

  // Guarded by the connection's lock.
  private final FrameBuffer pending = new FrameBuffer();
  private final Condition toWrite;

  FrameOutput(OutputStream out, Http2Connection connection) {
    this.out = out;
    this.connection = connection;
    this.toWrite = connection.lock.newCondition();
  }

  // With the connection's lock held.

  /** How much waits. */
  int waiting() {
    return pending.size();
  }

  void wake() {
    toWrite.signal();
  }

  void preface(byte[] bytes) {
    pending.raw(bytes, 0, bytes.length);
  }

  void settings(int... pairs) {
    pending.settings(pairs);
    wake();
  }

  void settingsAck() {
    pending.settingsAck();
    wake();
  }

  void pingAck(long data) {
    pending.pingAck(data);
    wake();
  }

  void windowUpdate(int stream, int more) {
    pending.windowUpdate(stream, more);
    wake();
  }

  void reset(int stream, Http2Error code) {
    pending.reset(stream, code);
    wake();
  }

  void goAway(int last, Http2Error code) {
    pending.goAway(last, code);
    wake();
  }

  // Without it.

  /** For how many nanoseconds the peer has not taken what is being written. */
  long held() {
    long since = begun;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  /** Writes what waits, whenever something does, until the connection has ended. */
  void answer() throws IOException, InterruptedException {
    while (true) {
      connection.lock.lock();
      try {
        while (pending.size() == 0) {
          if (connection.failed()) {
            return;
          }
          toWrite.await();
        }
      } finally {
        connection.lock.unlock();
      }
      writing.lock();
      try {
        begun = System.nanoTime() | 1;
        flushPending();
        out.flush();
      } finally {
        begun = 0;
        writing.unlock();
      }
    }
  }

  private void flushPending() throws IOException {
    byte[] waiting;
    connection.lock.lock();
    try {
      waiting = pending.take();
    } finally {
      connection.lock.unlock();
    }
    if (waiting.length > 0) {
      out.write(waiting);
    }
  }

  /**
   * Writes frames of a stream, all or none.
   *
   * @param data whose first {@code length} bytes are sent; there is window for them
   */
  void send(
      Http2Stream stream,
      @Nullable Http2Headers head,
      byte[] data,
      int length,
      @Nullable Http2Headers trailers,
      boolean end)
      throws IOException {
    writing.lock();
    try {
      begun = System.nanoTime() | 1;
      int id = connection.sending(stream, length, end);
      flushPending();
      frames.clear();
      boolean endsWithData = end && trailers == null;
      boolean hasData = length > 0 || (endsWithData && head == null);
      if (head != null) {
        heads.write(frames, id, head, endsWithData && !hasData);
      }
      if (hasData) {
        frames.header(length, FrameBuffer.DATA, endsWithData ? FrameBuffer.END_STREAM : 0, id);
        frames.raw(data, 0, length);
      }
      if (trailers != null) {
        heads.write(frames, id, trailers, true);
      }
      out.write(frames.array(), 0, frames.size());
      out.flush();
    } finally {
      begun = 0;
      writing.unlock();
    }
  }
}
