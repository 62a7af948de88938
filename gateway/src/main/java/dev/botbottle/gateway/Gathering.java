package dev.botbottle.gateway;

import dev.botbottle.gateway.http.Shelf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What TLS writes to a connection: what it cuts into several records can leave as one. */
final class Gathering extends OutputStream {
  /** What surely is one record (RFC 8446 §5.1: 2^14 bytes), of any cipher's. */
  private static final int ONE_RECORD = 16_000;

  private final OutputStream out;
  private byte @Nullable [] held;
  private int used;
  private final AtomicLong turns = new AtomicLong();

  Gathering(OutputStream out) {
    this.out = out;
  }

  /**
   * TLS's own stream, each of whose writes leaves at once.
   *
   * @param shelf has the room for what is gathered
   */
  OutputStream above(OutputStream tls, Shelf shelf) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        tls.write(b);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        if (length <= ONE_RECORD) {
          tls.write(source, offset, length);
          return;
        }
        byte[] room = shelf.take();
        gather(room);
        try {
          tls.write(source, offset, length);
        } finally {
          release();
          shelf.put(room);
        }
      }

      @Override
      public void flush() throws IOException {
        tls.flush();
      }

      @Override
      public void close() throws IOException {
        tls.close();
      }
    };
  }

  /** How often a write has begun or ended: odd while one is under way. */
  long turns() {
    return turns.get();
  }

  private synchronized void gather(byte[] room) {
    held = room;
  }

  private synchronized void release() throws IOException {
    try {
      send();
    } finally {
      held = null;
    }
  }

  private void send() throws IOException {
    int count = used;
    used = 0;
    if (held != null && count > 0) {
      pass(held, 0, count);
    }
  }

  private void pass(byte[] source, int offset, int length) throws IOException {
    turn();
    try {
      out.write(source, offset, length);
    } finally {
      turn();
    }
  }

  private void turn() {
    turns.lazySet(turns.getPlain() + 1);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Also called by who reads, where TLS has to say something itself. */
  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    byte[] room = held;
    if (room != null && length > room.length - used) {
      send();
    }
    if (room == null || length > room.length) {
      pass(source, offset, length);
    } else {
      System.arraycopy(source, offset, room, used, length);
      used += length;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
